"""citycamp.com's list of camps, read with every fault named. Pure: text in, entries and faults out. events.md 13."""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from events import countries

FAR = 200.0
NOT_KNOWN = {"tbd", "n/a", "na", "tba"}
TEXTS: tuple[str, ...] = (
    "city",
    "name",
    "slug",
    "addressCountry",
    "addressRegion",
    "venue",
    "streetAddress",
    "addressLocality",
)
TEXTS += ("postalCode", "price", "website", "organizer", "about")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one entry (counted from 1), and what was done about it."""

    entry: int
    slug: str
    words: str


@dataclass
class Listed:
    """One entry as it can be used; what it does not say for sure is empty."""

    entry: int
    slug: str
    name: str
    city: str
    region: str
    country: str
    latitude: float | None
    longitude: float | None
    zone: str
    day: date | None
    venue: str = ""
    street: str = ""
    locality: str = ""
    postcode: str = ""
    price: str = ""
    is_free: str = "unknown"
    website: str = ""
    organizer: str = ""
    about: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.city, self.region, self.country


class NotAList(Exception):
    """The file is no JSON list of entries."""


def read(text: str) -> tuple[list[Listed], list[Fault]]:
    """The entries in their order, and every fault. Raises NotAList."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise NotAList(str(error)) from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotAList("a list of objects was expected")
    faults: list[Fault] = []
    entries = [entry for number, row in enumerate(rows, start=1) if (entry := one(number, row, faults))]
    far_apart(entries, faults)
    return entries, sorted(faults, key=lambda fault: fault.entry)


def one(number: int, row: dict, faults: list[Fault]) -> Listed | None:
    said: dict[str, str] = {key: str(row[key]) if isinstance(row.get(key), str) else "" for key in TEXTS}
    slug = said["slug"].strip()

    def fault(words: str) -> None:
        faults.append(Fault(number, slug, words))

    for key, value in said.items():
        clean = value.strip() if key == "about" else " ".join(value.split())
        if clean != value:
            fault(f"{key} has stray spaces: they were taken away")
        said[key] = clean
    if not said["city"] or not slug:
        fault("no city or no slug: the entry was left out")
        return None
    country = countries.code_of(said["addressCountry"])
    if not country:
        fault(f"“{said['addressCountry']}” is no country we know: the entry was left out")
        return None
    if countries.code_of(said["name"]):
        fault(f"the name “{said['name']}” is a country: the city's name was taken")
        said["name"] = f"CityCamp {said['city']}"
    latitude, longitude = point(row, fault)
    entry = Listed(
        entry=number,
        slug=slug,
        name=said["name"] or f"CityCamp {said['city']}",
        city=said["city"],
        region=said["addressRegion"],
        country=country,
        latitude=latitude,
        longitude=longitude,
        zone=countries.zone_of(country, said["addressRegion"], said["city"], longitude),
        day=day_of(row, fault),
        venue=said["venue"],
        street=said["streetAddress"],
        locality=said["addressLocality"],
        postcode=said["postalCode"],
        organizer=said["organizer"],
        about=said["about"],
    )
    if not entry.zone:
        fault("the tables do not say which time zone this place keeps: it stays empty")
    if entry.day:
        fault("a day without hours: the hours stay open")
        price_of(said["price"], entry, fault)
        website_of(said["website"], entry, fault)
    return entry


def point(row: dict[str, Any], fault) -> tuple[float | None, float | None]:
    latitude: Any
    longitude: Any
    latitude, longitude = row.get("latitude"), row.get("longitude")
    numbers = isinstance(latitude, int | float) and isinstance(longitude, int | float)
    if numbers and -90 <= latitude <= 90 and -180 <= longitude <= 180:
        return float(latitude), float(longitude)
    fault("coordinates that are no place on earth: left out")
    return None, None


def day_of(row: dict, fault) -> date | None:
    written = row.get("date")
    if not written:
        return None
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        fault(f"“{written}” is no date: the entry counts as one without")
        return None


def price_of(written: str, entry: Listed, fault) -> None:
    if written.casefold() in NOT_KNOWN:
        fault(f"price “{written}” says nothing: left out")
    elif written == "0":
        fault("price “0” was read as free")
        entry.is_free = "yes"
    elif written.casefold().startswith("free"):
        entry.price, entry.is_free = written, "yes"
    elif written:
        fault(f"price “{written}” is kept as words: whether the camp is free stays unknown")
        entry.price = written


def website_of(written: str, entry: Listed, fault) -> None:
    if written.casefold() in NOT_KNOWN:
        fault(f"address “{written}” is none: left out")
    elif written.startswith(("https://", "http://")):
        entry.website = written
    elif written:
        fault(f"address “{written}” is no web address: left out")


def placed(entry: Listed) -> tuple[float, float]:
    assert entry.latitude is not None
    assert entry.longitude is not None
    return entry.latitude, entry.longitude


def kilometres(a: Listed, b: Listed) -> float:
    """The way along the earth's surface between two entries with coordinates."""
    here, there = placed(a), placed(b)
    north = math.radians(there[0] - here[0])
    east = math.radians(there[1] - here[1])
    h = math.sin(north / 2) ** 2
    h += math.cos(math.radians(here[0])) * math.cos(math.radians(there[0])) * math.sin(east / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def far_apart(entries: list[Listed], faults: list[Fault]) -> None:
    """Name entries over 200 km from the others of their city; their coordinates are not used."""
    cities: dict[tuple[str, str, str], list[Listed]] = defaultdict(list)
    for entry in entries:
        if entry.latitude is not None:
            cities[entry.place].append(entry)
    for same in cities.values():
        lonely = []
        for entry in same:
            away = [kilometres(entry, other) for other in same if other is not entry]
            if away and min(away) > FAR:
                lonely.append((entry, min(away)))
        for entry, nearest in lonely:
            entry.latitude = entry.longitude = None
            words = f"coordinates {nearest:.0f} km from the same city's nearest other entry: left out"
            faults.append(Fault(entry.entry, entry.slug, words))
