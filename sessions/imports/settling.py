"""What was found becomes what a board can hold; each remedy is said with its line. Pure. board.md 12."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from sessions.imports.found import MOST_DAYS, MOST_ROOMS, Event, Fault, Found, Refused
from sessions.vocabulary import MOST_HOSTS, MOST_LINKS

LONGEST = timedelta(hours=12)
SHORTEST = timedelta(minutes=5)
TOO_LONG = timedelta(hours=24)
USUAL = timedelta(hours=1)
FORMATS = {
    "discussion": "discussion",
    "meeting": "discussion",
    "panel": "discussion",
    "bof": "discussion",
    "talk": "talk",
    "lecture": "talk",
    "keynote": "talk",
    "maintrack": "talk",
    "devroom": "talk",
    "lightningtalk": "talk",
    "lightning_talk": "talk",
    "workshop": "workshop",
    "hands-on": "demo",
    "demo": "demo",
    "walk": "walk",
    "game": "game",
    "other": "other",
}
UUID_SHAPE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Note = Callable[[str, str], None]  # what is wrong with an entry, and what was made of it


@dataclass(frozen=True)
class Entry:
    """One session as the board would hold it. Times are UTC; without them it lies in the tray."""

    line: int
    guid: UUID
    source: str  # what the file calls it: guid, else id, else words and time
    code: str
    title: str
    summary: str
    starts: datetime | None
    ends: datetime | None
    room: str
    hosts: tuple[str, ...]
    theme: str
    format: str
    language: str
    on_record: bool
    links: tuple[tuple[str, str, str], ...]
    cancelled: bool
    everybody: bool
    carries: frozenset[str]
    says_length: bool = True  # else its end was reckoned here, and may be another the next time


@dataclass
class Settled:
    kind: str
    zone: str
    entries: list[Entry] = field(default_factory=list)
    seats: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    overlap: bool = False  # its times fit no common slots


def settle(
    found: Found,
    *,
    zone: str,
    camp: UUID,
    days: Sequence[date] = (),
    themes: Collection[str] = (),
    lengths: Mapping[datetime, timedelta] | None = None,
) -> Settled:
    """`zone` and `days` are the camp's, `themes` the network's slugs and names in lower case, `lengths` those of the
    board's slots by their start. Raises Refused beyond 200 rooms or 30 days."""
    made = Settled(found.kind, zone_name(found, zone), seats=dict(found.seats), faults=list(found.faults))
    events = timed(found, made, days)
    usual = usual_length(events)
    seen: set[UUID] = set()
    alike: Counter[UUID] = Counter()
    cells: dict[tuple[datetime, datetime, str], int] = {}
    lost_themes: Counter[str] = Counter()
    for event in events:
        entry = as_entry(event, made, camp, usual, lengths or {})
        if entry.guid in seen:
            entry = with_own_guid(entry, event, made, seen, alike)
        seen.add(entry.guid)
        entry = in_one_cell(entry, cells, made)
        if entry.theme and entry.theme.lower() not in themes:
            lost_themes[entry.theme] += 1
            entry = replace(entry, theme="")
        outside(entry, made, days)
        made.entries.append(entry)
    if lost_themes:
        names = ", ".join(name for name, _n in lost_themes.most_common(5)) + (" …" if len(lost_themes) > 5 else "")
        made.faults.append(
            Fault(0, _("Tracks that are no themes here: %(names)s.") % {"names": names}, _("They are left out."))
        )
    rooms = {entry.room.lower() for entry in made.entries if entry.room}
    if len(rooms) > MOST_ROOMS:
        raise Refused(_("It names %(n)s rooms, and at most %(most)s fit.") % {"n": len(rooms), "most": MOST_ROOMS})
    made.overlap = overlaps({(entry.starts, entry.ends) for entry in made.entries if entry.starts and entry.ends})
    if found.unsaid:
        made.faults.append(
            Fault(0, _("And %(n)s faults more.") % {"n": f"{found.unsaid:,}"}, _("They were mended as those before."))
        )
    made.faults.sort(key=lambda fault: fault.line)
    return made


