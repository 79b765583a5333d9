"""Cities, camps and people who come."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from events.actions import Details, register
from events.models import Camp, CampDay, City, Registration, Seat, Venue
from events.models.places import ACCESS_QUESTIONS
from tests.factories.people import person

numbers = count(1)
EVERY_ANSWER = {key: {"answer": "yes", "words": ""} for key in ACCESS_QUESTIONS}


def city(name: str = "", **fields) -> City:
    number = next(numbers)
    name = name or f"Town {number}"
    defaults = {"slug": f"town-{number}", "region": "NC", "country": "US", "zone": "America/New_York"}
    return City.objects.create(name=name, **{**defaults, **fields})


def venue(**fields) -> Venue:
    defaults = {"name": "Harlan School", "street": "410 Person Street", "locality": "Raleigh", "region": "NC"}
    return Venue.objects.create(**{**defaults, "access": EVERY_ANSWER, **fields})


def camp(
    *, days: list[date] | None = None, hours: tuple[time, time] | None = (time(9), time(17)), seats: int = 0, **fields
) -> Camp:
    """A published camp in 30 days whose registration is open, unless told otherwise."""
    number = next(numbers)
    now = timezone.now()
    fields.setdefault("city", None)
    fields["city"] = fields["city"] or city()
    fields.setdefault("zone", fields["city"].zone)
    fields.setdefault("registration_opens_at", now - timedelta(days=1))
    made = Camp.objects.create(**{"name": f"CityCamp {number}", "slug": f"camp-{number}", "listed": True, **fields})
    for day in [now.date() + timedelta(days=30)] if days is None else days:
        starts, ends = hours or (None, None)
        doors = time(starts.hour - 1, 30) if starts else None
        CampDay.objects.create(camp=made, date=day, doors_at=doors, starts_at=starts, ends_at=ends)
    Seat.objects.bulk_create(Seat(camp=made, number=n) for n in range(1, seats + 1))
    return made


def registered(where: Camp, user=None, *, now: datetime | None = None, **details) -> Registration:
    """Somebody registered as people do it: confirmed while there are seats, else waiting."""
    user = user or person()
    return register(where, user, Details(name=user.name, **details), now=now or timezone.now())
