"""The six answers that make a camp. Pure. events.md 3."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

RULES = ("on_record", "both_sides", "participatory", "licence")


@dataclass(frozen=True)
class Place:
    """A city: the id of one that is here, or the facts of a new one."""

    city_id: int | None = None
    name: str = ""
    region: str = ""
    country: str = ""
    zone: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Day:
    date: date
    doors: time | None = None
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class VenueAnswer:
    name: str
    street: str = ""
    locality: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    way_in: str = ""
    contact: str = ""
    access: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """Somebody who shall organize too, and which side of the counter they are from: public, resident or nothing."""

    address: str
    side: str = ""


@dataclass(frozen=True)
class Answers:
    """What `start_camp` needs. The board reads people, rooms, minutes and days of it."""

    place: Place
    days: tuple[Day, ...] = ()
    month: date | None = None
    venue: VenueAnswer | None = None
    people: int = 60
    rooms: int = 4
    minutes: int = 45
    team: tuple[Helper, ...] = ()
    rules: frozenset[str] = frozenset()
    conduct: bool = False
    name: str = ""
    tagline: str = ""
    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def missing_rules(self) -> list[str]:
        """The rules not agreed to, in order; `conduct` is the last of them."""
        missing = [rule for rule in RULES if rule not in self.rules]
        return missing if self.conduct else [*missing, "conduct"]
