"""Camps of the demo world: one today, one last year with what became of it, others far and near."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from events import actions as events
from events.communities import actions as communities
from events.starting import RULES, Answers, Day, Helper, Place, VenueAnswer

from citycamp.front.demo.cast import CAST
from citycamp.front.demo.places import CITIES, OTHER_CAMPS, RALEIGH_PLACES
from citycamp.front.demo.promise_words import LAST_YEAR, TODAY

if TYPE_CHECKING:
    from citycamp.front.demo.world import World

ACCESS = {
    "step_free": {"answer": "yes", "words": "By the bus loop, not by the main stairs."},
    "toilet": {"answer": "yes", "words": "Beside the library."},
    "hearing": {"answer": "partly", "words": "A loop in the library, loudspeakers in the Great Hall."},
    "quiet": {"answer": "yes", "words": "Room 9, blinds down."},
    "transit": {"answer": "yes", "words": "Bus 4 stops at the door; six parking places by the loop."},
    "all_gender": {"answer": "yes", "words": ""},
    "children": {"answer": "yes", "words": "Two people look after children in the gym. Nursing in room 7."},
}
TODAYS_SEATS = 150


def place(name: str) -> Place:
    for city, region, country, latitude, longitude, zone in CITIES:
        if city == name:
            return Place(
                name=city, region=region, country=country, zone=zone, latitude=latitude, longitude=longitude
            )
    raise KeyError(name)


def hours_around(now: datetime, zone: str) -> Day:
    """A camp day that has begun two hours ago, in the city's own time, and ends by six in the morning at the latest."""
    begins = (now.astimezone(ZoneInfo(zone)) - timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    ends = begins + timedelta(hours=8)
    latest = datetime.combine(begins.date() + timedelta(days=1), time(6), begins.tzinfo)
    ends = min(ends, latest)
    doors = max(begins - timedelta(minutes=30), begins.replace(hour=0))
    return Day(begins.date(), doors=doors.time(), starts=begins.time(), ends=ends.time())


def usual_day(day: date) -> Day:
    return Day(day, doors=time(8, 30), starts=time(9), ends=time(17))


def answers(city: str, name: str, days: tuple[Day, ...], **more) -> Answers:
    return Answers(
        place=place(city),
        name=name,
        days=days,
        rules=frozenset(RULES),
        conduct=True,
        team=(Helper("dee@example.org", "public"),),
        languages=("en",),
        **more,
    )


def harlan_school() -> VenueAnswer:
    latitude, longitude = RALEIGH_PLACES["Harlan School"]
    return VenueAnswer(
        name="Harlan School",
        street="410 Person Street",
        locality="Raleigh",
        region="North Carolina",
        country="US",
        latitude=latitude,
        longitude=longitude,
        way_in="Come in by the bus loop. The main stairs have nineteen steps and no friends.",
        contact="Dee Washington, at the desk",
        access=ACCESS,
    )
