"""Camps of the demo world: one today, one last year with what became of it, others far and near."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from citycamp.front.demo.cast import CAST
from citycamp.front.demo.places import CITIES, OTHER_CAMPS, RALEIGH_PLACES
from citycamp.front.demo.promise_words import LAST_YEAR, TODAY
from citycamp.people import actions as people
from events import actions as events
from events.starting import RULES, Answers, Day, Helper, Place, VenueAnswer

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
            return Place(name=city, region=region, country=country, zone=zone, latitude=latitude, longitude=longitude)
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


def hold_camps(world: World) -> None:
    world.say("Camps")
    last_year(world)
    todays(world)
    for city, name, days_off, seats, tagline in OTHER_CAMPS:
        other(world, city, name, days_off, seats, tagline)


def a_year_before(now: datetime) -> datetime:
    """The same weekday of the year before that of today's camp: 52 weeks ago, or 53 in the year's last days."""
    zone = ZoneInfo(place("Raleigh").zone)
    held = now.astimezone(zone) - timedelta(weeks=52)
    return held - timedelta(weeks=1) if held.year == hours_around(now, zone.key).date.year else held


def last_year(world: World) -> None:
    held = a_year_before(world.now)
    began = held - timedelta(days=90)
    camp = events.start_camp(
        answers(
            "Raleigh", f"CityCamp Raleigh {held.year}", (usual_day(held.date()),), venue=harlan_school(), people=90,
            rooms=5, tagline="Benches, lamps and the creek.", themes=("transport", "opengov"),
        ),
        by=world["maya"], now=began,
    )  # fmt: skip
    world.remember("last year", camp)
    world.remember("city", camp.city)
    people.grant_role(world["hanna"], "steward", camp.city.wiki, by=None)
    fill(world, camp, 30, began)


def todays(world: World) -> None:
    zone = place("Raleigh").zone
    day = hours_around(world.now, zone)
    began = world.now - timedelta(days=100)
    camp = events.start_camp(
        answers(
            "Raleigh", f"CityCamp Raleigh {day.date.year}", (day,), venue=harlan_school(), people=TODAYS_SEATS,
            rooms=6, tagline="Housing, transit and the budget: who decides meets who lives with it.",
            themes=("housing", "transport", "economics", "opengov"),
        ),
        by=world["maya"], now=began,
    )  # fmt: skip
    world.remember("today", camp)
    keep_plan(world, camp, began)
    world.remember("registered", fill(world, camp, len(CAST), began))


def keep_plan(world: World, camp, began: datetime) -> None:
    """What was due before the day is done, most of it on the day it was due."""
    for item in camp.plan.filter(offset_days__gt=0):
        when = max(began + timedelta(days=2), world.now - timedelta(days=item.offset_days))
        events.tick(item, done=True, by=world["maya"], now=when)


def other(world: World, city: str, name: str, days_off: int | None, seats: int, tagline: str) -> None:
    """A camp elsewhere in the network, listed, and open if its day is settled and to come."""
    when = None if days_off is None else world.now + timedelta(days=days_off)
    began = (when or world.now) - timedelta(days=75)
    camp = events.start_camp(
        answers(
            city, name, (usual_day(when.date()),) if when else (), people=seats, tagline=tagline,
            venue=VenueAnswer(name="City Hall", locality=city, access=ACCESS) if when else None,
        ),
        by=world[world.dice.choice(["joon", "ana", "samira", "abe", "pete"])], now=began,
    )  # fmt: skip
    if when:
        fill(world, camp, world.dice.randint(20, 34), began)
    else:
        events.list_camp(camp, True, by=None)


def fill(world: World, camp, how_many: int, began: datetime) -> list[str]:
    """List it, open it, and let people register over the weeks before."""
    events.list_camp(camp, True, by=None)
    opened = began + timedelta(days=1)
    events.open_registration(camp, by=world["maya"], now=opened)
    coming = list(CAST)
    if how_many < len(CAST):
        coming = world.dice.sample(coming, how_many)
    for number, person in enumerate(coming):
        events.register(
            camp,
            world[person.key],
            events.Details(
                name=person.name, role=person.role, organization=person.organization, listed=number % 3 != 0,
                first_time=number % 4 == 0,
            ),
            now=opened + timedelta(hours=7 * number),
        )  # fmt: skip
    return [person.key for person in coming]


def promise_and_report(world: World) -> None:
    """Last year's promises and what became of them; three made today."""
    world.say("Promises")
    then = a_year_before(world.now)
    for what, who, by_when, state, news in LAST_YEAR:
        made = events.promise(world.made["last year"], what, by=world[who], by_when=by_when, now=then)
        at = then + timedelta(days=world.dice.randint(40, 200))
        events.give_news(made, state, news, by=world[who], now=at)
    for what, who, by_when in TODAY:
        events.promise(world.made["today"], what, by=world[who], by_when=by_when, now=world.now)
