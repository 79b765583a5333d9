"""From six answers to a camp with all that belongs to it: in one transaction, or nothing. events.md 3."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from citycamp import links
from citycamp.audit.actions import record
from citycamp.mail import actions as mail
from citycamp.people import addresses
from citycamp.people.actions import grant_role
from citycamp.people.models import RoleInvite, User
from citycamp.people.permissions import is_stopped
from citycamp.people.scopes import scope_key
from events import countries, signals
from events.actions.camps import NotADay, check_days, write_days
from events.actions.places import free_camp_slug, free_slug, make_camp_page, make_city
from events.actions.plan import write_plan
from events.models import Camp, City, ConductAcceptance, ConductText, Seat, Theme, Venue
from events.starting import Answers
from events.zones import is_zone
from mailinglists.actions import create_list
from mailinglists.models import MailingList
from wiki.actions import open_space, open_wiki
from wiki.models import Wiki

UNLISTED_AT_ONCE = 2
INVITE_LASTS = timedelta(days=14)


class RulesNotAccepted(Exception):
    """`missing` names the rules that are not ticked; `conduct` is the code of conduct."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class NoTeam(Exception):
    """A camp is organized by two at least."""


class TooManyStarts(Exception):
    """This person has two camps already that are not listed yet."""


class MayNotStart(Exception):
    """A sanction keeps this person from starting a camp."""


class NoZone(Exception):
    """The place needs a time zone."""


def start_camp(answers: Answers, *, by: User, now: datetime | None = None) -> Camp:
    """Make city and wiki if they are new, the camp, its page, hub page, list, plan, role and invitations.

    Raises RulesNotAccepted, NoTeam, TooManyStarts, MayNotStart, NoZone, NotADay; then nothing is left.
    """
    now = now or timezone.now()
    if answers.missing_rules:
        raise RulesNotAccepted(answers.missing_rules)
    team = [helper for helper in answers.team if addresses.key(helper.address) != addresses.key(by.email)]
    if not team:
        raise NoTeam
    if is_stopped(by, "write", None):
        raise MayNotStart
    unlisted = Camp.objects.filter(started_by=by, listed=False).exclude(state=Camp.CANCELLED).coming(now)
    if unlisted.count() >= UNLISTED_AT_ONCE:
        raise TooManyStarts
    with transaction.atomic():
        city = city_of(answers, now)
        new_here = city.wiki is None
        wiki = city.wiki or open_city_wiki(city, by)
        camp = make_camp(answers, city, by, now)
        Seat.objects.bulk_create(Seat(camp=camp, number=n) for n in range(1, answers.people + 1))
        for text in ConductText.in_force(None, now):
            ConductAcceptance.objects.get_or_create(user=by, text=text, defaults={"at": now})
        make_camp_page(camp, starter_words(camp))
        camp.hub = open_space(wiki, camp.name, by=by)
        camp.announcements = open_list(camp, by)
        camp.save(update_fields=["hub", "announcements"])
        write_plan(camp, by)
        grant_role(by, "organizer", camp, by=None)
        if new_here:
            grant_role(by, "steward", city, by=None)
        for helper in team:
            invite(camp, helper.address, helper.side, by, now)
        record(by, "camp.started", camp, detail={"slug": camp.slug, "city": city.pk, "rules": sorted(answers.rules)})
        size = {"people": answers.people, "rooms": answers.rooms, "minutes": answers.minutes}
        signals.camp_started.send(Camp, camp=camp, answers=size, by=by)
    return camp


