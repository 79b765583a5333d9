"""What comes into a board from a file: every remedy, what is refused, and nothing twice."""

import json
import time
import zlib
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sessions import carrying
from sessions.actions import importing
from sessions.imports.found import Refused
from sessions.imports.reading import read
from sessions.imports.settling import settle
from sessions.models import Board, Change, Import, Session, Slot
from tests.factories.people import person, sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator, lunch, theme

CAMP = UUID("12345678-1234-5678-1234-567812345678")
GUID = "852280ac-61d3-588c-b74c-8d87f9d9d2c6"


def settled(raw: bytes | str, **more):
    raw = raw.encode() if isinstance(raw, str) else raw
    return settle(read(raw), **{"zone": "America/New_York", "camp": CAMP, **more})


def schedule(*events: str, zone: str = "America/New_York") -> str:
    """A schedule.xml of these events, which begin at line 3."""
    return (
        f"<schedule><conference><time_zone_name>{zone}</time_zone_name></conference>\n"
        f'<day date="2027-05-08" index="1"><room name="Hall">\n' + "\n".join(events) + "\n</room></day></schedule>"
    )


def event(title="Buses", *, guid: str = "", number: int = 1, start="10:00", duration="0:45", more="", date="") -> str:
    guid = f'guid="{guid}"' if guid else ""
    date = f"<date>{date}</date>" if date else ""
    return (
        f'<event {guid} id="{number}"><title>{title}</title>{date}<start>{start}</start>'
        f"<duration>{duration}</duration>{more}</event>"
    )


def said(made) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.what, fault.remedy) for fault in made.faults]


# Remedies


def test_a_repeated_guid_stays_with_the_first():
    again = (
        settled(schedule(event(guid=GUID), event("Trams", guid=GUID, start="11:00"))),
        settled(schedule(event(guid=GUID), event("Trams", guid=GUID, start="11:00"))),
    )
    first, second = again[0].entries
    assert first.guid == UUID(GUID)
    assert second.guid == uuid5(UUID(GUID), f"{second.starts}|Hall") != first.guid
    assert [entry.guid for entry in again[1].entries] == [first.guid, second.guid]
    assert said(again[0]) == [
        (4, "Another entry has the same guid or id.", "The first keeps it; this one gets its own.")
    ]


@pytest.mark.parametrize(
    ("duration", "minutes", "fault"),
    [
        ("0:75", 75, "The duration “0:75” has more than 59 minutes."),
        ("", 30, "It has no length."),
        ("25:00", 30, "It lasts more than 24 hours."),
        ("13:00", 720, "It lasts more than 12 hours."),
        ("0:02", 5, "It lasts less than 5 minutes."),
        ("soon", 30, "“soon” is no duration."),
    ],
)
def test_odd_durations(duration, minutes, fault):
    usual = [event("A", number=2, start="12:00", duration="0:30"), event("B", number=3, start="13:00", duration="0:30")]
    made = settled(schedule(event(duration=duration), *usual))
    assert made.entries[0].ends - made.entries[0].starts == timedelta(minutes=minutes)
    assert (3, fault) in [(line, what) for line, what, _remedy in said(made)]


def test_no_duration_takes_the_length_of_the_slot_that_is_there():
    made = settled(schedule(event(duration="")), lengths={NINE + timedelta(hours=1): timedelta(minutes=40)})
    assert made.entries[0].ends - made.entries[0].starts == timedelta(minutes=40)


def test_outside_the_days_is_kept_and_said_and_after_midnight_is_the_day_before():
    made = settled(schedule(event(), event(number=2, start="01:30")), days=[date(2027, 5, 9)])
    assert [entry.starts for entry in made.entries] == [
        datetime(2027, 5, 8, 14, 0, tzinfo=UTC),
        datetime(2027, 5, 9, 5, 30, tzinfo=UTC),
    ]
    assert said(made) == [(3, "2027-05-08 is no day of this camp.", "It is kept as it is.")]


def test_two_in_one_cell_the_later_goes_to_the_tray():
    made = settled(schedule(event(), event("Trams", number=2)))
    assert [entry.starts is None for entry in made.entries] == [False, True]
    assert said(made) == [(4, "Room and time are taken by the entry of line 3.", "This one goes to the tray.")]


