"""The board's pages as people meet them."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from sessions.models import Session, Star
from sessions.vocabulary import State
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator, lunch, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    at = camp()
    return board(at)


def address(of, name="board", *more):
    return reverse(f"sessions:{name}", args=[of.camp.slug, *more])


def test_a_visitor_reads_the_board(client, here):
    slot, room = here.slots.first(), here.rooms.first()
    card(here, "Bus lanes", host=attendee(here.camp, "Maya R."), cell=(slot, room))
    card(here, "In the tray")
    lunch(here)
    page = client.get(address(here)).content.decode()
    assert "Bus lanes" in page
    assert "Maya R." in page
    assert "10:00 EDT, Room A, 60 seats." in page
    assert "In the tray" in page
    assert "Lunch" in page
    assert "\x01" not in page
    assert "data-move" not in page


def test_each_view_shows_its_part_of_the_board(client, here):
    first, second, _third = here.slots.all()
    card(here, "Bus lanes", cell=(first, here.rooms.first()))
    card(here, "Court calendars", cell=(second, here.rooms.first()))
    wanted = card(here, "Night bus")
    who = attendee(here.camp)
    Star.objects.create(board=here, session=wanted, user=who)
    with time_machine.travel(first.starts_at + timedelta(minutes=10), tick=False):
        sign_in(client, who)
        shown = {}
        for show in ("now", "next", "mine"):
            columns = client.get(address(here), {"show": show}).context["columns"]
            shown[show] = [[each["card"].title for each in column["cards"]] for column in columns]
    assert shown == {
        "now": [["Bus lanes"], ["Court calendars"], ["Night bus"]],
        "next": [["Court calendars"]],
        "mine": [["Night bus"]],
    }


def test_every_page_answers_a_facilitator_and_none_but_public_ones_a_visitor(client, here):
    fay = facilitator(here.camp)
    session = card(here, "Bus lanes", host=attendee(here.camp), cell=(here.slots.first(), here.rooms.first()))
    session.themes.add(theme())
    public = [
        address(here),
        address(here, "propose"),
        address(here, "pitch_desk"),
        address(here, "changes"),
        address(here, "wall"),
        address(here, "wall") + "?show=grid",
        address(here, "wall") + "?show=pitch",
        address(here, "door", here.rooms.first().pk),
        address(here, "print"),
        address(here, "calendar"),
        address(here, "json"),
        address(here, "session", session.code),
        address(here, "session_calendar", session.code),
        address(here, "closing"),
        address(here, "mine"),
        address(here, "since", 0),
        address(here, "alike") + "?title=bus lanes",
    ]
    theirs = [address(here, "desk"), address(here, "settings"), address(here, "print") + "?what=cards"]
    assert [client.get(each).status_code for each in public + theirs] == [200] * len(public) + [403] * len(theirs)
    sign_in(client, fay)
    theirs.append(address(here, "edit", session.code))
    assert [client.get(each).status_code for each in public + theirs] == [200] * len(public + theirs)
    assert client.get(address(here) + f"?pick={session.code}").content.decode().count('class="put') == 8


def test_a_title_is_enough(client, here):
    sign_in(client, attendee(here.camp, "Maya R."))
    answer = client.post(address(here, "propose"), {"title": "Bus lanes"})
    session = Session.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == address(here, "session", session.code) + "?new=1"
    assert (session.title, session.state, session.hosts.get().name) == ("Bus lanes", State.OPEN, "Maya R.")


def test_placing_without_scripts_is_a_link_and_a_button(client, here):
    maya = attendee(here.camp, "Maya R.")
    session = card(here, "Bus lanes", host=maya)
    sign_in(client, maya)
    page = client.get(address(here)).content.decode()
    assert f'href="{address(here)}?pick={session.code}"' in page
    slot, room = here.slots.first(), here.rooms.first()
    picked = client.get(address(here), {"pick": session.code}).content.decode()
    assert f'value="{slot.pk}:{room.pk}"' in picked
    answer = client.post(address(here, "place", session.code), {"cell": f"{slot.pk}:{room.pk}", "seen": 0})
    assert (answer.status_code, answer["Location"]) == (302, address(here))
    page = client.get(address(here)).content.decode()
    assert "“Bus lanes” is at 10:00 EDT, Room A." in page
    assert "Undo" in page


def test_a_refusal_comes_as_page_fragment_or_json(client, here):
    maya = attendee(here.camp, "Maya R.")
    slot, room = here.slots.first(), here.rooms.first()
    card(here, "Taken", host=attendee(here.camp, "Tomás V."), cell=(slot, room))
    session = card(here, "Bus lanes", host=maya)
    sign_in(client, maya)
    target = address(here, "place", session.code)
    form = {"slot": slot.pk, "room": room.pk, "seen": 0}
    page = client.post(target, form)
    fragment = client.post(target, form, headers={"HX-Request": "true"})
    data = client.post(target, form, headers={"Accept": "application/json"})
    assert [each.status_code for each in (page, fragment, data)] == [409, 409, 409]
    assert "<html" in page.content.decode()
    assert "is-holding" in page.content.decode()
    assert fragment.content.decode().strip().startswith('<div id="told">')
    found = json.loads(data.content)
    assert (found["error"], found["session"], found["place_version"], found["version"]) == (
        "cell_taken",
        session.code,
        0,
        0,
    )
    assert found["nearest"][0] == {"slot": slot.pk, "room": here.rooms.all()[2].pk, "label": "10:00, Room C (20 seats)"}


def test_what_is_not_of_this_board_is_absent(client, here):
    other = board()
    theirs = card(other, "Elsewhere")
    fay = facilitator(here.camp)
    mine = card(here, "Here", host=fay)
    sign_in(client, fay)
    cell = {"slot": other.slots.first().pk, "room": here.rooms.first().pk, "seen": 0}
    assert client.get(address(here, "session", theirs.code)).status_code == 404
    assert client.post(address(here, "place", theirs.code), cell).status_code == 404
    assert client.post(address(here, "place", mine.code), cell).status_code == 404
    assert client.post(address(here, "place", mine.code), {"slot": "x", "room": 1, "seen": 0}).status_code == 422


def test_the_board_costs_the_same_for_1_and_140(client, django_assert_max_num_queries):
    def of(cards):
        made = board(rooms=12, slots=12)
        cells = [(slot, room) for slot in made.slots.all() for room in made.rooms.all()]
        maya = attendee(made.camp, "Maya")
        for n in range(cards):
            card(made, host=maya if n == 0 else attendee(made.camp), cell=cells[n] if n < 130 else None)
        return made, maya

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sessions.kept import cache

    found = {}
    for cards in (1, 30, 140):
        made, maya = of(cards)
        for who in ("visitor", "attendee"):
            client.logout()
            if who == "attendee":
                sign_in(client, maya)
            client.get(address(made, "mine"))  # what a session writes when it is new
            cache.clear()
            for state in ("drawn", "cached"):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address(made)).status_code == 200
                found.setdefault((who, state), []).append(len(queries))
    assert {key: len(set(value)) for key, value in found.items()} == dict.fromkeys(found, 1), found
    assert found["visitor", "drawn"][0] <= 12
    assert found["attendee", "drawn"][0] <= 16
    assert found["visitor", "cached"][0] <= 5
    assert found["attendee", "cached"][0] <= 9
