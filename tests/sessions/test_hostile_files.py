"""No file makes a reader work long or take much memory: each is read in a process of its own. board.md 12 and 15."""

import json
import subprocess
import sys
from datetime import datetime
from uuid import UUID, uuid5

import pytest

from sessions.imports.found import Refused
from sessions.imports.reading import read
from sessions.imports.settling import settle
from tests.databases import ROOT
from tests.sessions.hostile_files import DAY, FILES, calendar, event, schedule

MOST_MB = 200
# One of each way to do harm, and cheap to make; make proof reads them all.
QUICK = (
    "xml: billion laughs",
    "xml: deep",
    "xml: 850,000 attributes",
    "xml: a text in pieces",
    "json: deep",
    "json: digits",
    "csv: columns",
    "csv: huge texts",
    "csv: 5,000 alike",
    "xlsx: zip bomb",
    "ics: each second",
    "ics: one day that never comes",
    "ics: rules",
    "ics: a zone of seconds",
    "ics: the end of time",
    "any: 40 MB",
)


def read_each(*names: str) -> list[dict]:
    command = [sys.executable, "-m", "tests.sessions.hostile_files", *names]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in told.splitlines()]


def unlike(found: list[dict], seconds: float) -> list[dict]:
    """Those that became something else, took longer or more memory."""
    return [
        each
        for each in found
        if each["became"] != FILES[each["name"]][1] or each["seconds"] > seconds or each["peak"] > MOST_MB
    ]


def test_the_worst_files_cost_little_and_become_what_they_should():
    found = read_each(*QUICK)
    assert [each["name"] for each in found] == list(QUICK)
    assert unlike(found, 10) == []  # five times the limit; make proof takes the limit itself


def test_many_alike_are_told_apart_by_a_number_and_alike_the_next_time():
    again = [settle(read(schedule(*[event(1)] * 4)), zone="UTC", camp=UUID(int=1)).entries for _ in range(2)]
    guids = [entry.guid for entry in again[0]]
    one, hall = guids[0], f"{again[0][0].starts}|Hall"
    # Two in one cell: the later ones go to the tray, but are known by where they were.
    assert guids[1:] == [uuid5(one, hall), uuid5(one, f"{hall}|2"), uuid5(one, f"{hall}|3")]
    assert [entry.source for entry in again[0]] == ["id:1", *(f"id:1|{hall}{more}" for more in ("", "|2", "|3"))]
    assert again[0] == again[1]


def test_beyond_5000_faults_the_rest_are_counted():
    found = read((DAY.split("<day")[0] + "<day/>" * 5_007 + "</schedule>").encode())
    made = settle(found, zone="UTC", camp=UUID(int=1))
    assert len(made.faults) == 5_001
    assert made.faults[0].what == "And 7 faults more."


def test_a_tag_that_nobody_writes_is_refused_and_a_long_description_is_not():
    with pytest.raises(Refused, match="One tag or text in it is longer than 500,000 letters"):
        read(f"<schedule a='{'x' * 500_000}'/>".encode())
    [taken] = read(schedule(event(1, f"<abstract>{'word ' * 60_000}</abstract>"))).events
    assert len(taken.summary) == 100_000 - 1


def test_of_an_entry_that_is_read_which_a_programme_has():
    alarm = "BEGIN:VALARM\nDESCRIPTION:Wake up\nSUMMARY:Bell\nEND:VALARM\n"
    words = f"{alarm}SUMMARY:Buses\nX-A:b\nDESCRIPTION;LANGUAGE=en:One\n  two\nSUMMARY:Trams\nATTACH:\n  Zm9v\n"
    [taken] = read(calendar(f"BEGIN:VEVENT\nUID:1\n{words}DTSTART:20270508T100000\nEND:VEVENT\n")).events
    assert (taken.title, taken.summary, taken.starts) == ("Buses", "One two", datetime(2027, 5, 8, 10))


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", [(2028, 2, 29)]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", [(2026, 1, 13), (2026, 2, 10), (2026, 3, 10)]),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260120T235959", [(2026, 1, 7), (2026, 1, 14)]),
    ],
)
def test_days_that_come_are_found_though_they_are_looked_for_in_other_years(rule, times):
    body = f"BEGIN:VEVENT\nUID:1\nDTSTART:20260105T100000\nRRULE:{rule}\nEND:VEVENT\n"
    found = [each.starts for each in read(calendar(body)).events if each.repeats]
    assert found == [datetime(*time, 10) for time in times]


@pytest.mark.proof
def test_no_file_takes_more_than_2_seconds_and_200_mb():
    found = read_each()
    for each in found:
        print(f"{each['name']:36} {each['seconds']:5.2f} s  +{each['grew']} MB to {each['peak']} MB")
    assert len(found) == len(FILES)
    assert unlike(found, 2) == []
