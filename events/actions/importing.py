"""Bring citycamp.com's list in: one city per place, a camp for each dated entry, old addresses kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.html import escape
from wagtail.rich_text import RichText

from citycamp.audit.actions import record
from events.actions.camps import write_days
from events.actions.places import free_slug, make_camp_page, make_city
from events.citycamp_list import Fault, Listed
from events.models import Camp, City, OldSlug, Venue
from events.starting import Day


@dataclass
class Imported:
    """What one run did."""

    cities: int = 0
    camps: int = 0
    old_addresses: int = 0
    there: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_list(entries: Sequence[Listed]) -> Imported:
    """Add what is not here yet. What is here stays as it is, so that a second run changes nothing."""
    done = Imported()
    for entry in entries:
        with transaction.atomic():
            city = city_for(entry, entries, done)
            if entry.day is None:
                keep_address(entry, city, done)
            elif Camp.objects.filter(slug=entry.slug).exists() or OldSlug.objects.filter(slug=entry.slug).exists():
                done.there += 1
            elif not entry.zone:
                done.faults.append(Fault(entry.entry, entry.slug, "a camp needs a time zone: only its city was made"))
            else:
                make_listed_camp(entry, city)
                done.camps += 1
    return done


def city_for(entry: Listed, entries: Sequence[Listed], done: Imported) -> City:
    there = City.objects.named(entry.city, entry.region, entry.country)
    if there:
        return there
    placed = next((one for one in entries if one.place == entry.place and one.latitude is not None), entry)
    done.cities += 1
    return make_city(
        entry.city,
        region=entry.region,
        country=entry.country,
        zone=entry.zone or placed.zone,
        latitude=placed.latitude,
        longitude=placed.longitude,
        slug=free_slug(entry.city, lambda slug: City.objects.filter(slug=slug).exists(), 50),
    )


def keep_address(entry: Listed, city: City, done: Imported) -> None:
    """An entry without a date has no camp; its old address leads to the city."""
    taken = Camp.objects.filter(slug=entry.slug).exists()
    if taken or OldSlug.objects.filter(slug=entry.slug).exists():
        done.there += 1
        return
    OldSlug.objects.create(slug=entry.slug, city=city)
    done.old_addresses += 1


def make_listed_camp(entry: Listed, city: City) -> Camp:
    venue = None
    if entry.venue:
        venue = Venue.objects.create(
            name=entry.venue,
            street=entry.street,
            locality=entry.locality or city.name,
            region=entry.region,
            postcode=entry.postcode,
            country=entry.country,
            latitude=entry.latitude,
            longitude=entry.longitude,
        )
    camp = Camp.objects.create(
        city=city,
        name=entry.name,
        slug=entry.slug,
        listed=True,
        zone=entry.zone,
        venue=venue,
        price_text=entry.price,
        is_free=entry.is_free,
        tickets_address=entry.website,
        organized_by=entry.organizer,
    )
    if entry.day:
        write_days(camp, [Day(entry.day)])
    words = "".join(f"<p>{escape(part)}</p>" for part in entry.about.split("\n\n") if part.strip())
    make_camp_page(camp, [("text", RichText(words))] if words else [])
    record(None, "camp.imported", camp, detail={"slug": camp.slug})
    return camp
