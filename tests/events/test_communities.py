"""Communities of practice: who sees which meeting, and when they are. events.md 10, 17.17, 17.18, 17.23."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from citycamp.people.actions import prove_address
from citycamp.people.models import Sanction
from citycamp.people.scopes import scope_key
from events.communities import recurrence
from events.communities.actions import ShutOut, change_meeting, join, plan_series, start_community
from events.communities.models import Meeting, Member
from tests.factories.people import official_domain, person, role, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FIRST = datetime(2027, 1, 12, 14, 0)


@pytest.fixture
def opengov():
    return start_community("Open government", "open-government", by=person(), purpose="Records and budgets.")


@pytest.fixture
def monthly(opengov):
    return plan_series(
        opengov, "Monthly call", "FREQ=MONTHLY;BYDAY=2TU", FIRST, by=person(), open_every=3, open_first=2, now=NOW
    )


def official():
    user = person("Luis")
    official_domain("raleigh.gov.example") if not user.verifications.exists() else None
    prove_address(user, f"luis{user.pk}@raleigh.gov.example")
    return user


def test_starting_makes_two_wikis_and_two_lists(opengov):
    assert (opengov.open_wiki.audience, opengov.closed_wiki.audience) == ("public", "officials")
    assert (opengov.open_list.audience, opengov.closed_list.audience) == ("public", "government")
    assert opengov.page.url_path == "/home/communities/open-government/"


def local(meeting):
    return meeting.starts_at.astimezone(ZoneInfo(meeting.series.zone))


def test_second_tuesdays_keep_their_local_time_over_clock_changes(monthly):
    times = [local(meeting) for meeting in monthly.meetings.all()]
    assert {(at.weekday(), at.hour, at.minute) for at in times} == {(1, 14, 0)}
    assert all(8 <= at.day <= 14 for at in times)
    assert {at.utcoffset() for at in times} == {timedelta(hours=-5), timedelta(hours=-4)}
    assert len(times) == 19


def test_each_third_meeting_is_open(monthly):
    audiences = list(monthly.meetings.values_list("audience", flat=True)[:6])
    assert audiences == ["government", "open", "government", "government", "open", "government"]


RULES = [
    ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", ["2027-01-12", "2027-02-09", "2027-03-09"]),
    ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["2027-01-29", "2027-02-26", "2027-03-26"]),
    ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", ["2027-01-31", "2027-03-31", "2027-05-31"]),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3", ["2027-01-12", "2027-01-26", "2027-02-09"]),
    ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270126T235959", ["2027-01-12", "2027-01-19", "2027-01-26"]),
]


@pytest.mark.parametrize(("rule", "days"), RULES)
def test_rules_give_their_days(rule, days):
    found = recurrence.occurrences(rule, FIRST, FIRST + recurrence.AHEAD)
    assert [at.date().isoformat() for at in found] == days


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;COUNT=1000000000",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=WEEKLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=WEEKLY;UNTIL=soon",
        "nonsense",
        "",
    ],
)
def test_other_rules_are_refused_in_words(opengov, rule):
    with pytest.raises(recurrence.NotARule) as refusal:
        plan_series(opengov, "x", rule, FIRST, by=person(), now=NOW)
    assert str(refusal.value)
    assert Meeting.objects.count() == 0


def test_closed_meetings_are_for_officials_in_force_and_no_rank_opens_them(client, opengov, monthly):
    closed, is_open = monthly.meetings.filter(audience="government")[0], monthly.meetings.filter(audience="open")[0]
    change_meeting(closed, by=person(), now=NOW, call_address="https://meet.example/marker-9h2k")
    staff, steward = person(factor=True), person(factor=True)
    role(staff, "staff"), role(steward, "steward", opengov)
    luis = official()

    def sees(user):
        if user:
            sign_in(client, user, strong=True)
        page = client.get(opengov.get_absolute_url()).content.decode()
        return (
            client.get(closed.get_absolute_url()).status_code,
            client.get(is_open.get_absolute_url()).status_code,
            "Officials only" in page,
        )

    assert [sees(user) for user in (None, person(), staff, steward)] == [(404, 200, False)] * 4
    assert sees(luis) == (200, 200, True)
    luis.verifications.update(until=NOW - timedelta(days=1), starts=NOW - timedelta(days=9))
    assert sees(luis) == (404, 200, False)


def test_the_public_calendar_shows_no_trace_of_the_closed_rhythm(client, opengov, monthly):
    body = client.get(f"{opengov.get_absolute_url()}calendar.ics").content
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert [event.start for event in events] == [
        meeting.starts_at for meeting in monthly.meetings.filter(audience="open")
    ]
    for trace in (b"RRULE", b"RECURRENCE-ID", b"EXDATE", str(monthly.guid).encode()):
        assert trace not in body
    assert client.get(f"{opengov.get_absolute_url()}calendar.ics").content == body


def test_one_occurrence_is_moved_and_one_is_opened_and_the_rest_stay(monthly):
    first, second = monthly.meetings.all()[:2]
    later = first.starts_at + timedelta(days=1)
    change_meeting(first, by=person(), now=NOW, starts_at=later, ends_at=later + timedelta(hours=1), audience="open")
    assert (first.sequence, monthly.meetings.filter(audience="open").count()) == (1, 7)
    second.refresh_from_db()
    assert (second.sequence, local(second).day) == (0, 9)


def test_joining_is_once_and_the_kind_follows_the_verification(client, opengov):
    luis, noor = official(), person()
    assert client.post(f"{opengov.get_absolute_url()}join/")["Location"].startswith("/accounts/login/")
    for user in (luis, noor, noor):
        sign_in(client, user)
        client.post(f"{opengov.get_absolute_url()}join/")
    assert list(Member.objects.order_by("pk").values_list("kind", flat=True)) == ["official", "civil"]


def test_somebody_shut_out_does_not_join(opengov):
    out = person()
    Sanction.objects.create(person=out, kind="out", reason="Threats", **scope_key(opengov))
    with pytest.raises(ShutOut):
        join(opengov, out)
