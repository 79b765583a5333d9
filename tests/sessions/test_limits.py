"""How many open sessions one account has: 429, and what was typed stays. board.md 4."""

import pytest

from sessions import actions
from sessions.models import Session
from tests.factories import sessions as make
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make.board(session_limit=3)


def test_open_sessions_have_a_limit_for_each_account(board, client):
    hana = make.attendee(board.camp, "Hana")
    for number in range(3):
        actions.propose(board, f"Idea {number}", by=hana)
    sign_in(client, hana)
    answer = client.post(f"/events/{board.camp.slug}/board/propose/", {"title": "One idea more"})
    assert answer.status_code == 429
    assert "One idea more" in answer.content.decode()
    assert "Withdraw one first" in answer.content.decode()
    actions.withdraw(Session.objects.first(), by=hana)
    assert client.post(f"/events/{board.camp.slug}/board/propose/", {"title": "One idea more"}).status_code == 302