def test_words_that_are_too_long_or_html_or_missing():
    paragraph = "&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;ul&gt;&lt;li&gt;three&lt;/li&gt;&lt;/ul&gt;"
    long = settled(
        schedule(
            event("T" * 240, more=f"<abstract>{paragraph}</abstract>"),
            event("", number=2, start="11:00", more="<abstract>a &lt; b and 3 &gt; 2</abstract>"),
        )
    )
    first, second = long.entries
    assert (len(first.title), first.title[-1]) == (200, "…")
    assert first.summary == "T" * 240 + "\n\nOne & two\n\n- three"
    assert (second.title, second.summary) == ("Untitled", "a < b and 3 > 2")
    assert [what for _line, what, _remedy in said(long)] == ["The title has 240 letters.", "It has no title."]


def test_links_hosts_and_the_record():
    links = "".join(f'<link href="https://example.org/{n}" type="slides">{n}</link>' for n in range(7))
    hosts = "".join(f"<person>Host {n}</person>" for n in range(8))
    closed = (
        "<recording><license/><optout>true</optout></recording>"
        '<links><link href="javascript:alert(1)">x</link><link href="https://v.example/" type="media">v</link></links>'
    )
    made = settled(
        schedule(
            event(more=f"<links>{links}</links><persons>{hosts}</persons>"),
            event("Closed", number=2, start="11:00", more=closed),
        )
    )
    full, off = made.entries
    assert [link[0] for link in full.links] == ["slides"] * 5
    assert len(full.hosts) == 6
    assert (off.on_record, off.links) == (False, ())
    assert [(line, remedy) for line, _what, remedy in said(made)] == [
        (3, "The first 6 are taken."),
        (3, "The first 5 are taken."),
        (4, "The link is left out."),
        (4, "The link is left out."),
    ]


ICS = "BEGIN:VCALENDAR\nVERSION:2.0\n%s\nEND:VCALENDAR\n"
VEVENT = "BEGIN:VEVENT\nUID:u1\nSUMMARY:Circle\nLOCATION:Hall\nDTSTART%s\nDURATION:PT1H\n%sEND:VEVENT"


def test_a_zone_without_a_definition_is_the_iana_one_else_the_camps():
    known = settled(ICS % VEVENT % (";TZID=Europe/Berlin:20270508T100000", ""))
    assert known.entries[0].starts == datetime(2027, 5, 8, 8, 0, tzinfo=UTC)
    assert known.faults == []
    unknown = settled(ICS % VEVENT % (";TZID=Nowhere/Here:20270508T100000", ""))
    assert unknown.entries[0].starts == datetime(2027, 5, 8, 14, 0, tzinfo=UTC)
    assert said(unknown) == [(3, "The time zone “Nowhere/Here” is not known.", "The camp's zone is taken.")]


def test_an_endless_rule_gives_at_most_1000_times_and_three_years_and_30_days():
    daily = read((ICS % VEVENT % (":20270508T100000", "RRULE:FREQ=DAILY\n")).encode())
    assert len(daily.events) == 1000
    yearly = read((ICS % VEVENT % (":20270508T100000", "RRULE:FREQ=YEARLY\n")).encode())
    assert len(yearly.events) == 4
    assert [fault.remedy for fault in yearly.faults] == ["4 times are taken, within three years."]
    secondly = read((ICS % VEVENT % (":20270508T100000", "RRULE:FREQ=SECONDLY\n")).encode())
    assert len(secondly.events) == 1
    made = settled(ICS % VEVENT % (":20270508T100000", "RRULE:FREQ=DAILY\n"))
    assert len(made.entries) == 30
    assert "970 repetitions lie beyond 30 days." in [fault.what for fault in made.faults]
    assert len({entry.guid for entry in made.entries}) == 30


def test_repetitions_keep_the_local_time_and_leave_out_what_the_file_excludes():
    rule = "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=America/New_York:20271107T100000\n"
    moved = (
        "BEGIN:VEVENT\nUID:u1\nRECURRENCE-ID;TZID=America/New_York:20271114T100000\nSUMMARY:Later\nLOCATION:Hall\n"
        "DTSTART;TZID=America/New_York:20271114T150000\nDURATION:PT1H\nEND:VEVENT"
    )
    made = settled(ICS % (VEVENT % (";TZID=America/New_York:20271031T100000", rule) + "\n" + moved))
    assert sorted(entry.starts for entry in made.entries) == [
        datetime(2027, 10, 31, 14, 0, tzinfo=UTC),
        datetime(2027, 11, 14, 20, 0, tzinfo=UTC),
        datetime(2027, 11, 21, 15, 0, tzinfo=UTC),
    ]


