"""Changing a camp's facts: days, venue, words of its settings, opening, cancelling, listing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycamp import links
from citycamp.audit.actions import record
from citycamp.mail import actions as mail
from citycamp.people.models import User
from events import signals
from events.actions.places import free_camp_slug
from events.models import Camp, CampDay, OldSlug, Registration
from events.models.camps import MOST_DAYS, check_hours
from events.models.places import ACCESS_QUESTIONS
from events.starting import Day

FARTHEST = timedelta(days=366 * 3)


class NotADay(Exception):
    """Days that make no camp; `args[0]` says why, for the page."""


class AccessUnanswered(Exception):
    """Registration cannot open before each access question has an answer; `questions` are the open ones."""

    def __init__(self, questions: list[str]) -> None:
        super().__init__(", ".join(questions))
        self.questions = questions


class NoReason(Exception):
    """Cancelling needs a reason."""


def check_days(days: Sequence[Day], today: date) -> None:
    """Refuse with NotADay: too many, twice, in the past, too far off, or hours that make no day."""
    if len(days) > MOST_DAYS:
        raise NotADay(_("A camp has at most %(most)s days, and these are %(n)s.") % {"most": MOST_DAYS, "n": len(days)})
    if len({day.date for day in days}) < len(days):
        raise NotADay(_("The same date is there twice."))
    for day in days:
        if day.date < today:
            raise NotADay(_("%(day)s is in the past.") % {"day": date_format(day.date, "j F Y")})
        if day.date > today + FARTHEST:
            raise NotADay(_("%(day)s is more than three years away.") % {"day": date_format(day.date, "j F Y")})
        try:
            check_hours(day.doors, day.starts, day.ends)
        except ValidationError as fault:
            raise NotADay(fault.messages[0]) from None


def write_days(camp: Camp, days: Sequence[Day]) -> None:
    camp.days.all().delete()
    CampDay.objects.bulk_create(
        CampDay(camp=camp, date=day.date, doors_at=day.doors, starts_at=day.starts, ends_at=day.ends) for day in days
    )
    getattr(camp, "_prefetched_objects_cache", {}).clear()


def move_days(camp: Camp, days: Sequence[Day], *, by: User, now: datetime) -> bool:
    """Set the days. If that moves the camp, its sequence rises and whoever listens is told; says whether it did."""
    before = [(day.date, day.doors_at, day.starts_at, day.ends_at) for day in camp.settled_days]
    after = sorted((day.date, day.doors, day.starts, day.ends) for day in days)
    if before == after:
        return False
    coming = [day for day in days if (day.date, day.doors, day.starts, day.ends) not in before]
    check_days(list(days), now.date() - timedelta(days=1) if not coming else now.date())
    with transaction.atomic():
        first_start = camp.starts
        write_days(camp, days)
        camp.sequence += 1
        camp.first_start = camp.first_start or first_start
        camp.month = None if days else camp.month
        camp.changed_at = now
        camp.save()
        dates = {"from": [str(day[0]) for day in before], "to": [str(day.date) for day in days]}
        record(by, "camp.moved", camp, detail=dates)
        signals.camp_moved.send(Camp, camp=camp, by=by, before=[day[0] for day in before])
    return True


def open_registration(camp: Camp, *, by: User, now: datetime, at: datetime | None = None) -> None:
    """Open registration, now or at a time. Raises AccessUnanswered; "no" is an answer."""
    if camp.venue is None:
        raise AccessUnanswered(list(ACCESS_QUESTIONS))
    if camp.venue.unanswered:
        raise AccessUnanswered(camp.venue.unanswered)
    with transaction.atomic():
        camp.registration_opens_at = at or now
        camp.changed_at = now
        camp.save(update_fields=["registration_opens_at", "changed_at"])
        record(by, "camp.registration_opened", camp)


def close_registration(camp: Camp, *, by: User, now: datetime) -> None:
    with transaction.atomic():
        camp.registration_closes_at = now
        camp.save(update_fields=["registration_closes_at"])
        record(by, "camp.registration_closed", camp)


def list_camp(camp: Camp, listed: bool, *, by: User | None) -> None:
    """Show the camp in the index, feeds and search engines, or no longer."""
    with transaction.atomic():
        Camp.objects.filter(pk=camp.pk).update(listed=listed)
        camp.listed = listed
        record(by, "camp.listed" if listed else "camp.unlisted", camp)


def cancel_camp(camp: Camp, reason: str, *, by: User, now: datetime) -> None:
    """Cancel: the page stays and says so first, nobody's seat is taken away, everybody registered is told."""
    reason = reason.strip()
    if not reason:
        raise NoReason
    with transaction.atomic():
        camp.state, camp.cancelled_because = Camp.CANCELLED, reason[:300]
        camp.sequence += 1
        camp.changed_at = now
        camp.save()
        record(by, "camp.cancelled", camp, reason)
        for mine in Registration.objects.filter(camp=camp).exclude(state="cancelled").select_related("user"):
            to = mine.user.email if mine.user else mine.address
            if to:
                mail.send(
                    "events/email/camp-cancelled",
                    to,
                    {
                        "name": mine.name,
                        "camp": camp.name,
                        "reason": camp.cancelled_because,
                        "camp_url": links.absolute(camp.get_absolute_url()),
                    },
                    key=f"camp-cancelled:{camp.pk}:{mine.pk}",
                )
        signals.camp_cancelled.send(Camp, camp=camp, by=by)


def rename_camp(camp: Camp, slug: str, *, by: User) -> None:
    """Give the camp another address; the old one leads on and is given to no other camp."""
    if slug == camp.slug:
        return
    with transaction.atomic():
        own = OldSlug.objects.filter(camp=camp, slug=slug)
        if not own.exists() and free_camp_slug(slug) != slug:
            raise NotADay(_("This address is taken, or belonged to another camp."))
        own.delete()
        OldSlug.objects.create(slug=camp.slug, camp=camp)
        record(by, "camp.renamed", camp, detail={"from": camp.slug, "to": slug})
        camp.slug = slug
        camp.save(update_fields=["slug"])
        page = camp.page
        page.slug, page.title = slug, camp.name
        page.save()
