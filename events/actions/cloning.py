"""A camp made after another one, a draft until it is published. events.md 3."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from citycamp.audit.actions import record
from citycamp.people import addresses
from citycamp.people.actions import grant_role, invite_role
from citycamp.people.errors import TooMany, Waits
from citycamp.people.models import Role, User
from citycamp.people.permissions import is_stopped
from events import signals
from events.actions.camps import check_days, write_days
from events.actions.places import free_camp_slug, make_camp_page
from events.actions.starting import (
    UNLISTED_AT_ONCE,
    MayNotStart,
    RulesNotAccepted,
    TooManyStarts,
    has_run_one_before,
    open_list,
)
from events.findable import put_camp
from events.models import Camp, ConductAcceptance, ConductText, PlanItem, Seat, Venue
from events.models.camps import TEAM
from events.starting import RULES, Day
from events.zones import local
from wiki.actions import open_space


class NotADraft(Exception):
    """Only a draft is published."""


def clone_camp(
    of: Camp,
    *,
    by: User,
    name: str,
    first_day: date | None,
    rules: frozenset[str],
    conduct: bool,
    cards: bool = False,
    now: datetime | None = None,
) -> Camp:
    """Words, venue, plan, languages, themes, price words, seats, and by the signal the board; the team is invited.
    Never people, promises or answers. `previous` points back.

    Raises RulesNotAccepted, MayNotStart, TooManyStarts, NotADay; then nothing is left.
    """
    now = now or timezone.now()
    missing = [rule for rule in RULES if rule not in rules] + ([] if conduct else ["conduct"])
    if missing:
        raise RulesNotAccepted(missing)
    if is_stopped(by, "write", None):
        raise MayNotStart
    unlisted = Camp.objects.filter(started_by=by, listed=False).exclude(state=Camp.CANCELLED).coming(now)
    if unlisted.count() >= UNLISTED_AT_ONCE:
        raise TooManyStarts
    days = moved_days(of, first_day)
    check_days(days, local(now, of.zone).date())
    with transaction.atomic():
        camp = copy_facts(of, name.strip()[:120] or of.name, by, now)
        write_days(camp, days)
        camp.themes.set(of.themes.all())
        Seat.objects.bulk_create(Seat(camp=camp, number=n) for n in range(1, of.seats.count() + 1))
        for text in ConductText.in_force(None, now):
            ConductAcceptance.objects.get_or_create(user=by, text=text, defaults={"at": now})
        copy_plan(of, camp, days)
        make_camp_page(camp, of.page.body, lead=of.page.lead)
        grant_role(by, "organizer", camp, by=None)
        record(by, "camp.cloned", camp, detail={"of": of.slug, "slug": camp.slug, "rules": sorted(rules)})
        signals.camp_started.send(Camp, camp=camp, answers={}, by=by, cloned=of, cards=cards)
        invite_team(of, camp, by, now)
    return camp


def moved_days(of: Camp, first_day: date | None) -> list[Day]:
    """The same days from another first one on, with the same hours; none where one of the two has no date."""
    old = of.settled_days
    if not old or first_day is None:
        return []
    by = first_day - old[0].date
    return [Day(day.date + by, day.doors_at, day.starts_at, day.ends_at) for day in old]


def copy_facts(of: Camp, name: str, by: User, now: datetime) -> Camp:
    venue = None
    if of.venue:
        venue = Venue.objects.get(pk=of.venue.pk)
        venue.pk = None
        venue._state.adding = True
        venue.save()
    return Camp.objects.create(
        city=of.city,
        name=name,
        slug=free_camp_slug(name.removeprefix("CityCamp ")),
        tagline=of.tagline,
        state=Camp.DRAFT,
        listed=has_run_one_before(by, now),
        zone=of.zone,
        venue=venue,
        price_text=of.price_text,
        is_free=of.is_free,
        languages=list(of.languages),
        organized_by=of.organized_by,
        previous=of,
        started_by=by,
        made_at=now,
        changed_at=now,
    )


def copy_plan(of: Camp, camp: Camp, days: list[Day]) -> None:
    """What is to do, none of it done; a date of its own moves as the first day does."""
    old = of.settled_days
    moves = days[0].date - old[0].date if days and old else None
    PlanItem.objects.bulk_create(
        PlanItem(
            camp=camp,
            title=item.title,
            offset_days=item.offset_days,
            own_date=item.own_date + moves if item.own_date and moves is not None else None,
            note=item.note,
        )
        for item in of.plan.all()
    )


def invite_team(of: Camp, camp: Camp, by: User, now: datetime) -> None:
    """Who looked after the old one is asked again, for the same role; nobody holds one before they say so."""
    mine = addresses.key(by.email)
    asker = User.objects.get(pk=by.pk)  # whose rights were not read before there was this camp
    for role in Role.objects.awake(now).at(of).filter(role__in=TEAM).select_related("user").order_by("pk"):
        if addresses.key(role.user.email) != mine and role.user.closed_at is None:
            with suppress(Waits, TooMany):
                invite_role(role.user.email, role.role, camp, by=asker)


def publish_camp(camp: Camp, *, by: User, now: datetime | None = None) -> Camp:
    """Show a draft: from now on it has its page in the city's wiki and its announcement list. Raises NotADraft."""
    now = now or timezone.now()
    with transaction.atomic():
        if not Camp.objects.filter(pk=camp.pk, state=Camp.DRAFT).update(state=Camp.PUBLISHED, changed_at=now):
            raise NotADraft
        camp.refresh_from_db()
        if camp.hub is None and camp.city.wiki is not None:
            camp.hub = open_space(camp.city.wiki, camp.name, by=by)
        if camp.announcements is None:
            camp.announcements = open_list(camp, by)
        camp.save(update_fields=["hub", "announcements"])
        put_camp(camp)
        record(by, "camp.published", camp)
    return camp


def suggested_name(of: Camp, first_day: date | None) -> str:
    """The old name with the new year, if it ends in one."""
    words = of.name.rsplit(" ", 1)
    if len(words) == 2 and words[1].isdigit() and len(words[1]) == 4:
        year = first_day.year if first_day else int(words[1]) + 1
        return f"{words[0]} {year}"
    return of.name


def suggested_day(of: Camp, now: datetime) -> date | None:
    """The same weekday about a year later, in whole weeks, and not in the past."""
    if not of.settled_days:
        return None
    day = of.settled_days[0].date + timedelta(weeks=52)
    while day <= now.date():
        day += timedelta(weeks=52)
    return day


__all__ = ["NotADraft", "clone_camp", "publish_camp", "suggested_day", "suggested_name"]