def test_a_table_with_its_columns_called_as_people_call_them():
    made = settled("Titel;Speakers;Date;Minutes;Room\nBuses;Maya R.;2027-05-08 10:00;45;Hall\nTrams;;8 May;45;Hall\n")
    buses, trams = made.entries
    assert (buses.title, buses.hosts, buses.room) == ("Buses", ("Maya R.",), "Hall")
    assert buses.starts == datetime(2027, 5, 8, 14, 0, tzinfo=UTC)
    assert trams.starts is None
    assert (3, "“8 May” is no date and time.", "Write it as 2027-05-08 10:00. It goes to the tray.") in said(made)


def test_a_json_fault_has_its_line():
    raw = json.dumps(
        {
            "schedule": {
                "conference": {
                    "days": [
                        {
                            "date": "2027-05-08",
                            "rooms": {"Hall": [{"id": "x", "title": "A", "start": "10:00", "duration": "0:30"}]},
                        }
                    ]
                }
            }
        },
        indent=1,
    )
    line = next(number for number, text in enumerate(raw.split("\n"), 1) if '"id"' in text) - 1
    assert (line, "The id “x” is no number.", "Kept as it is.") in said(settled(raw))


def test_a_v2_event_that_will_not_happen_is_left_out_and_a_cancelled_one_says_so():
    def one(state):
        return {
            "guid": str(uuid4()),
            "title": state,
            "state": state,
            "room": {"name": "Hall"},
            "start": "2027-05-08T10:00:00-04:00",
            "end": "2027-05-08T11:00:00-04:00",
        }

    raw = json.dumps({"schedule": {"conference": {}, "events": [one("REJECTED"), one("CANCELED")]}})
    made = settled(raw)
    assert [(entry.title, entry.cancelled) for entry in made.entries] == [("CANCELED", True)]
    assert said(made)[0][1] == "“REJECTED” is rejected."


# Refused


def bomb() -> bytes:
    packed = zlib.compress(b"0" * 10_000_000)
    return b"PK\x03\x04" + packed


