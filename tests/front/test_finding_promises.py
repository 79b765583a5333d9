"""A promise is found by its words, and its maker by name only after saying yes and while they want it."""

import pytest

from citycamp.search.finding import find
from events import actions
from events.listening import account_closed
from events.models import Camp, Commitment
from tests.factories import events as make
from tests.factories.people import person, role, sign_in

pytestmark = pytest.mark.django_db


def found(q: str) -> int:
    return find(q, within={"promise": Commitment.objects.values("pk")}, limit=10).total


def test_a_promise_is_found_with_its_camp(client):
    camp = make.camp(name="Camp of promises")
    actions.promise(camp, "Plant a quagga fence", by=person("Noor Haddad"), by_when="March")
    body = client.get("/search/", {"q": "quagga"}).content.decode()
    assert "Plant a <" not in body  # Titles are not cut into pieces.
    assert "Plant a quagga fence" in body
    assert "Camp of promises" in body


def test_a_draft_s_promise_is_found_by_its_team_alone(client):
    camp, maya = make.camp(state=Camp.DRAFT), person("Maya", factor=True)
    role(maya, "organizer", camp)
    actions.promise(camp, "Plant a quagga fence", by=maya)
    assert "quagga fence" not in client.get("/search/", {"q": "quagga"}).content.decode()
    sign_in(client, maya)
    assert "quagga fence" in client.get("/search/", {"q": "quagga"}).content.decode()


def test_who_is_found_only_after_a_yes_and_while_the_account_is_open():
    camp, noor, luis = make.camp(), person("Noor"), person("Luis")
    asked = actions.promise(camp, "Mend the sign", by=noor, who_name="Luisito", address=luis.email)
    assert found("Luisito") == 0
    actions.answer(asked, accept=True, user=luis)
    assert found("Luisito") == 1
    account_closed(luis)
    assert found("Luisito") == 0
    assert found("sign") == 1
