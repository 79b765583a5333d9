"""Calendar files, RFC 5545 and RFC 7986. Pure: entries in, bytes out. events.md 12.

The same entries give the same bytes: DTSTAMP is the last change, and nothing here asks a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

REFRESH = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """One event. `starts` and `ends` are instants, or dates (the end excluded) for whole days."""

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    location: str = ""
    description: str = ""
    url: str = ""
    point: tuple[float, float] | None = None
    yearly: str = ""


def feed(name: str, entries: Iterable[Entry], *, source: str = "", description: str = "") -> bytes:
    """A published calendar: no METHOD, CRLF, lines folded at 75 octets."""
    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//CityCamp//CityCamp//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("NAME", icalendar.vText(name))
    calendar.add("X-WR-CALNAME", icalendar.vText(name))
    if description:
        calendar.add("DESCRIPTION", icalendar.vText(description))
    if source:
        calendar.add("SOURCE", source, parameters={"VALUE": "URI"})
    refresh = icalendar.vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar["REFRESH-INTERVAL"] = refresh
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(event(entry))
    return calendar.to_ical()


def event(entry: Entry) -> icalendar.Event:
    found = icalendar.Event()
    changed = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    found.add("UID", entry.uid)
    found.add("DTSTAMP", changed)
    found.add("LAST-MODIFIED", changed)
    found.add("SEQUENCE", entry.sequence)
    found.add("DTSTART", in_utc(entry.starts))
    found.add("DTEND", in_utc(entry.ends))
    found.add("SUMMARY", f"Cancelled: {entry.title}" if entry.cancelled else entry.title)
    found.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.location:
        found.add("LOCATION", entry.location)
    if entry.description:
        found.add("DESCRIPTION", entry.description)
    if entry.url:
        found.add("URL", entry.url)
    if entry.point:
        found.add("GEO", entry.point)
    if entry.yearly:
        found.add("RRULE", icalendar.vRecur.from_ical(entry.yearly))
    return found


def in_utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def third_saturday(year: int, month: int = 9) -> date:
    """World CityCamp Day of a year."""
    first = date(year, month, 1)
    return first + timedelta(days=(5 - first.weekday()) % 7 + 14)


def world_citycamp_day() -> Entry:
    """The third Saturday of every September, as one repeating whole day."""
    return Entry(
        uid="world-citycamp-day@citycamp",
        title="World CityCamp Day",
        starts=date(2025, 9, 20),
        ends=date(2025, 9, 21),
        changed_at=datetime(2025, 1, 1, tzinfo=UTC),
        yearly="FREQ=YEARLY;BYMONTH=9;BYDAY=3SA",
    )


def next_world_day(today: date) -> date:
    """The coming World CityCamp Day, today included."""
    this_year = third_saturday(today.year)
    return this_year if this_year >= today else third_saturday(today.year + 1)
