"""Read a calendar file, RFC 5545. Each entry is read alone, so that a broken one takes no other with it. Pure.

Of an entry only the properties that a programme has are read, each once: so no file makes the library work long.

Recurrences are expanded to 1,000 and three years, and said; times keep their zone: the IANA one of that name, else
the one the file defines, else the camp's.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Event as Entry
from icalendar import Timezone
from icalendar.error import BrokenCalendarProperty
from icalendar.prop import vRecur

from sessions.imports.found import MOST_EVENTS, Event, Found, Refused, line_of, plain, too_many

MOST_BYTES = 2_000_000
MOST_REPEATS = 1_000
LONGEST_REPEATS = timedelta(days=3 * 366)
MOST_RULES = 100  # entries with a rule of their own; each costs time
BROKEN = "a line without a colon"
MOST_LINES = {"EXDATE": 100, BROKEN: 10}  # in an entry; of anything else one
MOST_ZONES = 20
LONGEST_ZONE = 20_000  # letters of a definition
# The changes of a zone that come each year, in words that surely come: the library looks for them as long as it takes.
YEARLY = re.compile(
    r"FREQ=YEARLY|INTERVAL=1|BYMONTH=\d{1,2}|BYDAY=[-+]?[1-4]?(?:MO|TU|WE|TH|FR|SA|SU)|WKST=[A-Z]{2}"
    r"|BYMONTHDAY=(?:-?(?:1?\d|2[0-8]),?)+|UNTIL=\d{8}T\d{6}Z?|COUNT=\d{1,4}"
)
PROPERTIES = (
    "UID", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "DURATION", "LOCATION", "STATUS", "RECURRENCE-ID", "RRULE",
    "EXDATE", BROKEN,
)  # fmt: skip
KNOWN_RULES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
CARRIED: frozenset[str] = frozenset()  # a description mixes hosts and words: it is taken for new sessions only


def read(raw: bytes, rooms: Collection[str] = ()) -> Found:
    """Events of all VEVENTs. `rooms` are names that a LOCATION may begin with. Raises Refused."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\x00" in text:
        raise Refused(_("This is no calendar file."))
    found = Found("ics")
    zones = Zones(found)
    rules = 0
    entries: list[tuple[int, str]] = []
    for line, name, block in components(text, found):
        if name == "VTIMEZONE":
            zones.define(block)
        elif len(entries) < MOST_EVENTS:
            entries.append((line, block))
        else:
            raise too_many(line)
    moved = overridden(entries)
    for line, block in entries:
        entry = parsed(line, block, found)
        if entry is None:
            continue
        first = as_event(entry, line, zones, rooms)
        found.add(first)
        if "RRULE" in entry and "RECURRENCE-ID" not in entry and first.starts is not None:
            rules += 1
            if rules > MOST_RULES:
                found.fault(
                    line, _("More than %(n)s entries repeat.") % {"n": MOST_RULES}, _("This one is taken once.")
                )
                continue
            for again in repeats(entry, first, found, moved):
                found.add(again)
    return found


def components(text: str, found: Found) -> Iterator[tuple[int, str, str]]:
    """(line, name, text) of each VEVENT and VTIMEZONE, whatever is broken around them."""
    name, begins, lines = "", 0, []
    saw = False
    for number, line in enumerate(text.splitlines(), 1):
        plain_line = line.strip().upper()
        saw = saw or plain_line == "BEGIN:VCALENDAR"
        if not name and plain_line in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
            name, begins, lines = plain_line[6:], number, [line]
        elif name:
            if plain_line == "BEGIN:VEVENT":
                found.fault(begins, _("This entry has no end."), _("It is left out."))
                name, begins, lines = "VEVENT", number, []
            lines.append(line)
            if plain_line == f"END:{name}":
                read = known(lines) if name == "VEVENT" else lines
                yield begins, name, "\r\n".join(read) + "\r\n"
                name = ""
    if name:
        found.fault(begins, _("The file ends inside this entry."), _("It is left out."))
    if not saw:
        raise Refused(_("This is no calendar file: BEGIN:VCALENDAR is missing."))


