"""The page of settings: times, rooms, what stands fixed; a form that is refused keeps what was typed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions import actions
from sessions.errors import PlaceRefused
from sessions.models import Change, Room, Session, Slot
from tests.factories.people import sign_in
from tests.factories.sessions import ZONE, attendee, board, card, facilitator

pytestmark = pytest.mark.django_db
DAY = "2027-05-08"


@pytest.fixture
def there():
    return board()


@pytest.fixture
def desk(client, there):
    """Sends one form of the page, and reads it."""
    sign_in(client, facilitator(there.camp), strong=True)
    address = reverse("sessions:settings", args=[there.camp.slug])
    return lambda **typed: client.post(address, typed) if typed else client.get(address)


def at(hour, minute=0, day=8):
    return datetime(2027, 5, day, hour, minute, tzinfo=ZoneInfo(ZONE))


def test_a_time_is_added_changed_and_taken_away_on_the_camps_own_clock(there, desk):
    lunch = {"what": "slot", "day": DAY, "starts": "13:00", "ends": "14:00", "kind": "everybody", "title": "Lunch"}
    assert desk(**lunch).status_code == 302
    made = Slot.objects.get(title="Lunch")
    assert (made.starts_at, made.ends_at, made.kind) == (at(13), at(14), "everybody")
    assert "13:00 to 14:00" in desk().content.decode().replace("\n", " ")
    desk(**lunch, slot=made.pk, place="In the yard")
    made.refresh_from_db()
    assert made.place == "In the yard"
    desk(**lunch, slot=made.pk, step="drop")
    assert not Slot.objects.filter(title="Lunch").exists()


def test_an_end_before_the_start_is_the_next_morning(there, desk):
    desk(what="slot", day=DAY, starts="23:30", ends="00:15", kind="sessions")
    assert Slot.objects.filter(starts_at=at(23, 30), ends_at=at(0, 15, day=9)).exists()


def test_a_time_that_overlaps_comes_back_with_what_was_typed(there, desk):
    answer = desk(what="slot", day=DAY, starts="10:30", ends="11:30", kind="sessions", title="Second breakfast")
    page = answer.content.decode()
    assert (answer.status_code, Slot.objects.count()) == (422, 3)
    assert "It overlaps another slot. Change that one first." in page
    assert 'value="Second breakfast"' in page
    assert 'value="10:30"' in page


def test_a_time_in_which_something_was_placed_stays(there, desk):
    maya = attendee(there.camp, "Maya")
    slot, room = there.slots.first(), there.rooms.first()
    bus = card(there, "Bus lanes", host=maya)
    actions.place_session(bus, slot=slot, room=room, seen=0, by=maya)
    actions.place_session(bus, slot=None, room=None, seen=1, by=maya)
    answer = desk(what="slot", slot=slot.pk, step="drop", day=DAY, starts="10:00", ends="10:45", kind="sessions")
    assert "Something was placed in it, so it stays." in answer.content.decode()
    assert Slot.objects.filter(pk=slot.pk).exists()


def test_what_stands_fixed_is_placed_pinned_and_not_starred(client, there, desk):
    slot, room = there.slots.first(), there.rooms.first()
    fixed = {"what": "fixed", "title": "Words from the mayor", "slot": slot.pk, "room": room.pk}
    assert desk(**fixed).status_code == 302
    mayor = Session.objects.get(kind="fixed")
    assert (mayor.slot, mayor.room, mayor.pinned) == (slot, room, True)
    assert list(Change.objects.values_list("kind", flat=True)) == ["proposed", "placed"]
    maya = attendee(there.camp, "Maya")
    with pytest.raises(PlaceRefused):
        actions.place_session(card(there, "Bus lanes", host=maya), slot=slot, room=room, seen=0, by=maya)
    again = desk(**fixed | {"title": "A second speech"})
    assert (again.status_code, Session.objects.filter(kind="fixed").count()) == (409, 1)
    assert f"There is something at that time in {room.name}. Move it first." in again.content.decode()
    assert 'value="A second speech"' in again.content.decode()
    page = client.get(reverse("sessions:board", args=[there.camp.slug])).content.decode()
    assert "Words from the mayor" in page
    assert f"{mayor.code}/star/" not in page


def test_more_than_half_fixed_is_said(there, desk):
    cells = [(slot, room) for slot in there.slots.all() for room in there.rooms.all()]
    for number, (slot, room) in enumerate(cells[:5]):
        assert ("More than half of the places are fixed." in desk().content.decode()) is False
        desk(what="fixed", title=f"Speech {number}", slot=slot.pk, room=room.pk)
    assert "More than half of the places are fixed." in desk().content.decode()


def test_a_room_and_the_limits_come_back_with_what_was_typed(there, desk):
    first, second = there.rooms.all()[:2]
    answer = desk(what="room", room=second.pk, name=first.name, capacity="77", directions="Up the stairs")
    assert answer.status_code == 409
    assert "There is a room called “Room A” already." in answer.content.decode()
    assert 'value="77"' in answer.content.decode()
    answer = desk(what="board", policy="open", pitch_seconds="ten", session_limit="10")
    assert answer.status_code == 422
    assert "Write a whole number, in figures." in answer.content.decode()
    assert 'value="ten"' in answer.content.decode()
    assert Room.objects.get(pk=second.pk).name == "Room B"


@pytest.mark.parametrize(
    "what", [{"what": "nonsense"}, {"what": "slot", "slot": "9" * 30}, {"what": "room", "room": "x"}]
)
def test_what_is_not_on_the_page_is_refused(desk, what):
    assert desk(**what).status_code == 422


def test_attendees_have_no_such_page(client, there):
    sign_in(client, attendee(there.camp, "Maya"), strong=True)
    address = reverse("sessions:settings", args=[there.camp.slug])
    assert client.get(address).status_code == 403
    assert client.post(address, {"what": "fixed", "title": "Mine"}).status_code == 403
    assert not Session.objects.exists()


def test_the_page_asks_as_much_for_twenty_rooms_as_for_two(client):
    asked = []
    for rooms, slots in ((2, 2), (20, 7)):
        made = board(rooms=rooms, slots=slots)
        sign_in(client, facilitator(made.camp), strong=True)
        address = reverse("sessions:settings", args=[made.camp.slug])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
