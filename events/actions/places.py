"""Cities and the pages of cities and camps."""

from django.db import transaction
from django.utils.text import slugify

from events.findable import put_camp, put_city
from events.models import Camp, CampPage, CitiesPage, City, CityPage, EventsPage, OldSlug
from events.models.camps import RESERVED_SLUGS


def free_slug(wanted: str, taken, longest: int) -> str:
    """The wanted address, cut and numbered until `taken(slug)` says no."""
    plain = slugify(wanted)[:longest].strip("-") or "camp"
    slug, number = plain, 2
    while taken(slug):
        tail = f"-{number}"
        slug, number = plain[: longest - len(tail)].strip("-") + tail, number + 1
    return slug


def free_camp_slug(wanted: str) -> str:
    return free_slug(
        wanted,
        lambda slug: (
            slug in RESERVED_SLUGS
            or Camp.objects.filter(slug=slug).exists()
            or OldSlug.objects.filter(slug=slug).exists()
        ),
        50,
    )


def make_city(
    name: str,
    *,
    region: str = "",
    country: str,
    zone: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    slug: str = "",
) -> City:
    """A city with its page. The city is found again later by folded name, region and country."""
    with transaction.atomic():
        city = City.objects.create(
            name=name,
            slug=slug or free_slug(name, lambda slug: City.objects.filter(slug=slug).exists(), 50),
            region=region,
            country=country,
            zone=zone,
            latitude=latitude,
            longitude=longitude,
        )
        page = CityPage(title=city.name, slug=city.slug, city=city)
        CitiesPage.objects.get().add_child(instance=page)
        put_city(city)
    return city


def make_camp_page(camp: Camp, body: list | None = None, *, lead: str = "") -> CampPage:
    """The Wagtail page of a camp, with these blocks."""
    page = CampPage(title=camp.name, slug=camp.slug, camp=camp, lead=lead, body=body or [])
    EventsPage.objects.get().add_child(instance=page)
    page.save_revision(log_action=False)
    put_camp(camp)
    return page