def zone_name(found: Found, camp_zone: str) -> str:
    if not found.zone:
        return camp_zone
    try:
        ZoneInfo(found.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.fault(
            0, _("The zone “%(name)s” is not known.") % {"name": found.zone[:60]}, _("The camp's zone is taken.")
        )
        return camp_zone
    return found.zone


def timed(found: Found, made: Settled, days: Sequence[date]) -> list[Event]:
    """Events with aware times, within 30 days; recurrences beyond those are left out, anything else is refused."""
    usual = ZoneInfo(made.zone)
    events = []
    for event in found.events:
        starts = event.starts
        if starts is not None and starts.tzinfo is None:
            starts = starts.replace(tzinfo=known_zone(event.zone) or usual)
        if starts is None and not event.everybody:
            made.faults.append(Fault(event.line, _("It has no time."), _("It goes to the tray.")))
        if starts is not None:
            try:
                starts = starts.astimezone(UTC)
            except (OverflowError, ValueError):
                starts = None
        events.append(replace(event, starts=starts))

    def day(event: Event) -> date:
        return event.starts.astimezone(usual).date()  # type: ignore[union-attr]

    own = sorted({day(event) for event in events if event.starts and not event.repeats})
    if len(own) > MOST_DAYS:
        raise Refused(_("It spans %(n)s days, and a camp has at most %(most)s.") % {"n": len(own), "most": MOST_DAYS})
    around = set(own)
    for each in sorted({day(event) for event in events if event.starts} - around, key=lambda d: nearness(d, days, own)):
        if len(around) < MOST_DAYS:
            around.add(each)
    kept = [event for event in events if event.starts is None or day(event) in around]
    if len(kept) < len(events):
        made.faults.append(
            Fault(
                0,
                _("%(n)s repetitions lie beyond %(most)s days.") % {"n": len(events) - len(kept), "most": MOST_DAYS},
                _("They are left out."),
            )
        )
    return kept


def nearness(day: date, days: Sequence[date], own: Sequence[date]) -> tuple[int, date]:
    near = min((abs((day - each).days) for each in (*days, *own)), default=0)
    return near, day


def known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def usual_length(events: Sequence[Event]) -> timedelta:
    lengths = Counter(event.length for event in events if event.length and SHORTEST <= event.length <= LONGEST)
    return lengths.most_common(1)[0][0] if lengths else USUAL


def as_entry(event: Event, made: Settled, camp: UUID, usual: timedelta, lengths: Mapping[datetime, timedelta]) -> Entry:
    def fault(what: str, remedy: str) -> None:
        made.faults.append(Fault(event.line, what, remedy))

    title, summary = words_of(event, fault)
    hosts = tuple(dict.fromkeys(event.hosts))
    if len(hosts) > MOST_HOSTS:
        fault(_("It has %(n)s hosts.") % {"n": len(hosts)}, _("The first %(n)s are taken.") % {"n": MOST_HOSTS})
        hosts = hosts[:MOST_HOSTS]
    links = links_of(event, fault)
    ends = event.starts + length_of(event, lengths.get(event.starts, usual), fault) if event.starts else None
    room = event.room
    if len(room) > 60:
        fault(_("The room's name has %(n)s letters.") % {"n": len(room)}, _("Cut at 60."))
        room = room[:59].rstrip() + "…"
    if event.starts is not None and not room and not event.everybody:
        fault(_("It has a time and no room."), _("It goes to the tray."))
    source, guid = name_of(event, camp, fault)
    return Entry(
        line=event.line,
        guid=guid,
        source=source,
        code=event.code,
        title=title,
        summary=summary,
        starts=event.starts if room or event.everybody else None,
        ends=ends if room or event.everybody else None,
        room=room if event.starts is not None else "",
        hosts=hosts,
        theme=event.theme,
        format=FORMATS.get(event.format.lower().replace(" ", ""), ""),
        language=event.language,
        on_record=event.on_record,
        links=links,
        cancelled=event.cancelled,
        everybody=event.everybody,
        carries=event.carries,
        says_length=event.length is not None and timedelta(0) < event.length <= TOO_LONG,
    )


def words_of(event: Event, fault: Note) -> tuple[str, str]:
    """Its title and description, no longer than a session's may be."""
    title, summary = event.title, event.summary
    if not title:
        fault(_("It has no title."), _("It is called “Untitled”."))
        title = _("Untitled")
    if len(title) > 200:
        fault(
            _("The title has %(n)s letters.") % {"n": len(title)},
            _("Cut at 200; the whole one begins the description."),
        )
        summary, title = f"{title}\n\n{summary}".strip(), title[:199].rstrip() + "…"
    if len(summary) > 5_000:
        fault(_("The description has %(n)s letters.") % {"n": f"{len(summary):,}"}, _("Cut at 5,000."))
        summary = summary[:4_999].rstrip() + "…"
    return title, summary


def links_of(event: Event, fault: Note) -> tuple[tuple[str, str, str], ...]:
    """Each link once; none to a recording of what is not recorded."""
    links = tuple(link for link in dict.fromkeys(event.links) if event.on_record or link[0] != "recording")
    if len(links) < len(event.links) and not event.on_record:
        fault(_("It is not recorded, but a recording is linked."), _("The link is left out."))
    if len(links) > MOST_LINKS:
        fault(_("It has %(n)s links.") % {"n": len(links)}, _("The first %(n)s are taken.") % {"n": MOST_LINKS})
        links = links[:MOST_LINKS]
    return links


def length_of(event: Event, usual: timedelta, fault: Note) -> timedelta:
    """How long it lasts, within reason; `usual` where the file does not say."""
    if event.length is None or event.length <= timedelta(0):
        fault(_("It has no length."), _("It gets %(n)s minutes.") % {"n": usual // timedelta(minutes=1)})
        return usual
    if event.length > TOO_LONG:
        fault(_("It lasts more than 24 hours."), _("It gets %(n)s minutes.") % {"n": usual // timedelta(minutes=1)})
        return usual
    if event.length > LONGEST:
        fault(_("It lasts more than 12 hours."), _("It ends after 12."))
        return LONGEST
    if event.length < SHORTEST:
        fault(_("It lasts less than 5 minutes."), _("It gets 5."))
        return SHORTEST
    return event.length


def name_of(event: Event, camp: UUID, fault: Note) -> tuple[str, UUID]:
    """What keys it when the file comes again: guid, then id, then what it says."""
    if event.repeats or (event.guid and event.number and not event.number.isdigit() and ":" in event.number):
        source = f"guid:{event.guid}@{event.number}"
        return source[:300], uuid5(camp, source)
    if UUID_SHAPE.fullmatch(event.guid.lower()):
        return f"guid:{event.guid.lower()}", UUID(event.guid.lower())
    if event.guid:
        source = f"guid:{event.guid}"[:300]
        return source, uuid5(camp, source)
    if event.number:
        return f"id:{event.number}"[:300], uuid5(camp, f"id:{event.number}")
    source = f"words:{uuid5(camp, f'{event.title}|{event.starts}|{event.room}')}"
    fault(_("It has neither guid nor id."), _("Known by its title, time and room from now on."))
    return source, uuid5(camp, source)


def with_own_guid(entry: Entry, event: Event, made: Settled, seen: set[UUID], alike: Counter[UUID]) -> Entry:
    """The first keeps a repeated guid; the others get one made from guid, start and room, and a number where these
    are alike too. `alike` counts them, so that thousands alike cost no more than others."""
    first = f"{entry.source}|{entry.starts}|{entry.room}"
    usual = uuid5(entry.guid, f"{entry.starts}|{entry.room}")
    guid, source = usual, first
    while guid in seen:
        alike[usual] += 1
        number = alike[usual] + 1
        guid, source = uuid5(entry.guid, f"{entry.starts}|{entry.room}|{number}"), f"{first}|{number}"
    made.faults.append(
        Fault(event.line, _("Another entry has the same guid or id."), _("The first keeps it; this one gets its own."))
    )
    return replace(entry, guid=guid, source=source[:300])


def in_one_cell(entry: Entry, cells: dict, made: Settled) -> Entry:
    if entry.starts is None or entry.everybody or entry.cancelled:
        return entry
    cell = (entry.starts, entry.ends, entry.room.lower())
    if cell in cells:
        made.faults.append(
            Fault(
                entry.line,
                _("Room and time are taken by the entry of line %(line)s.") % {"line": cells[cell]},
                _("This one goes to the tray."),
            )
        )
        return replace(entry, starts=None, ends=None, room="")
    cells[cell] = entry.line
    return entry


def outside(entry: Entry, made: Settled, days: Sequence[date]) -> None:
    if entry.starts is None or not days:
        return
    day = entry.starts.astimezone(ZoneInfo(made.zone)).date()
    if day not in days and day - timedelta(days=1) not in days:
        made.faults.append(
            Fault(
                entry.line, _("%(day)s is no day of this camp.") % {"day": day.isoformat()}, _("It is kept as it is.")
            )
        )


def overlaps(spans: Collection[tuple[datetime, datetime]]) -> bool:
    """Whether two different spans of time cross: then no grid of common slots holds them."""
    latest: datetime | None = None
    for starts, ends in sorted(spans):
        if latest is not None and starts < latest:
            return True
        latest = max(ends, latest) if latest else ends
    return False
