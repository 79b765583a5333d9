"""One tap into the demo world, which is there only with its setting and its row."""

import pytest
from django.db import IntegrityError, transaction

from citycamp.people import actions
from citycamp.people.models import DemoWorld, User
from citycamp.people.permissions import has_role, is_official
from citycamp.people.proof import METHODS
from tests.factories.people import official_domain, person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings):
    """A demo world with a verifier, an official and somebody who only takes part."""
    settings.DEMO = True
    official_domain("raleighnc.gov")
    actions.make_demo_world(seed=7)
    ada = actions.make_demo_person("Ada", "ada@demo.example", factor=True)
    actions.grant_role(ada, "verifier", None, by=None)
    maya = actions.make_demo_person("Maya", "maya@raleighnc.gov")
    noor = actions.make_demo_person("Noor", "noor@demo.example")
    return {"ada": ada, "maya": maya, "noor": noor}


def test_demo_people_are_what_their_rows_say(world):
    assert has_role(world["ada"], "verifier", None)
    assert is_official(world["maya"])
    assert not is_official(world["noor"])
    assert actions.make_demo_person("Ada", "ada@demo.example") == world["ada"]


def test_without_row_setting_or_both_there_is_nothing(client, settings, world):
    assert client.get("/demo/").status_code == 200
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"person": world["ada"].public_id}).status_code == 404
    DemoWorld.objects.all().delete()
    assert client.get("/demo/").status_code == 404
    settings.DEMO = True
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"person": world["ada"].public_id}).status_code == 404


def test_the_doors_come_first(client, world):
    actions.name_doors({"official": world["maya"], "attendee": world["noor"]})
    page = client.get("/demo/")
    assert [(row["door"], row["person"]) for row in page.context["doors"]] == [
        ("official", world["maya"]),
        ("attendee", world["noor"]),
    ]
    assert [row["person"] for row in page.context["people"]] == [world["ada"]]
    text = page.content.decode()
    assert text.index("Come in as official, Maya") < text.index("Come in as attendee, Noor") < text.index("Be Ada")


def test_each_page_of_a_demo_says_so_and_no_other(client, settings, world):
    sentence = "This is a demo: people and camps are made up."
    assert sentence in client.get("/events/").content.decode()
    settings.DEMO = False
    assert sentence not in client.get("/events/").content.decode()
    settings.DEMO = True
    DemoWorld.objects.all().delete()
    assert sentence not in client.get("/events/").content.decode()


def test_one_tap_signs_in_strong_where_the_role_needs_it(client, world):
    assert "Ada" in client.get("/demo/").content.decode()
    assert client.post("/demo/", {"person": world["ada"].public_id}).url == "/me/"
    user = client.get("/me/").wsgi_request.user
    assert (user, user.strong) == (world["ada"], True)
    assert client.get("/accounts/2fa/").status_code == 200
    client.post("/demo/", {"person": world["noor"].public_id, "next": "/me/profile/"})
    user = client.get("/me/").wsgi_request.user
    assert (user, user.strong) == (world["noor"], False)


def grow_old(client) -> None:
    """What was proven in this session was proven an hour ago."""
    session = client.session
    for row in session[METHODS]:
        row["at"] -= 3600
    session.save()


def is_left_asking(client) -> bool:
    return client.get("/accounts/email/").status_code == 302


@pytest.mark.parametrize("who", ["ada", "noor"])
def test_fresh_proof_is_one_tap_and_what_was_asked_for_goes_on(client, world, who):
    client.post("/demo/", {"person": world[who].public_id})
    grow_old(client)
    assert f"Yes, still {world[who].name}" in client.get("/accounts/proof/").content.decode()
    assert is_left_asking(client), "reading the page proves nothing"
    asked = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert asked.url.startswith("/accounts/proof/")
    assert client.post(asked.url, {}).url == "/accounts/confirm-email/"
    assert not is_left_asking(client)
    assert client.get("/me/").wsgi_request.user.strong == (who == "ada")


def test_the_tap_is_worth_nothing_where_there_is_no_demo(client, settings, world):
    client.post("/demo/", {"person": world["ada"].public_id})
    assert not is_left_asking(client)
    settings.DEMO = False
    assert not client.get("/me/").wsgi_request.user.strong, "a session of the demo that lived on"
    assert is_left_asking(client)
    answer = client.post("/accounts/proof/", {})
    assert "still Ada" not in answer.content.decode()
    assert is_left_asking(client)
    settings.DEMO = True
    DemoWorld.objects.all().delete()
    grow_old(client)
    client.post("/accounts/proof/", {})
    assert is_left_asking(client)


def test_an_administrator_proves_it_in_a_demo_as_anywhere(client, world):
    chief = person(is_superuser=True, factor=True)
    sign_in(client, chief, fresh=False)
    assert "Code of the app" in client.get("/accounts/proof/").content.decode()
    client.post("/accounts/proof/", {})
    assert is_left_asking(client)


def test_a_get_signs_nobody_in(client, world):
    client.get("/demo/", {"person": world["ada"].public_id})
    assert client.get("/me/").status_code == 302


def test_nobody_else_comes_in_by_the_demo(client, world):
    operator = person("Root", is_superuser=True)
    assert client.post("/demo/", {"person": operator.public_id}).status_code == 404
    assert client.post("/demo/", {"person": "nobody"}).status_code == 404


def test_a_database_with_real_accounts_becomes_no_demo_world():
    person()
    with pytest.raises(ValueError, match="accounts"):
        actions.make_demo_world()
    with pytest.raises(ValueError, match="demo world"):
        actions.make_demo_person("Ada", "ada@demo.example")
    assert User.objects.count() == 1


def test_there_is_one_demo_world(world):
    assert actions.make_demo_world().pk == DemoWorld.objects.get().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        DemoWorld.objects.create()
