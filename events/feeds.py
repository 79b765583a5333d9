"""What calendars and news readers get of camps: entries for events.calendar, in the order of their days."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from citycamp import links
from events.calendar import Entry
from events.models import Camp
from events.spoken import spoken_day


def camp_entries(camps: Iterable[Camp]) -> list[Entry]:
    """One entry a day for each camp with a settled date; a cancelled camp stays, as cancelled."""
    found = []
    for camp in camps:
        days = camp.settled_days
        for number, day in enumerate(days, start=1):
            title = camp.name if len(days) == 1 else _("%(camp)s, day %(n)s") % {"camp": camp.name, "n": number}
            entry = Entry(
                uid=f"{camp.guid}" if number == 1 else f"{camp.guid}-{number}",
                title=title,
                starts=day.doors if day.has_hours else day.date,
                ends=day.ends if day.has_hours else next_date(day),
                changed_at=camp.changed_at,
                sequence=camp.sequence,
                cancelled=camp.state == Camp.CANCELLED,
                location=place_of(camp),
                description=camp.cancelled_because if camp.state == Camp.CANCELLED else words_of(camp, day),
                url=links.absolute(camp.get_absolute_url()),
                point=point_of(camp),
            )
            found.append(entry)
    return found


def next_date(day) -> date:
    return day.date + timedelta(days=1)


def place_of(camp: Camp) -> str:
    if camp.venue is None:
        return camp.city.place
    return ", ".join(part for part in (camp.venue.name, camp.venue.address_line) if part)


def point_of(camp: Camp) -> tuple[float, float] | None:
    venue = camp.venue
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def words_of(camp: Camp, day) -> str:
    return "\n".join(part for part in (camp.tagline, spoken_day(day)) if part)
