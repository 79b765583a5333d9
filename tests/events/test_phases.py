"""What stage a camp is in at each boundary second, in its own zone, across clock changes. events.md 4, 17.4."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events import showing
from events.models import Camp
from events.zones import instant
from mailinglists.actions import create_list
from tests.factories.events import camp
from tests.factories.people import person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def made(zone="America/New_York", day=date(2027, 3, 14), **fields):
    """Sunday 14 March 2027: clocks there go forward at 2:00."""
    fields.setdefault("registration_opens_at", datetime(2027, 1, 1, tzinfo=UTC))
    fields.setdefault("registration_closes_at", datetime(2027, 3, 13, tzinfo=UTC))
    return camp(zone=zone, days=[day], hours=(time(9), time(17)), **fields)


def test_each_boundary_second():
    where = made()
    doors = datetime(2027, 3, 14, 12, 30, tzinfo=UTC)  # 8:30 EDT, after the clocks went forward
    end = datetime(2027, 3, 14, 21, 0, tzinfo=UTC)
    boundaries = [
        (where.registration_opens_at, "announced", "open"),
        (where.registration_closes_at, "open", "closed"),
        (doors - timedelta(hours=2), "closed", "today"),
        (end, "today", "after"),
        (end + timedelta(days=90), "after", "past"),
    ]
    for at, before, after in boundaries:
        assert (where.phase(at - SECOND), where.phase(at)) == (before, after), at


@pytest.mark.parametrize(
    ("zone", "day", "doors"),
    [
        ("America/New_York", date(2027, 11, 7), datetime(2027, 11, 7, 13, 30, tzinfo=UTC)),
        ("America/New_York", date(2027, 11, 6), datetime(2027, 11, 6, 12, 30, tzinfo=UTC)),
        ("Europe/Bucharest", date(2027, 3, 28), datetime(2027, 3, 28, 5, 30, tzinfo=UTC)),
        ("Asia/Kolkata", date(2027, 3, 28), datetime(2027, 3, 28, 3, 0, tzinfo=UTC)),
    ],
)
def test_doors_are_local_on_both_sides_of_a_clock_change(zone, day, doors):
    where = made(zone=zone, day=day, registration_closes_at=None)
    assert where.settled_days[0].doors == doors
    assert (where.phase(doors - timedelta(hours=2) - SECOND), where.phase(doors - timedelta(hours=2))) == (
        "open",
        "today",
    )


def test_a_day_past_midnight_ends_the_next_morning():
    where = camp(days=[date(2027, 5, 8)], hours=(time(18), time(2)), zone="Europe/London")
    assert where.ends == datetime(2027, 5, 9, 1, 0, tzinfo=UTC)


def test_a_time_that_clocks_skip_is_the_one_that_much_later():
    assert instant(date(2027, 3, 14), time(2, 30), "America/New_York") == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


def test_an_unsettled_a_draft_and_a_cancelled_camp():
    now = datetime(2027, 2, 1, tzinfo=UTC)
    assert camp(days=[], registration_opens_at=None).phase(now) == "announced"
    assert made(state=Camp.DRAFT).phase(now) == "draft"
    assert made(state=Camp.CANCELLED).phase(now) == "cancelled"


@pytest.mark.parametrize(
    ("fields", "at", "label"),
    [
        ({}, datetime(2027, 2, 1, tzinfo=UTC), "Register"),
        ({"seats": 0, "tickets_address": "https://tickets.example"}, datetime(2027, 2, 1, tzinfo=UTC), "Get a ticket"),
        ({}, datetime(2027, 3, 13, 12, tzinfo=UTC), "The board"),
        ({}, datetime(2027, 3, 14, 15, tzinfo=UTC), "The board"),
        ({}, datetime(2027, 3, 15, 15, tzinfo=UTC), "What came of it"),
        ({}, datetime(2028, 3, 15, tzinfo=UTC), "What came of it"),
        ({"state": Camp.CANCELLED}, datetime(2027, 2, 1, tzinfo=UTC), None),
    ],
)
def test_the_first_button_follows_the_phase(fields, at, label):
    where = made(**{"seats": 2, **fields})
    found = showing.row(showing.with_seats(Camp.objects.all()).get(pk=where.pk), at)
    assert (found.button.label if found.button else None) == label


def test_before_it_opens_one_can_ask_to_be_told():
    news = create_list("raleigh-news", "News", posting="announce", by=person())
    where = made(announcements=news)
    found = showing.row(showing.with_seats(Camp.objects.all()).get(pk=where.pk), datetime(2026, 12, 1, tzinfo=UTC))
    assert (found.button.label, found.button.href) == ("Tell me when it opens", "/lists/raleigh-news/")
