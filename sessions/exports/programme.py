"""A board as values, as a visitor sees it: the one thing that every exporter reads. Pure. board.md 12."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

EVERYBODY_FROM = 1_000_000_000  # ids of slots for everybody begin here, above any session's
NIGHT_ENDS = 6  # a camp's day may pass midnight, up to 06:00
USUAL_LENGTH = timedelta(hours=1)


@dataclass(frozen=True)
class Person:
    """A host as everybody may read them. `guid` is one per camp, and never made from an address."""

    guid: UUID
    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Theme:
    slug: str
    name: str


@dataclass(frozen=True)
class Link:
    kind: str
    label: str
    address: str


@dataclass(frozen=True)
class Room:
    id: int
    name: str
    short: str = ""
    capacity: int = 0
    features: tuple[str, ...] = ()
    directions: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Slot:
    id: int
    guid: UUID
    starts: datetime
    ends: datetime
    everybody: bool = False
    title: str = ""
    place: str = ""


@dataclass(frozen=True)
class Item:
    """One session. `starts`, `ends` and `room` are where it is, or was, as `placed` says."""

    id: int
    guid: UUID
    code: str
    title: str
    url: str
    kind: str = "session"
    state: str = "open"
    reason: str = ""
    summary: str = ""
    format: str = ""
    language: str = ""
    on_record: bool = True
    needs: tuple[str, ...] = ()
    hosts: tuple[Person, ...] = ()
    themes: tuple[Theme, ...] = ()
    links: tuple[Link, ...] = ()
    placed: bool = False
    slot: UUID | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    room: Room | None = None
    pinned: bool = False
    stars: int = 0
    wished_by: str = ""
    sequence: int = 0
    place_version: int = 0
    changed_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    @property
    def off(self) -> bool:
        """It had a cell and has none now: calendars go on saying so, also where it waits in the tray again."""
        return not self.placed and self.starts is not None

    @property
    def cancelled(self) -> bool:
        """It was placed and will not happen."""
        return self.off and self.state != "open"

    @property
    def host_names(self) -> str:
        return ", ".join(host.name for host in self.hosts)


@dataclass(frozen=True)
class Day:
    """One day of the camp: `date` is its own, whatever the clock says after midnight."""

    index: int
    date: date
    starts: datetime
    ends: datetime
    items: tuple[Item, ...]
    everybody: tuple[Slot, ...]


@dataclass(frozen=True)
class Programme:
    camp: str
    slug: str
    guid: UUID
    zone: str
    url: str
    camp_url: str
    version: int
    phase: str
    kind: str = "grid"
    languages: tuple[str, ...] = ()
    place: str = ""  # venue and address, one line
    camp_days: tuple[tuple[date, datetime, datetime], ...] = ()
    fallback: date = date(2000, 1, 1)  # the day of a camp that has none yet
    rooms: tuple[Room, ...] = ()
    slots: tuple[Slot, ...] = ()
    items: tuple[Item, ...] = ()
    changed_at: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    words: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.tz)

    def only(self, items: Iterable[Item]) -> "Programme":
        """The same board with these sessions and nothing else: what a filtered address exports."""
        return replace(self, items=tuple(items), slots=())

    def room_guid(self, room: Room) -> UUID:
        return uuid5(self.guid, f"room:{room.id}")

    @property
    def everybody_guid(self) -> UUID:
        return uuid5(self.guid, "everybody")

    @property
    def placed(self) -> list[Item]:
        """What is in a cell, in time order, then in the order of rooms."""
        order = {room.id: number for number, room in enumerate(self.rooms)}
        found = [item for item in self.items if item.placed and item.starts and item.room]
        return sorted(found, key=lambda item: (item.starts, order.get(item.room.id, 0), item.id))  # type: ignore[union-attr]

    @property
    def cancelled(self) -> list[Item]:
        return sorted((item for item in self.items if item.cancelled), key=lambda item: (item.starts, item.id))

    @property
    def tray(self) -> list[Item]:
        """What waits for a place, and wishes."""
        return [item for item in self.items if item.state == "open" and not item.placed]

    @property
    def everybody(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.everybody]

    @property
    def themes(self) -> list[Theme]:
        return sorted({theme for item in self.items for theme in item.themes}, key=lambda theme: theme.slug)

    @property
    def days(self) -> list[Day]:
        """All days of the camp, each as wide as what lies in it; what follows midnight belongs to the day before."""
        spans = {day: [starts, ends] for day, starts, ends in self.camp_days}
        awake = {self.local(moment).date() for moment in self._moments() if self.local(moment).hour >= NIGHT_ENDS}
        of_day: dict[date, list[Item]] = defaultdict(list)
        together: dict[date, list[Slot]] = defaultdict(list)

        def day_of(starts: datetime, ends: datetime) -> date:
            day = self.local(starts).date()
            before = day - timedelta(days=1)
            if self.local(starts).hour < NIGHT_ENDS and (before in self._dates or before in awake):
                day = before
            span = spans.setdefault(day, [starts, ends])
            span[0], span[1] = min(span[0], starts), max(span[1], ends)
            return day

        for slot in self.slots:
            day = day_of(slot.starts, slot.ends)
            if slot.everybody:
                together[day].append(slot)
        for item in [*self.placed, *self.cancelled]:
            of_day[day_of(item.starts, item.ends)].append(item)  # type: ignore[arg-type]
        if not spans:
            noon = datetime.combine(self.fallback, time(12), self.tz)
            spans[self.fallback] = [noon, noon + USUAL_LENGTH]
        return [
            Day(index, day, spans[day][0], spans[day][1], tuple(of_day[day]), tuple(together[day]))
            for index, day in enumerate(sorted(spans), 1)
        ]

    @cached_property
    def _dates(self) -> frozenset[date]:
        return frozenset(day for day, _starts, _ends in self.camp_days)

    def _moments(self) -> Iterable[datetime]:
        yield from (slot.starts for slot in self.slots)
        yield from (item.starts for item in self.items if item.starts and (item.placed or item.cancelled))
