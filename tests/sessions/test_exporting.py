"""Exports are made once for each version and kept."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from events.models import Camp
from sessions.actions import star
from sessions.exports import calendar, reading
from sessions.kept import cache
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card, entry, facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    made = board()
    card(made, "Bus lanes", host=attendee(made.camp, "Maya R."), cell=(made.slots.first(), made.rooms.first()))
    return made


def address(made, name, *more):
    return reverse(f"sessions:{name}", args=[made.camp.slug, *more])


@pytest.mark.parametrize("name", ["calendar", "json"])
def test_who_has_the_version_reads_304_until_the_board_changes(client, here, name):
    first = client.get(address(here, name))
    assert first.status_code == 200
    again = client.get(address(here, name), headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    card(here, "Night buses", host=attendee(here.camp), cell=(here.slots.first(), here.rooms.all()[1]))
    entry(here)
    changed = client.get(address(here, name), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Night buses" in changed.content.decode()


@pytest.mark.parametrize("name", ["calendar", "json"])
def test_it_is_made_once_and_leaves_as_it_is_asked_for(client, here, name):
    plain = client.get(address(here, name))
    packed = client.get(address(here, name), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["Content-Length"]) == ("gzip", str(len(packed.content)))
    same = client.get(address(here, name), headers={"If-None-Match": packed["ETag"]})
    assert same.status_code == 304


WHOLE = ("calendar", "schedule_xml", "schedule_json", "schedule2_json", "text", "changes_feed", "json", "sessions_csv")


def test_what_is_kept_or_known_costs_the_one_query_that_finds_its_version(client, here):
    for who, most in (("visitor", 1), ("facilitator", 1 + 2)):  # the session and the person, of who is signed in
        if who == "facilitator":
            sign_in(client, facilitator(here.camp))
            client.get(address(here, "mine"))  # what a session writes when it is new
        for name in WHOLE:
            known = client.get(address(here, name))["ETag"]
            for expected, headers in ((200, {}), (304, {"If-None-Match": known})):
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(address(here, name), headers=headers)
                assert (answer.status_code, len(queries)) == (expected, most), (who, name)


def test_what_was_kept_of_a_camp_that_became_a_draft_is_its_teams_only(client, here):
    fay, known = facilitator(here.camp), {}
    for name in WHOLE:
        known[name] = client.get(address(here, name))
        assert "public" in known[name]["Cache-Control"]
    Camp.objects.filter(pk=here.camp.pk).update(state=Camp.DRAFT)
    for who, code in ((None, 404), (attendee(here.camp), 404), (fay, 200)):
        client.logout()
        if who:
            sign_in(client, who)
        for name, before in known.items():
            for headers in ({}, {"If-None-Match": before["ETag"]}):
                answer = client.get(address(here, name), headers=headers)
                assert answer.status_code == code, (who, name)
                assert "Bus lanes" not in answer.content.decode() or code == 200
                if code == 200:
                    assert "private" in answer["Cache-Control"]
    Camp.objects.filter(pk=here.camp.pk).update(state=Camp.CANCELLED)
    client.logout()
    assert {client.get(address(here, name)).status_code for name in WHOLE} == {200}


def test_a_filter_and_a_language_are_bodies_of_their_own(client, here, monkeypatch):
    made = []
    true = calendar.write
    monkeypatch.setattr(calendar, "write", lambda *a, **k: made.append(k["name"]) or true(*a, **k))
    one = here.sessions.get()
    for _ in range(2):
        client.get(address(here, "calendar"))
        client.get(address(here, "calendar"), headers={"Accept-Language": "es"})
        client.get(address(here, "session_calendar", one.code))
    assert made == [here.camp.name, here.camp.name, one.title]


def test_a_star_changes_our_own_json_and_no_calendar(client, here):
    before = {name: client.get(address(here, name))["ETag"] for name in ("calendar", "json")}
    star(here.sessions.get(), by=attendee(here.camp, "Omar"))
    cache.delete(f"board:{here.pk}:stars")  # the five seconds that a count may be old
    after = {name: client.get(address(here, name)) for name in before}
    assert after["calendar"]["ETag"] == before["calendar"]
    assert after["json"]["ETag"] != before["json"]
    assert after["json"].json()["sessions"][0]["stars"] == 1


def test_a_calendar_is_what_the_library_writes_whatever_the_camp_is_called(here):
    here.camp.name = "END:VCALENDAR"
    here.camp.save()
    card(here, "END:VCALENDAR", host=attendee(here.camp), cell=(here.slots.last(), here.rooms.last()))
    for _ in range(2):
        body = calendar.write(reading.read(here), name=here.camp.name, source="https://example.org/calendar.ics")
        parsed = Calendar.from_ical(body)
        assert parsed.to_ical() == body
        assert [str(event["summary"]) for event in sorted(parsed.events, key=lambda event: event.start)] == [
            "Bus lanes",
            "END:VCALENDAR",
        ]
