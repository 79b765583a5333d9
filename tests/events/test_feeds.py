"""Calendars, the Atom feed, JSON and JSON-LD. events.md 12, 13."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from defusedxml import ElementTree

from events.actions import cancel_camp, move_days
from events.actions.places import make_camp_page
from events.models import Camp
from events.starting import Day
from tests.factories.events import camp, venue
from tests.factories.people import person

pytestmark = pytest.mark.django_db
DAY = date(2027, 5, 8)


def with_page(**fields):
    made = camp(**{"days": [DAY], "zone": "America/New_York", **fields})
    make_camp_page(made)
    return made


def events_in(answer):
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert "METHOD" not in calendar
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_a_camp_is_an_event_in_utc_that_stays_byte_equal(client):
    where = with_page(venue=venue(), name="CityCamp, with “commas”; and a very long name " * 2)
    first = client.get(f"{where.get_absolute_url()}camp.ics")
    event = events_in(first)[str(where.guid)]
    assert (event.start, event.end) == (
        datetime(2027, 5, 8, 12, 30, tzinfo=UTC),
        datetime(2027, 5, 8, 21, 0, tzinfo=UTC),
    )
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == (where.name, "CONFIRMED")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == where.changed_at.replace(microsecond=0)
    assert client.get(f"{where.get_absolute_url()}camp.ics").content == first.content
    assert first["Content-Type"] == "text/calendar; charset=utf-8"


def test_moving_raises_the_sequence_and_cancelling_keeps_the_event(client):
    where, maya = with_page(), person()
    now = datetime(2027, 1, 1, tzinfo=UTC)
    move_days(where, [Day(DAY + timedelta(days=7), time(8), time(9), time(17))], by=maya, now=now)
    moved = events_in(client.get(f"{where.get_absolute_url()}camp.ics"))[str(where.guid)]
    assert (int(moved["SEQUENCE"]), moved.start.date()) == (1, DAY + timedelta(days=7))
    cancel_camp(where, "The roof leaks.", by=maya, now=now)
    gone = events_in(client.get("/events/calendar.ics"))[str(where.guid)]
    assert (int(gone["SEQUENCE"]), str(gone["STATUS"])) == (2, "CANCELLED")
    assert str(gone["SUMMARY"]).startswith("Cancelled: ")


def test_the_calendar_of_all_holds_listed_settled_camps_and_the_world_day(client):
    shown = with_page()
    with_page(listed=False)
    with_page(state=Camp.DRAFT)
    with_page(days=[])
    found = events_in(client.get("/events/calendar.ics"))
    assert set(found) == {str(shown.guid), "world-citycamp-day@citycamp"}
    assert found["world-citycamp-day@citycamp"]["RRULE"] == {"FREQ": ["YEARLY"], "BYMONTH": [9], "BYDAY": ["3SA"]}
    assert set(events_in(client.get(f"{shown.city.get_absolute_url()}calendar.ics"))) == {str(shown.guid)}


def test_days_without_hours_are_whole_days(client):
    where = with_page(hours=None, days=[DAY, DAY + timedelta(days=1)])
    found = events_in(client.get(f"{where.get_absolute_url()}camp.ics"))
    assert [event.start for event in found.values()] == [DAY, DAY + timedelta(days=1)]


def test_a_feed_costs_the_same_for_one_camp_and_for_thirty(client, django_assert_max_num_queries):
    for _ in range(30):
        with_page()
    with django_assert_max_num_queries(8):
        client.get("/events/calendar.ics")
    with django_assert_max_num_queries(8):
        client.get("/events/feed/")


def test_the_atom_feed_and_the_json_hold_listed_camps_only(client):
    shown = with_page(name="Shown & told")
    with_page(name="Secret", listed=False)
    atom = ElementTree.fromstring(client.get("/events/feed/").content)
    titles = [title.text for title in atom.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles == ["CityCamps", "Shown & told"]
    rows = json.loads(client.get("/events/events.json").content)["camps"]
    assert [(row["guid"], row["days"][0]["starts"]) for row in rows] == [(str(shown.guid), "2027-05-08T13:00:00+00:00")]


def linked(client, where):
    page = client.get(where.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(found[1]) if found else None


def test_linked_data_of_a_settled_free_camp_names_what_is_known(client):
    data = linked(client, with_page(venue=venue(latitude=35.7, longitude=-78.6), is_free="yes", name="</script> & co"))
    assert (data["@type"], data["name"]) == ("Event", "</script> & co")
    assert (data["startDate"], data["endDate"]) == ("2027-05-08T09:00:00-04:00", "2027-05-08T17:00:00-04:00")
    assert (data["isAccessibleForFree"], data["offers"]["price"]) == (True, 0)
    assert data["eventAttendanceMode"].endswith("OfflineEventAttendanceMode")
    assert data["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 35.7, "longitude": -78.6}


def test_linked_data_leaves_out_what_is_not_known(client):
    assert linked(client, with_page(days=[])) is None
    data = linked(client, with_page(hours=None, is_free="unknown"))
    assert (data["startDate"], data["endDate"]) == ("2027-05-08", "2027-05-08")
    assert not {"offers", "isAccessibleForFree", "location", "organizer"} & set(data)
    assert "TBD" not in json.dumps(data)


def test_linked_data_of_paid_online_moved_and_cancelled_camps(client):
    where = with_page(venue=venue(street="", locality="", online_url="https://meet.example/x"), is_free="no")
    data = linked(client, where)
    assert (data["location"]["@type"], "offers" in data) == ("VirtualLocation", False)
    now = datetime(2027, 1, 1, tzinfo=UTC)
    move_days(where, [Day(DAY + timedelta(days=7), None, time(9), time(17))], by=person(), now=now)
    data = linked(client, where)
    assert (data["eventStatus"], data["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2027-05-08T09:00:00-04:00",
    )
    cancel_camp(where, "The roof leaks.", by=person(), now=now)
    assert linked(client, where)["eventStatus"] == "https://schema.org/EventCancelled"
