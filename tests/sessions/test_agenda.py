"""One person's agenda: on their own page and in their own calendar, and in nobody else's."""

import re
from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions import agenda
from sessions.actions import cancel, place_session, star
from sessions.models import Session
from tests.factories.people import sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card
from tests.sessions.test_arranging import EARLY

pytestmark = pytest.mark.django_db
ONLINE = "https://meet.example.org/agenda"


@pytest.fixture
def here():
    made = board(camp())
    room = made.rooms.first()
    room.online_url = ONLINE
    room.save()
    return made


@pytest.fixture
def maya(here):
    return attendee(here.camp, "Maya R.")


@pytest.fixture
def cards(here, maya):
    """Maya hosts the first and starred the second, both at ten, and a third without a place; not the fourth."""
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    luis = attendee(here.camp, "Luis O.")
    found = {
        "Bus lanes": card(here, "Bus lanes", host=maya, cell=(slots[0], rooms[0])),
        "Open budgets": card(here, "Open budgets", host=luis, cell=(slots[0], rooms[1])),
        "Flood maps": card(here, "Flood maps", host=luis),
        "Night trains": card(here, "Night trains", host=luis, cell=(slots[1], rooms[0])),
    }
    for title in ("Open budgets", "Flood maps"):
        star(found[title], by=maya)
    return found


def rows(user, now=EARLY):
    return [row for each in agenda.coming(user, now) for row in each["rows"]]


def test_the_agenda_is_in_time_order_with_overlaps_in_words(cards, maya):
    found = rows(maya)
    assert [(row.title, row.hosting) for row in found] == [
        ("Bus lanes", True),
        ("Open budgets", False),
        ("Flood maps", False),
    ]
    assert found[0].when == "Saturday 8 May, 10:00 to 10:45 EDT"
    assert (found[0].also, found[1].also) == ("Also at 10:00: Open budgets", "Also at 10:00: Bus lanes")
    assert (found[2].when, found[2].also) == ("", "")


def test_what_is_over_leaves_the_agenda(here, cards, maya):
    ends = here.slots.first().ends_at
    assert [row.title for row in rows(maya, ends - timedelta(minutes=1))] == ["Bus lanes", "Open budgets", "Flood maps"]
    assert [row.title for row in rows(maya, ends)] == ["Flood maps"]
    assert rows(maya, NINE + timedelta(days=4)) == []


def test_the_page_shows_it_to_its_owner_alone(client, cards, maya):
    sign_in(client, maya)
    page = client.get("/me/").content.decode()
    assert page.index("Bus lanes") < page.index("Also at 10:00: Open budgets") < page.index("Flood maps")
    assert f'href="{ONLINE}"' in page
    assert "Night trains" not in page
    other = attendee(cards["Bus lanes"].board.camp)
    sign_in(client, other)
    page = client.get("/me/").content.decode()
    assert "Bus lanes" not in page
    assert ONLINE not in page


def test_what_may_not_be_seen_is_not_on_it(here, cards, maya):
    Session.objects.filter(title="Open budgets").update(state="hidden", slot=None, room=None)
    assert [row.title for row in rows(maya)] == ["Bus lanes", "Flood maps"]
    here.camp.state = "draft"
    here.camp.save()
    assert rows(maya) == []


def test_the_online_room_closes_with_the_seat(here, cards, maya):
    assert [row.online_url for row in rows(maya)] == [ONLINE, "", ""]
    maya.registrations.update(state="cancelled", seat=None)
    assert [row.online_url for row in rows(maya)] == ["", "", ""]


def test_the_agenda_costs_eight_at_most(here, cards, maya):
    asked = []
    for more in (0, 20):
        for _ in range(more):
            star(card(here, host=attendee(here.camp)), by=maya)
        with CaptureQueriesContext(connection) as queries:
            rows(maya)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 8


# The calendar


def own_address(client) -> str:
    page = client.post(reverse("events:my_calendar")).content.decode()
    return re.search(r'readonly value="http://testserver([^"]+)"', page)[1]


def events_of(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_the_own_calendar_has_own_camps_and_sessions(client, here, cards, maya):
    sign_in(client, maya)
    address = own_address(client)
    client.logout()
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events_of(answer.content)
    guids = {title: str(session.guid) for title, session in cards.items()}
    assert set(found) == {str(here.camp.guid), guids["Bus lanes"], guids["Open budgets"]}
    assert f"Join online: {ONLINE}" in str(found[guids["Bus lanes"]]["DESCRIPTION"])
    assert str(found[guids["Bus lanes"]]["LOCATION"]).startswith("Room A")
    assert client.get(address).content == answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_moved_and_cancelled_sessions_say_so_under_one_uid(client, here, cards, maya):
    sign_in(client, maya)
    address = own_address(client)
    mine = Session.objects.select_related("board__camp").get(title="Bus lanes")
    uid = str(mine.guid)
    before = events_of(client.get(address).content)[uid]
    place_session(mine, slot=here.slots.last(), room=here.rooms.last(), seen=0, by=maya, now=EARLY, confirmed=True)
    moved = events_of(client.get(address).content)[uid]
    cancel(Session.objects.select_related("board__camp").get(pk=mine.pk), by=maya, reason="The river rose")
    off = events_of(client.get(address).content)[uid]
    assert int(before["SEQUENCE"]) < int(moved["SEQUENCE"]) < int(off["SEQUENCE"])
    assert [str(event["STATUS"]) for event in (before, moved, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved["DTSTART"].dt == off["DTSTART"].dt != before["DTSTART"].dt
    assert "The river rose" in str(off["DESCRIPTION"])


def test_an_address_that_is_ended_is_gone(client, cards, maya):
    sign_in(client, maya)
    address = own_address(client)
    assert client.get(address).status_code == 200
    page = client.get(reverse("events:my_calendar")).content.decode()
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert f"…{secret[-4:]}" in page
    assert secret not in page
    token = maya.tokens.get()
    sign_in(client, attendee(cards["Bus lanes"].board.camp))
    assert client.post(reverse("events:my_calendar"), {"end": token.pk}).status_code == 404
    sign_in(client, maya)
    client.post(reverse("events:my_calendar"), {"end": token.pk})
    assert client.get(address).status_code == 404
    assert client.get("/calendar/nothing.ics").status_code == 404
