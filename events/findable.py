"""Camps, cities and promises in the site's one search index. Drafts are in it: `visible_to` decides who finds what."""

from collections.abc import Iterator

from citycamp.search import actions as search
from citycamp.search.kinds import Entry
from events.models import Camp, City, Commitment

CITY, CAMP, PROMISE = "city", "camp", "promise"


def city_entry(city: City) -> Entry:
    return Entry(city.pk, f"city:{city.pk}", city.place, f"{city.name} {city.region}")


def camp_entry(camp: Camp) -> Entry:
    venue = f"{camp.venue.name} {camp.venue.address_line}" if camp.venue else ""
    return Entry(camp.pk, f"camp:{camp.pk}", camp.name, f"{camp.tagline} {camp.city.place} {venue}")


def promise_entry(made: Commitment) -> Entry:
    """What and by when; who only after they said yes."""
    who = f"{made.shown_name} {made.organization}" if made.accepted else ""
    return Entry(made.pk, f"camp:{made.camp_id}", made.what, f"{who} {made.by_when}")


def cities() -> Iterator[Entry]:
    return (city_entry(city) for city in City.objects.iterator(chunk_size=500))


def camps() -> Iterator[Entry]:
    rows = Camp.objects.select_related("city", "venue").iterator(chunk_size=500)
    return (camp_entry(camp) for camp in rows)


def promises() -> Iterator[Entry]:
    return (promise_entry(made) for made in Commitment.objects.iterator(chunk_size=500))


def put_city(city: City) -> None:
    search.put(CITY, *city_entry(city))


def put_camp(camp: Camp) -> None:
    search.put(CAMP, *camp_entry(camp))


def put_promise(made: Commitment) -> None:
    search.put(PROMISE, *promise_entry(made))