def known(lines: list[str]) -> list[str]:
    """The lines of an entry that say what is read of it, each property once; not those of an alarm in it."""
    kept: list[str] = []
    counts: Counter[str] = Counter()
    inner, takes = 0, False
    for line in lines[1:-1]:
        if line[:1] in (" ", "\t"):
            if takes:
                kept.append(line)
            continue
        name = re.split("[;:]", line, maxsplit=1)[0].strip().upper() if ":" in line else BROKEN
        inner += (name == "BEGIN") - (name == "END")
        counts[name] += not inner
        takes = not inner and name in PROPERTIES and counts[name] <= MOST_LINES.get(name, 1)
        if takes:
            kept.append(line)
    return [lines[0], *kept, lines[-1]]


def parsed(line: int, block: str, found: Found) -> Entry | None:
    try:
        entry = Entry.from_ical(block)
    except Exception as fault:  # the library raises many kinds on broken lines
        found.fault(line, _("This entry cannot be read: %(what)s.") % {"what": str(fault)[:120]}, _("It is left out."))
        return None
    for name, what in getattr(entry, "errors", []):
        found.fault(line, _("%(name)s cannot be read: %(what)s.") % {"name": name, "what": what[:80]}, _("Left out."))
    return entry  # type: ignore[return-value]


def one(entry: Entry, name: str):
    value = entry.get(name)
    return value[0] if isinstance(value, list) and value else value


def time_of(value) -> object:
    """What a property says of time; None where it is broken, which the entry's own errors tell."""
    try:
        return getattr(value, "dt", None)
    except BrokenCalendarProperty:
        return None


def words(entry: Entry, name: str) -> str:
    value = one(entry, name)
    return "" if value is None else str(value)


class Zones:
    """What a TZID means here."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.defined: dict[str, tzinfo] = {}
        self.told: set[str] = set()
        self.definitions = 0

    def define(self, block: str) -> None:
        self.definitions += 1
        rules = re.findall(r"^RRULE[^:\n]*:(.*)$", block.replace("\r\n ", "").upper(), re.MULTILINE)
        parts = [part.strip() for rule in rules for part in rule.split(";")]
        if self.definitions > MOST_ZONES or len(block) > LONGEST_ZONE or not all(map(YEARLY.fullmatch, parts)):
            return
        try:
            made = Timezone.from_ical(block)
            self.defined[str(made.get("TZID", ""))] = made.to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
        except Exception:  # a broken definition is as good as none
            return

    def of(self, name: str, line: int) -> tzinfo | None:
        """None: the camp's."""
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
        if name in self.defined:
            return self.defined[name]
        if name not in self.told:
            self.told.add(name)
            self.found.fault(
                line, _("The time zone “%(name)s” is not known.") % {"name": name[:60]}, _("The camp's zone is taken.")
            )
        return None


def moment(entry: Entry, name: str, zones: Zones, line: int) -> datetime | date | None:
    value = one(entry, name)
    found = time_of(value)
    if isinstance(found, datetime) and (zone_name := getattr(value, "params", {}).get("TZID")):
        return found.replace(tzinfo=zones.of(str(zone_name), line))
    return found if isinstance(found, date) else None


def as_event(entry: Entry, line: int, zones: Zones, rooms: Collection[str]) -> Event:
    starts, ends = moment(entry, "DTSTART", zones, line), moment(entry, "DTEND", zones, line)
    length = time_of(one(entry, "DURATION"))
    if isinstance(starts, datetime) and isinstance(ends, datetime) and (starts.tzinfo is None) == (ends.tzinfo is None):
        length = ends - starts
    if starts is not None and not isinstance(starts, datetime):
        starts = None
    return Event(
        line=line,
        title=title_of(entry),
        guid=words(entry, "UID").strip(),
        summary=plain(words(entry, "DESCRIPTION")),
        starts=starts,
        length=length if isinstance(length, timedelta) else None,
        room=room_of(line_of(words(entry, "LOCATION")), rooms),
        cancelled=words(entry, "STATUS").upper() == "CANCELLED",
        number=words(entry, "RECURRENCE-ID") and f"{starts}",
        carries=CARRIED,
    )


def title_of(entry: Entry) -> str:
    """Without the word that calendars of a board put before what is cancelled."""
    title = line_of(words(entry, "SUMMARY"))
    return title.removeprefix(_("Cancelled: %(title)s") % {"title": ""}).strip()


def room_of(location: str, rooms: Collection[str]) -> str:
    """The room of “Room A, Harlan School, 410 Person Street”."""
    known = [room for room in rooms if (location + ",").lower().startswith(room.lower() + ",")]
    return max(known, key=len) if known else location.partition(",")[0].strip()