HOSTILE = {
    "entities": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><schedule>&c;</schedule>',
    "outside entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><schedule>&b;</schedule>',
    "DTD": '<!DOCTYPE schedule SYSTEM "http://example.org/x.dtd"><schedule/>',
    "deep XML": "<schedule>" + "<a>" * 10_000,
    "zip bomb": bomb(),
    "40 MB": b" " * 40_000_000 + b"{}",
    "11 MB of XML": b"<schedule>" + b" " * 11_000_000 + b"</schedule>",
    "JSON 10,000 deep": "[" * 10_000 + "]" * 10_000,
    "JSON of objects 10,000 deep": '{"a":' * 10_000,
    "JSON with too many values": '{"schedule":[' + "1," * 2_000_000 + "1]}",
    "one endless string": '{"schedule": "' + '\\"' * 2_400_000,
    "no schedule": '{"a": 1}',
    "another XML": "<html><body/></html>",
    "broken XML": "<schedule><day></schedule>",
    "empty": b"  \n",
    "binary": b"\x00\x01\x02\x03" * 100,
    "a table without titles": "a,b\n1,2\n",
    "too many rows": "title\n" + "x\n" * 50_002,
    "too many sessions": schedule(*[event(number=n) for n in range(5_001)]),
    "31 days": schedule(
        *[event(number=n, date=f"{date(2027, 5, 1) + timedelta(days=n)}T10:00:00Z") for n in range(31)]
    ),
    "201 rooms": schedule(*[event(number=n, more=f"<room>R{n}</room>") for n in range(201)]),
    "no calendar": "BEGIN:VCARD\nEND:VCARD\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_hostile_is_refused_quickly_with_a_reason(name):
    raw = HOSTILE[name]
    raw = raw.encode() if isinstance(raw, str) else raw
    begun = time.process_time()
    with pytest.raises(Refused) as refused:
        settled(raw)
    assert time.process_time() - begun < 10  # five times the limit; make proof takes the limit itself
    assert len(refused.value.reason) > 15


@pytest.mark.parametrize("kind", ["xml", "json", "ics", "csv"])
def test_a_file_cut_at_any_byte_or_with_flipped_ones_never_raises_anything_else(kind):
    texts = {
        "xml": schedule(event(guid=GUID, more="<abstract>ä</abstract>")),
        "json": json.dumps(
            {
                "schedule": {
                    "conference": {
                        "days": [{"date": "2027-05-08", "rooms": {"Hall": [{"id": 1, "title": "ä", "start": "10:00"}]}}]
                    }
                }
            }
        ),
        "ics": ICS % VEVENT % (";TZID=America/New_York:20270508T100000", "RRULE:FREQ=WEEKLY;UNTIL=20270608\n"),
        "csv": 'title,start,room\n"ä, b",2027-05-08 10:00,Hall\n',
    }
    raw = texts[kind].encode()
    changed = [raw[:n] for n in range(1, len(raw), 7)]
    changed += [raw[:n] + bytes([raw[n] ^ 0x15]) + raw[n + 1 :] for n in range(0, len(raw), 7)]
    taken = 0
    for each in changed:
        with suppress(Refused):
            settled(each)
            taken += 1
    assert 0 < taken < len(changed)


# On a board


@pytest.fixture
def here(db):
    made = board(rooms=2, slots=2)
    made.fay = facilitator(made.camp)
    return made


def bring(of: Board, raw: bytes | str, **more) -> Import:
    raw = raw.encode() if isinstance(raw, str) else raw
    made = importing.begin(importing.preview(of, raw, "file", by=of.fay), by=of.fay, **more)
    importing.carry(made)
    made.refresh_from_db()
    return made


def counted(made: Import) -> tuple[int, int, int, int]:
    return (*(made.counts[each] for each in ("new", "changed", "same")), len(made.gone))


def test_a_programme_comes_in_with_rooms_times_hosts_links_and_themes(here):
    theme("Housing")
    more = (
        "<track>Housing</track><persons><person>Maya R.</person></persons><type>Workshop</type><language>es</language>"
        '<links><link href="https://example.org/" type="slides">Slides</link></links>'
    )
    made = bring(here, schedule(event(guid=GUID, more=more), event("Tray", number=2, start="")))
    assert made.state == "applied"
    session = Session.objects.get(guid=GUID)
    assert (session.room.name, session.slot.starts_at) == ("Hall", NINE + timedelta(hours=1))
    assert [(host.name, host.user) for host in session.hosts.all()] == [("Maya R.", None)]
    assert [(link.kind, link.address) for link in session.links.all()] == [("slides", "https://example.org/")]
    assert [each.slug for each in session.themes.all()] == ["housing"]
    assert (session.format, session.language) == ("workshop", "es")
    assert Session.objects.get(title="Tray").slot is None
    here.refresh_from_db()
    assert here.kind == "grid"
    assert here.version == here.changes.count() == 3


def test_the_same_file_twice_changes_nothing(here):
    raw = schedule(event(guid=GUID), event("Trams", number=2, start="11:00"))
    bring(here, raw)
    before = list(Session.objects.values()), Change.objects.count()
    again = importing.preview(here, raw.encode(), "file", by=here.fay)
    assert counted(again) == (0, 0, 2, 0)
    importing.carry(importing.begin(again, by=here.fay))
    assert (list(Session.objects.values()), Change.objects.count()) == before


def test_what_says_no_length_changes_nothing_the_second_time_beside_another_of_its_start(here):
    here.slots.all().delete()
    others = [event(f"S{n}", number=n, start=f"{n}:00") for n in (12, 13)]
    raw = schedule(event(duration="1:15"), event("Trams", number=2, duration="soon", more="<room>B</room>"), *others)
    assert counted(bring(here, raw)) == (4, 0, 0, 0)
    assert counted(importing.preview(here, raw.encode(), "file", by=here.fay)) == (0, 0, 4, 0)


def test_what_people_changed_here_stays_until_the_file_says_something_else(here):
    bring(here, schedule(event(guid=GUID)))
    Session.objects.update(title="Buses and trams")
    assert counted(bring(here, schedule(event(guid=GUID)))) == (0, 0, 1, 0)
    assert Session.objects.get().title == "Buses and trams"
    assert counted(bring(here, schedule(event("Trains", guid=GUID)))) == (0, 1, 0, 0)
    assert Session.objects.get().title == "Trains"


def test_gone_is_cancelled_only_if_ticked_and_others_sessions_are_never_gone(here):
    card(here, "Proposed here", host=attendee(here.camp))
    bring(here, schedule(event(guid=GUID), event("Trams", number=2, start="11:00")))
    trams = Session.objects.get(title="Trams")
    buses = Session.objects.get(title="Buses")
    rest = schedule(event("Trains", number=3, start="12:00"))
    made = importing.preview(here, rest.encode(), "file", by=here.fay)
    assert counted(made) == (1, 0, 0, 2)
    proposed = Session.objects.get(title="Proposed here")
    importing.carry(importing.begin(made, by=here.fay, cancelling=[trams.pk, proposed.pk]))
    states = {session.title: session.state for session in Session.objects.all()}
    assert states == {"Buses": "open", "Trams": "cancelled", "Trains": "open", "Proposed here": "open"}
    trams.refresh_from_db()
    assert trams.last_room.name == "Hall"
    assert buses.slot_id is not None


def test_a_taken_cell_sends_the_later_one_to_the_tray(here):
    slot, room = here.slots.first(), here.rooms.first()
    mine = card(here, "Mine", host=attendee(here.camp), cell=(slot, room))
    bring(here, schedule(event(more=f"<room>{room.name}</room>")))
    mine.refresh_from_db()
    assert mine.slot == slot
    assert Session.objects.get(title="Buses").slot is None


def test_times_that_fit_no_common_slots_make_a_timetable(here):
    lunch(here)
    made = bring(here, schedule(event(duration="1:00"), event("Trams", number=2, start="10:30")))
    here.refresh_from_db()
    assert made.timetable
    assert here.kind == "timetable"
    assert Session.objects.filter(board=here, slot__isnull=False).count() == 2
    assert Slot.objects.filter(board=here).count() == 3, "two of the file, and lunch"


def test_empty_slots_make_way_for_a_grid_and_used_ones_do_not(here):
    slot = here.slots.last()
    card(here, "Mine", host=attendee(here.camp), cell=(slot, here.rooms.first()))
    bring(here, schedule(event(start="10:15", duration="0:30")))
    here.refresh_from_db()
    assert here.kind == "grid"
    assert sorted((slot.starts_at - NINE).seconds // 60 for slot in here.slots.all()) == [75, 120]


def test_it_goes_on_where_it_was_killed(here):
    raw = schedule(*[event(f"S{n}", number=n, more=f"<room>R{n}</room>") for n in range(1, 61)])
    made = importing.begin(importing.preview(here, raw.encode(), "file", by=here.fay), by=here.fay)
    importing.carry(made, steps=2)
    assert Import.objects.get().done == Session.objects.count() == 50
    Import.objects.update(beat_at=timezone.now() - timedelta(minutes=1))
    assert Import.objects.get().is_silent(timezone.now())
    carrying.take_up(timezone.now())
    found = Import.objects.get()
    assert (found.state, found.done, Session.objects.count()) == ("applied", 60, 60)
    assert len(set(Session.objects.values_list("title", flat=True))) == 60
    carrying.take_up(timezone.now())
    assert Session.objects.count() == 60


def test_the_rights_are_asked_at_each_step(here):
    made = importing.begin(importing.preview(here, schedule(event()).encode(), "file", by=here.fay), by=here.fay)
    here.fay.roles.all().delete()
    carrying.take_up(timezone.now())
    found = Import.objects.get(pk=made.pk)
    assert (found.state, Session.objects.count()) == ("failed", 0)
    assert "facilitators" in found.fault


@pytest.mark.parametrize("name", ["schedule_xml", "schedule_json", "schedule2_json", "sessions_csv", "calendar"])
def test_what_went_out_of_a_board_changes_nothing_on_it_and_makes_an_equal_one(client, here, name):
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    lanes = card(
        here, "Bus lanes", host=attendee(here.camp, "Maya R."), cell=(slots[0], rooms[0]), summary="One\n\ntwo"
    )
    lanes.themes.add(theme("Housing"))
    for position, kind in enumerate(["slides", "recording", "other", "other", "other"], 1):
        lanes.links.create(
            position=position, kind=kind, label=f"L{position}", address=f"https://example.org/{position}"
        )
    card(here, "Rent", host=attendee(here.camp, "Luis"), cell=(slots[1], rooms[1]), format="walk", on_record=False)
    lunch(here)
    raw = client.get(reverse(f"sessions:{name}", args=[here.camp.slug])).content
    assert counted(importing.preview(here, raw, "own", by=here.fay)) == (0, 0, 2, 0)
    other = Board.objects.create(camp=camp())
    other.fay = facilitator(other.camp)
    made = bring(other, raw)
    assert made.counts["new"] == 2
    copies = {session.title: session for session in Session.objects.filter(board=other)}
    copy = copies["Bus lanes"]
    assert (copy.slot.starts_at, copy.room.name) == (slots[0].starts_at, "Room A")
    if name == "calendar":
        return
    assert [tuple(x) for x in copy.links.values_list("kind", "address")] == [
        tuple(x) for x in lanes.links.values_list("kind", "address")
    ]
    assert copy.summary == lanes.summary
    assert [host.name for host in copy.hosts.all()] == ["Maya R."]
    assert [each.slug for each in copy.themes.all()] == ["housing"]
    if name != "schedule2_json":  # which has no word for it
        assert copies["Rent"].on_record is False


@pytest.mark.parametrize(
    ("name", "sessions", "faults"),
    [
        ("schedules/fosdem-2013.xml", 487, 11),
        ("schedules/fosdem-2025.xml", 943, 11),
        ("schedules/frab-camp2019.json", 79, 14),
        ("schedules/pretalx-democon.json", 36, 1),
        ("schedules/hub-schedule2.json", 2, 1),
        ("schedules/invalid-example.json", 1, 3),
        ("ics/client-pacific_fiji.ics", 1, 2),
        ("ics/client-issue_722_missing_timezones.ics", 3, 7),
        ("ics/client-x_location.ics", 30, 2),
        ("ics/python-org-user-groups.ics", 78, 75),
    ],
)
def test_public_files_are_read_with_each_fault_in_its_line(real_input, name, sessions, faults):
    made = settled((real_input / name).read_bytes())
    assert (len(made.entries), len(made.faults)) == (sessions, faults)
    assert len({entry.guid for entry in made.entries}) == sessions
    lines = (real_input / name).read_text(errors="replace").split("\n")
    assert all(0 <= fault.line <= len(lines) for fault in made.faults)
    assert settled((real_input / name).read_bytes()).entries == made.entries


def test_a_public_file_comes_in_and_the_second_time_changes_nothing(here, real_input):
    raw = (real_input / "schedules/pretalx-democon.json").read_bytes()
    assert counted(bring(here, raw)) == (36, 0, 0, 0)
    assert counted(importing.preview(here, raw, "file", by=here.fay)) == (0, 0, 36, 0)


@pytest.mark.proof
def test_the_largest_public_file_is_in_within_30_seconds_and_twice_changes_nothing(here, real_input):
    raw = (real_input / "schedules/fosdem-2025.xml").read_bytes()
    begun = time.monotonic()
    assert counted(bring(here, raw)) == (943, 0, 0, 0)
    took = time.monotonic() - begun
    print(f"fosdem-2025.xml: {took:.1f} s")
    assert took < 30
    before = list(Session.objects.values())
    assert counted(bring(here, raw)) == (0, 0, 943, 0)
    assert list(Session.objects.values()) == before


@pytest.mark.proof
def test_the_hostile_is_refused_within_2_seconds_of_cpu():
    for name, raw in HOSTILE.items():
        raw = raw.encode() if isinstance(raw, str) else raw
        begun = time.process_time()
        with pytest.raises(Refused):
            settled(raw)
        assert time.process_time() - begun < 2, name


# The pages


def address(of: Board, name: str, *more) -> str:
    return reverse(f"sessions:{name}", args=[of.camp.slug, *more])


@pytest.fixture
def strong(client, here):
    sign_in(client, here.fay, strong=True)
    return client


def sent(raw: bytes | str) -> dict:
    return {"file": SimpleUploadedFile("programme.xml", raw.encode() if isinstance(raw, str) else raw)}


def test_sent_looked_at_applied_and_watched(strong, here):
    answer = strong.post(address(here, "import"), sent(schedule(event(guid=GUID, duration="0:75"))))
    made = Import.objects.get()
    assert answer.headers["Location"] == address(here, "import_one", made.pk)
    page = strong.get(answer.headers["Location"]).content.decode()
    assert "has more than 59 minutes" in page
    assert "Put it on the board" in page
    assert Session.objects.count() == 0
    assert strong.post(answer.headers["Location"], {"step": "apply"}).status_code == 302
    assert "It is being applied" in strong.get(answer.headers["Location"]).content.decode()
    carrying.take_up(timezone.now())
    assert "The programme is on the board" in strong.get(answer.headers["Location"]).content.decode()
    assert Session.objects.get().title == "Buses"
    assert strong.post(answer.headers["Location"], {"step": "apply"}).status_code == 409


def test_all_that_is_gone_is_cancelled_with_one_tick(strong, here):
    bring(here, schedule(event(guid=GUID), event("Trams", number=2, start="11:00")))
    for ticks, state in (({}, "open"), ({"gone": "all"}, "cancelled")):
        answer = strong.post(address(here, "import"), sent(schedule(event("Trains", number=3, start="12:00"))))
        assert "All 2 of them" in strong.get(answer.headers["Location"]).content.decode()
        strong.post(answer.headers["Location"], {"step": "apply", **ticks})
        carrying.take_up(timezone.now())
        states = Session.objects.exclude(title="Trains").values_list("state", flat=True)
        assert list(states) == [state, state]


def test_a_refused_file_leaves_no_row_and_says_why(strong, here):
    for raw in (HOSTILE["entities"], HOSTILE["zip bomb"], HOSTILE["JSON 10,000 deep"], b"x" * 11_000_000, b""):
        answer = strong.post(address(here, "import"), sent(raw))
        assert answer.status_code == 422
        assert "This file was not taken." in answer.content.decode()
    assert Import.objects.count() == 0
    assert strong.post(address(here, "import")).status_code == 422


def test_only_facilitators_with_a_second_factor_bring_in_files(client, here):
    made = importing.preview(here, schedule(event()).encode(), "file", by=here.fay)
    for somebody in (None, attendee(here.camp), person("Stranger")):
        if somebody:
            sign_in(client, somebody)
        assert client.post(address(here, "import"), sent(schedule(event()))).status_code == 403
        assert client.post(address(here, "import_one", made.pk), {"step": "apply"}).status_code == 403
        client.logout()
    sign_in(client, here.fay)
    assert client.post(address(here, "import"), sent(schedule(event()))).status_code == 302
    assert client.post(address(here, "import_one", made.pk), {"step": "apply"}).status_code == 302
    assert Import.objects.get().state == "preview"
    sign_in(client, here.fay, strong=True)
    other = board()
    assert client.get(address(here, "import_one", made.pk + 1)).status_code == 404
    assert client.get(address(other, "import_one", made.pk)).status_code == 403


def test_a_timetable_shows_a_day_and_twelve_rooms_a_page(client, here, django_assert_max_num_queries):
    events = [
        event(f"S{n}", number=n, start=f"{10 + n // 30}:{n % 6}0", more=f"<room>R{n % 30:02}</room>")
        for n in range(1, 61)
    ]
    bring(here, schedule(*events))
    here.refresh_from_db()
    assert here.kind == "timetable"
    with django_assert_max_num_queries(12):
        first = client.get(address(here, "board")).content.decode()
    assert first.count('<article class="card') == 24
    assert "R01 – R12" in first
    assert "R01, 10:10 to 10:55 EDT" in first
    last = client.get(address(here, "board") + "?day=1&rooms=3").content.decode()
    assert last.count('<article class="card') == 12
    sign_in(client, here.fay)
    page = client.get(address(here, "board") + "?pick=" + Session.objects.first().code).content.decode()
    assert "Put it here" not in page
    assert "data-move" not in page
    for show in ("now", "next", "mine"):
        assert client.get(address(here, "board") + f"?show={show}").status_code == 200
    for name in ("wall", "print", "changes"):
        assert client.get(address(here, name)).status_code == 200
