"""The worst files there are for each reader of programmes, each read in a process of its own that is measured.

`python -m tests.sessions.hostile_files [NAME …]` prints one line of JSON a file: what became of it, CPU seconds, and
by how many MB the peak of memory grew. It runs without a database.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from resource import RLIMIT_AS, RLIMIT_CPU, RUSAGE_SELF, getrusage, setrlimit
from uuid import UUID

from django.conf import settings

XML, JSON, ICS, CSV = 9_000_000, 4_900_000, 1_900_000, 4_900_000  # bytes, just below what a reader takes


def filled(kind: int, before: str, piece: str, after: str = "", share: float = 1.0) -> bytes:
    """`piece` again and again, until the file has the size of its kind."""
    many = int((kind * share - len(before) - len(after)) / len(piece.encode()))
    return (before + piece * many + after).encode()


def laughs() -> bytes:
    each = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">{each}]><schedule>&a9;</schedule>'.encode()


def event(number: int, more: str = "", title: str = "T") -> str:
    return f"<event id='{number}'><title>{title}</title><start>10:00</start><duration>0:45</duration>{more}</event>"


DAY, DAY_ENDS = "<schedule><day date='2027-05-08'><room name='Hall'>", "</room></day></schedule>"


def schedule(*events: str) -> bytes:
    return (DAY + "".join(events) + DAY_ENDS).encode()


def in_event(before: str, piece: str, after: str) -> bytes:
    head, tail = event(1, f"{before}|{after}").split("|")
    return filled(XML, DAY + head, piece, tail + DAY_ENDS)


def attributes() -> bytes:
    return ("<schedule " + " ".join(f'a{n}=""' for n in range(850_000)) + "/>").encode()


def in_json(
    piece: str, many: int, before: str = '{"schedule":{"conference":{},"events":[', after: str = "]}}"
) -> bytes:
    return (before + ",".join([piece] * many) + after).encode()


IN_ONE = '{"schedule":{"conference":{"days":[{"date":"2027-05-08","rooms":{"H":[{"id":1,"persons":['


def calendar(*parts: str) -> bytes:
    return ("BEGIN:VCALENDAR\n" + "".join(parts) + "END:VCALENDAR\n").encode()


def entry(uid: int, *lines: str) -> str:
    begin = f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:A\n" + ("" if "DTSTART" in lines[:1] else "DTSTART:20270508T100000\n")
    return begin + "".join(line + "\n" for line in lines) + "END:VEVENT\n"


def in_entry(piece: str, before: str = "") -> bytes:
    head, tail = calendar(entry(1, f"{before}|")).decode().split("|")
    return filled(ICS, head, piece, tail)


def entries(many: int, *lines: str) -> bytes:
    return calendar(*(entry(number, *lines) for number in range(many)))


def upto(most: int) -> str:
    return ",".join(str(number) for number in range(most))


ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Z%s\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n%s\n"
    "END:STANDARD\nEND:VTIMEZONE\n"
)
IN_ZONE = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Z0:20270508T100000\nEND:VEVENT\n"
MOMENTS = ",".join(f"19{70 + n % 30}0{1 + n % 9}{10 + n % 18}T{n % 24:02}{n % 60:02}00" for n in range(2_000))


def rows(columns: str, piece: str) -> bytes:
    return (f"title,{columns}\n" + "\n".join(f'a,"{piece * (950_000 // len(piece))}"' for _ in range(5))).encode()


REFUSED = "refused"
FILES: dict[str, tuple[Callable[[], bytes], str | int]] = {
    "xml: billion laughs": (laughs, REFUSED),
    "xml: a title of 9 MB": (lambda: schedule(event(1, title="ab " * 2_900_000)), REFUSED),
    "xml: a text in pieces": (partial(in_event, "<abstract>", "ab\n" * 100_000 + "<!-- -->", "</abstract>"), 1),
    "xml: tags in a text": (partial(in_event, "<abstract><![CDATA[", "<p ", "]]></abstract>"), 1),
    "xml: 850,000 attributes": (attributes, REFUSED),
    "xml: tiny elements": (partial(filled, XML, "<schedule>", "<a/>", "</schedule>"), REFUSED),
    "xml: days without a date": (partial(filled, XML, "<schedule>", "<day/>", "</schedule>"), REFUSED),
    "xml: bad links": (partial(in_event, "<links>", "<link href='x'/>", "</links>"), REFUSED),
    "xml: persons": (partial(in_event, "<persons>", "<person>ab cd ef gh</person>", "</persons>"), REFUSED),
    "xml: deep": (partial(filled, XML, "<schedule>", "<a>"), REFUSED),
    "xml: 5,000 alike": (lambda: schedule(*[event(1)] * 5_000), 5_000),
    "xml: 5,000 full ones": (
        lambda: schedule(*(event(n, "<abstract>" + "word " * 350 + "</abstract>") for n in range(5_000))),
        5_000,
    ),
    "json: newlines": (partial(filled, JSON, "{", "\n", "}"), REFUSED),
    "json: objects": (partial(in_json, "{}", 190_000), REFUSED),
    "json: objects elsewhere": (partial(in_json, "{}", 190_000, '{"schedule":{"conference":{"x":[', "]}}}"), 0),
    "json: values": (partial(in_json, "1", 2_000_000), REFUSED),
    "json: a key again and again": (partial(in_json, '"a":1', 290_000, '{"schedule":{"conference":{', "}}}"), 0),
    "json: one line": (partial(filled, JSON, '{"schedule":"', "\U0001f68c", '"}'), REFUSED),
    "json: digits": (partial(filled, JSON, '{"schedule":', "1", "}"), REFUSED),
    "json: bad persons": (partial(in_json, '{"id":"x"}', 110_000, IN_ONE, "]}]}}]}}}"), 1),
    "json: bad links": (partial(in_json, '{"url":"x"}', 110_000, IN_ONE.replace("persons", "links"), "]}]}}]}}}"), 1),
    "json: deep": (partial(filled, JSON, "", "["), REFUSED),
    "json: objects deep": (partial(filled, JSON, "", '{"a":'), REFUSED),
    "json: a string without an end": (partial(filled, JSON, '{"schedule": "', '\\"'), REFUSED),
    "csv: columns": (partial(filled, CSV, "title,", "ab,"), 0),
    "csv: cells": (partial(filled, CSV, "title\n", ","), 0),
    "csv: one line": (partial(filled, CSV, "title\n", "x"), REFUSED),
    "csv: huge texts": (partial(rows, "summary", "ab\n"), 5),
    "csv: huge links": (partial(rows, "links", "ab\n"), 5),
    "csv: huge hosts": (partial(rows, "hosts", "ab;"), 5),
    "csv: letters of no alphabet": (lambda: b"title\n" + b"\xe4\xf6\xfc ab\x81\x9d\x8f," * 480_000, 1),
    "csv: 5,000 alike": (lambda: b"title,start\n" + b"a,soon\n" * 5_000, 5_000),
    "csv: rows": (partial(filled, CSV, "title,start\n", ",\n"), REFUSED),
    "xlsx: zip bomb": (lambda: b"PK\x03\x04" + bytes(8_000_000), REFUSED),
    "ics: a million times": (partial(entries, 1_000, "RRULE:FREQ=DAILY"), REFUSED),
    "ics: each second": (partial(entries, 1, "RRULE:FREQ=SECONDLY"), 1),
    "ics: each second of a day": (
        partial(entries, 100, f"RRULE:FREQ=DAILY;COUNT=2;BYHOUR={upto(24)};BYMINUTE={upto(60)};BYSECOND={upto(60)}"),
        200,
    ),
    "ics: days that never come": (partial(entries, 200, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), 200),
    "ics: one day that never comes": (partial(entries, 1, "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=300"), 1),
    "ics: rules": (partial(in_entry, "RRULE:FREQ=DAILY\n"), 30),
    "ics: exceptions": (partial(in_entry, ",20270508T100000", "RRULE:FREQ=DAILY\nEXDATE:20270509T100000"), 30),
    "ics: properties": (partial(in_entry, "X-A:b\n"), 1),
    "ics: broken entries": (lambda: calendar("BEGIN:VEVENT\nX\nEND:VEVENT\n" * 70_000), REFUSED),
    "ics: entries without an end": (lambda: calendar("BEGIN:VEVENT\n" * 140_000), 0),
    "ics: one line": (partial(in_entry, "a\\n", "DESCRIPTION:"), 1),
    "ics: folded": (partial(in_entry, "\n x", "DESCRIPTION:x"), 1),
    "ics: alarms in alarms": (partial(in_entry, "BEGIN:VALARM\n"), 1),
    "ics: zones": (lambda: calendar(*(ZONE % (n, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU") for n in range(9_000))), 0),
    "ics: a zone of seconds": (lambda: calendar(ZONE % (0, "RRULE:FREQ=SECONDLY"), IN_ZONE), 1),
    "ics: a zone that never turns": (
        lambda: calendar(ZONE % (0, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), IN_ZONE),
        1,
    ),
    "ics: a zone of minutes": (
        lambda: calendar(ZONE % (0, f"RRULE:FREQ=YEARLY;BYHOUR={upto(24)};BYMINUTE={upto(60)}"), IN_ZONE),
        1,
    ),
    "ics: a zone that always turns": (lambda: calendar(ZONE % (0, f"RDATE:{','.join([MOMENTS] * 50)}"), IN_ZONE), 1),
    "ics: the end of time": (lambda: calendar(entry(1, "RRULE:FREQ=DAILY").replace("2027", "9999")), 1),
    "ics: until the end of time": (partial(entries, 1, "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"), 30),
    "any: 40 MB": (lambda: b" " * 40_000_000 + b"{}", REFUSED),
}  # fmt: skip


def measure(name: str, out: int) -> None:
    """Read one file here, and write down what it cost. A reader that never ends is ended after 60 s of CPU."""
    from sessions.imports.found import Refused
    from sessions.imports.reading import read
    from sessions.imports.settling import settle

    setrlimit(RLIMIT_CPU, (60, 60))
    setrlimit(RLIMIT_AS, (2_000_000_000, 2_000_000_000))
    raw = FILES[name][0]()
    before, begun = getrusage(RUSAGE_SELF).ru_maxrss, time.process_time()
    became: str | int
    try:
        became = len(settle(read(raw), zone="America/New_York", camp=UUID(int=1)).entries)
    except Refused as refused:
        became = REFUSED if len(refused.reason) > 15 else "refused without a reason"
    except BaseException as fault:  # what the test is about: nothing else may come out
        became = repr(fault)[:200]
    seconds, peak = time.process_time() - begun, getrusage(RUSAGE_SELF).ru_maxrss
    told = {"became": became, "seconds": round(seconds, 2), "grew": (peak - before) >> 10, "peak": peak >> 10}
    os.write(out, json.dumps(told).encode())


def main(names: list[str]) -> None:
    from sessions.imports.reading import read

    settings.configure(USE_I18N=False, USE_TZ=True)
    read(entries(1, "RRULE:FREQ=DAILY;COUNT=2"))  # so that no file pays for what is loaded once
    for name in names or FILES:
        told, out = os.pipe()
        child = os.fork()
        if not child:
            try:
                measure(name, out)
            finally:
                os._exit(0)
        os.close(out)
        with open(told, "rb") as pipe:
            found = json.loads(pipe.read() or b'{"became": "killed", "seconds": 60, "grew": 0, "peak": 0}')
        os.waitpid(child, 0)
        print(json.dumps({"name": name, **found}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