def city_of(answers: Answers, now: datetime) -> City:
    """The city of the answers: the one named, one of the same folded name, or a new one."""
    place = answers.place
    if place.city_id is not None:
        city = City.objects.get(pk=place.city_id)
        if not city.zone:
            city.zone = place.zone or countries.zone_of(city.country, city.region, city.name, city.longitude)
            if not is_zone(city.zone):
                raise NoZone
            city.save()
        return city
    zone = place.zone or countries.zone_of(place.country, place.region, place.name, place.longitude)
    if not is_zone(zone):
        raise NoZone
    there = City.objects.named(place.name, place.region, place.country)
    return there or make_city(
        place.name,
        region=place.region,
        country=place.country,
        zone=zone,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def open_city_wiki(city: City, by: User) -> Wiki:
    """A new city's wiki, with whoever starts as its first steward."""
    wiki = open_wiki(city.name, city.slug, "public", by=by)
    city.wiki = wiki
    city.save()
    grant_role(by, "steward", wiki, by=None)
    return wiki


def make_camp(answers: Answers, city: City, by: User, now: datetime) -> Camp:
    check_days(answers.days, now.astimezone(ZoneInfo(city.zone)).date())
    year = answers.days[0].date.year if answers.days else answers.month.year if answers.month else None
    name = answers.name.strip() or " ".join(str(part) for part in ("CityCamp", city.name, year) if part)
    venue = None
    if answers.venue:
        v = answers.venue
        venue = Venue.objects.create(
            name=v.name,
            street=v.street,
            locality=v.locality or city.name,
            region=v.region or city.region,
            postcode=v.postcode,
            country=v.country or city.country,
            latitude=v.latitude,
            longitude=v.longitude,
            way_in=v.way_in,
            contact=v.contact,
            access={key: dict(given) for key, given in v.access.items()},
        )
    camp = Camp.objects.create(
        city=city,
        name=name,
        slug=free_camp_slug(name.removeprefix("CityCamp ")),
        tagline=answers.tagline,
        zone=city.zone,
        venue=venue,
        month=None if answers.days else answers.month,
        listed=has_run_one_before(by, now),
        languages=list(answers.languages),
        previous=Camp.objects.filter(city=city, state=Camp.PUBLISHED).over(now).order_by("-days__date").first(),
        started_by=by,
        made_at=now,
        changed_at=now,
    )
    write_days(camp, answers.days)
    camp.themes.set(Theme.objects.filter(slug__in=answers.themes))
    return camp


def has_run_one_before(by: User, now: datetime) -> bool:
    """Whether this person organizes a listed camp that took place: then a new one needs no look by staff."""
    mine = by.roles.filter(role="organizer").scope_ids(Camp)
    return Camp.objects.filter(pk__in=mine, listed=True, state=Camp.PUBLISHED).over(now).exists()


def open_list(camp: Camp, by: User) -> MailingList:
    """The announcement list: `<slug>-news`, cut and numbered until the list's rules take it."""
    plain = re.sub(r"^[^a-z]+", "", slugify(camp.slug)) or "camp"
    stem = plain[:25].strip("-")
    slug = free_slug(f"{stem}-news", lambda slug: MailingList.objects.filter(slug=slug).exists(), 30)
    return create_list(
        slug,
        _("%(camp)s: news") % {"camp": camp.name},
        purpose=_("Dates, doors and the board, from those who organize it. A few letters, and none after the camp."),
        posting="announce",
        by=by,
        owner=by,
    )


def invite(camp: Camp, address: str, side: str, by: User, now: datetime) -> None:
    """Offer the organizer's role. The offer opens only once whoever made it holds the role awake."""
    key = addresses.valid_key(address)
    made = RoleInvite.objects.create(address=key, role="organizer", by=by, until=now + INVITE_LASTS, **scope_key(camp))
    record(by, "role.offered", made, detail={"address": key, "role": "organizer", "side": side, **scope_key(camp)})
    mail.send(
        "events/email/organize-with-me",
        key,
        {
            "by": by.name or _("Somebody"),
            "camp": camp.name,
            "camp_url": links.absolute(camp.get_absolute_url()),
            "answer_url": links.absolute("/me/"),
        },
        key=f"organize:{camp.pk}:{made.pk}",
    )


def starter_words(camp: Camp) -> list:
    """The blocks a new page begins with, for the organizers to write over."""
    return [
        ("heading", {"level": "2", "text": _("What this day is")}),
        (
            "text",
            _rich(
                _(
                    "Nobody has programmed this day. Whoever comes brings a question about %(city)s "
                    "and puts it on the wall."
                )
                % {"city": camp.city.name}
            ),
        ),
    ]


def _rich(words: str) -> RichText:
    return RichText(f"<p>{escape(words)}</p>")


__all__ = ["MayNotStart", "NoTeam", "NoZone", "NotADay", "RulesNotAccepted", "TooManyStarts", "start_camp"]
