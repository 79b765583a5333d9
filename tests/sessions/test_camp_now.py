"""What runs now stands on the camp's own page, and costs the same on a board of any size. board.md 10."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions.vocabulary import ShowName
from tests.factories.people import person
from tests.factories.sessions import attendee, board, camp, card

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    """A board whose first slot runs, the others later."""
    here = board(camp(), rooms=4, slots=4)
    for number, slot in enumerate(here.slots.all()):
        begins = timezone.now() - timedelta(minutes=10) + timedelta(hours=number)
        type(slot).objects.filter(pk=slot.pk).update(starts_at=begins, ends_at=begins + timedelta(minutes=45))
    return here


def shown_to(user, here) -> str:
    return Template("{% load board %}{% camp_now camp user %}").render(Context({"camp": here.camp, "user": user}))


def test_what_runs_is_shown_and_nothing_else(day):
    now, later = day.slots.all()[:2]
    rooms = list(day.rooms.all())
    card(day, "Runs now", host=attendee(day.camp, "Maya"), cell=(now, rooms[0]))
    shy = card(day, "Runs too", host=attendee(day.camp, "Omar Quiet"), cell=(now, rooms[1]))
    shy.hosts.update(show_name=ShowName.ATTENDEES)
    card(day, "Runs later", cell=(later, rooms[0]))
    card(day, "In the tray")
    page = shown_to(person("Passer-by"), day)
    assert "Runs now" in page
    assert "Maya" in page
    assert "Runs too" in page
    for absent in ("Runs later", "In the tray", "Omar Quiet"):
        assert absent not in page
    assert "Omar Quiet" in shown_to(attendee(day.camp), day)


def test_outside_its_slots_nothing_is_shown_and_one_query_is_asked(day, django_assert_num_queries):
    day.slots.update(starts_at=F("starts_at") + timedelta(days=1), ends_at=F("ends_at") + timedelta(days=1))
    user = person()
    with django_assert_num_queries(1):
        assert shown_to(user, day).strip() == ""


def test_it_costs_the_same_for_one_session_and_for_thirty(day):
    from django.db import connection

    slots, rooms = list(day.slots.all()), list(day.rooms.all())
    card(day, "Runs now", host=attendee(day.camp), cell=(slots[0], rooms[0]))
    user = person()

    def cost() -> int:
        shown_to(user, day)
        with CaptureQueriesContext(connection) as asked:
            shown_to(user, day)
        return len(asked)

    one = cost()
    for number, cell in enumerate((slot, room) for slot in slots for room in rooms[1:]):
        card(day, f"Session {number}", host=attendee(day.camp), cell=cell)
    for number in range(20):
        card(day, f"In the tray {number}", host=attendee(day.camp))
    assert cost() == one