def overridden(entries: list[tuple[int, str]]) -> set[tuple[str, str]]:
    """(UID, local start) of occurrences that an entry of their own replaces."""
    unread = Found("ics")  # what is broken is reported where it is read
    found = set()
    for line, block in entries:
        entry = parsed(line, block, unread) if "RECURRENCE-ID" in block else None
        at = time_of(one(entry, "RECURRENCE-ID")) if entry else None
        if entry and isinstance(at, datetime):
            found.add((words(entry, "UID"), f"{at.replace(tzinfo=None)}"))
    return found


def repeats(entry: Entry, first: Event, found: Found, moved: set[tuple[str, str]]) -> Iterator[Event]:
    """The occurrences after the first, at the same local time."""
    given = one(entry, "RRULE")
    rule = dict(given) if isinstance(given, vRecur) else {}
    often = str((rule.get("FREQ") or [""])[0]).upper()
    if often not in KNOWN_RULES:
        found.fault(
            first.line,
            _("It repeats %(often)s, which no programme does.") % {"often": often.lower()[:20] or "?"},
            _("It is taken once."),
        )
        return
    starts = first.starts.replace(tzinfo=None)  # type: ignore[union-attr]
    zone = first.starts.tzinfo  # type: ignore[union-attr]
    try:
        times, endless = expanded(rule, starts, zone)
    except (ValueError, TypeError, KeyError, OverflowError) as fault:
        found.fault(
            first.line, _("Its rule cannot be read: %(what)s.") % {"what": str(fault)[:80]}, _("It is taken once.")
        )
        return
    left_out = excluded(entry)
    if endless or len(times) == MOST_REPEATS:
        found.fault(
            first.line,
            _("It repeats without an end, or very often."),
            _("%(n)s times are taken, within three years.") % {"n": len(times)},
        )
    for at in times:
        key = (first.guid, f"{at}")
        if at == starts or at in left_out or key in moved:
            continue
        yield Event(
            **{
                **vars(first),
                "starts": at.replace(tzinfo=zone),
                "number": f"{at}",
                "repeats": True,
            }
        )


def expanded(rule: dict[str, list], starts: datetime, zone: tzinfo | None) -> tuple[list[datetime], bool]:
    """The local times of a rule, at most 1,000 and within three years, and whether it names no end itself.

    Raises ValueError and its like for a rule that cannot be read. The library looks for the next time until the year
    9999, and a rule may name days that never come: so it reckons in the last years there are, whose calendar is alike.
    """
    rule.pop("BYSECOND", None)
    until = starts + LONGEST_REPEATS
    ended = [each for each in rule.pop("UNTIL", []) if isinstance(each, date)]
    if ended:
        last = ended[0]
        if isinstance(last, datetime):
            last = last.astimezone(zone).replace(tzinfo=None) if last.tzinfo and zone else last.replace(tzinfo=None)
        else:
            last = datetime(last.year, last.month, last.day, 23, 59)
        until = min(until, last)
    counted = rule.pop("COUNT", None)
    most = min(MOST_REPEATS, int(counted[0]) if counted else MOST_REPEATS)
    later = years_later(starts.year)
    moved, ends = (each.replace(year=each.year + later) for each in (starts, max(until, starts)))
    rules = rrulestr(f"{vRecur(rule).to_ical().decode()};UNTIL={ends:%Y%m%dT%H%M%S}", dtstart=moved)
    times = [each.replace(year=each.year - later) for each in islice(rules, most)] if until >= starts else []
    return times, not counted and not ended


def years_later(year: int) -> int:
    """How many years on the same four years of a calendar stand again before 9999. Raises ValueError where none do."""
    if not 1901 <= year <= 2095:  # within these each fourth year is a leap year, as it is from 9901 on
        raise ValueError(_("the year %(year)s") % {"year": year})
    return next(
        n
        for n in range(9995 - year, 0, -1)
        if n % 4 == 0 and date(year + n, 1, 1).weekday() == date(year, 1, 1).weekday()
    )


def excluded(entry: Entry) -> set[datetime]:
    found = set()
    for value in entry.get("EXDATE", []) if isinstance(entry.get("EXDATE"), list) else [entry.get("EXDATE")]:
        try:
            times = [each.dt for each in getattr(value, "dts", [])]
        except BrokenCalendarProperty:
            continue
        found |= {each.replace(tzinfo=None) for each in times if isinstance(each, datetime)}
    return found
