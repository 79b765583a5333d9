"""Seats: taking one, waiting for one, giving one back.

Every act here first locks the camp's row, which puts all of a camp's writers in line on PostgreSQL (on
SQLite IMMEDIATE does). So no seat is skipped because somebody's transaction was about to fail, and the
waiting line has one order. The one-to-one from registration to seat is what refuses a second taker.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from citycamp import links
from citycamp.audit.actions import record
from citycamp.mail import actions as mail
from citycamp.people.models import User
from citycamp.people.permissions import is_stopped
from events import signals
from events.models import Camp, ConductAcceptance, ConductText, PrivateAnswer, Registration, Seat
from events.spoken import spoken_day, spoken_moment
from mailinglists.actions import subscribe

SOON, VERY_SOON = timedelta(days=7), timedelta(days=2)


class NotOpen(Exception):
    """This camp takes no registrations now."""


class ShutOut(Exception):
    """A sanction keeps this person from registering here."""


class SeatsTaken(Exception):
    """More seats are taken than shall be left."""

    def __init__(self, taken: int, wanted: int) -> None:
        super().__init__(f"{taken} seats are taken, {wanted} wanted")
        self.taken, self.wanted, self.to_cancel = taken, wanted, taken - wanted


class OfferOver(Exception):
    """The seat that was offered has gone to the next person."""


@dataclass(frozen=True)
class Details:
    """What somebody says about themselves when they register."""

    name: str
    role: str = ""
    organization: str = ""
    pronouns: str = ""
    first_time: bool | None = None
    photo: str = "yes"
    listed: bool = False
    access_needs: str = ""
    food: str = ""
    news: bool = False


def register(camp: Camp, user: User, details: Details, *, now: datetime) -> Registration:
    """The person's registration: confirmed with a seat, or waiting. Who is registered already keeps what they have.

    Raises NotOpen, ShutOut.
    """
    if not camp.takes_registrations(now):
        raise NotOpen(camp.name)
    if is_stopped(user, "out", camp):
        raise ShutOut(camp.name)
    with transaction.atomic():
        in_line(camp)
        mine = Registration.objects.filter(camp=camp, user=user).first()
        if mine is not None and mine.state != Registration.CANCELLED:
            return mine
        mine = seated_or_waiting(mine or Registration(camp=camp, user=user), details, now)
        accepted = [ConductAcceptance(user=user, text=text, at=now) for text in ConductText.in_force(camp, now)]
        ConductAcceptance.objects.bulk_create(accepted, ignore_conflicts=True)
        if details.news and camp.announcements:
            subscribe(camp.announcements, user.email, user=user, consent=f"camp:{camp.guid}")
        if mine.state == Registration.CONFIRMED:
            signals.registration_confirmed.send(Camp, registration=mine)
        tell(mine, "confirmed" if mine.state == Registration.CONFIRMED else "waiting")
    return mine


def in_line(camp: Camp) -> None:
    """Wait until no other act on this camp's seats is under way."""
    Camp.objects.select_for_update(no_key=True).only("pk").get(pk=camp.pk)


def free_seats(camp: Camp):
    """Seats that nobody has, lowest number first."""
    taken = Registration.objects.filter(seat=OuterRef("pk"))
    return Seat.objects.filter(~Exists(taken), camp=camp).order_by("number")


def seated_or_waiting(mine: Registration, details: Details, now: datetime) -> Registration:
    again = mine.pk is not None
    mine.name, mine.role, mine.organization = details.name, details.role, details.organization
    mine.pronouns, mine.first_time = details.pronouns, details.first_time
    mine.photo, mine.listed = details.photo, details.listed
    if again:
        mine.ticket_round += 1
    somebody_waits = Registration.objects.waiting().filter(camp=mine.camp).exists()
    seat = None if somebody_waits else free_seats(mine.camp).first()
    if seat is not None:
        mine.seat, mine.state, mine.waited_since = seat, Registration.CONFIRMED, None
    else:
        mine.state, mine.waited_since = Registration.WAITING, last_in_line(mine.camp, now)
    mine.offer_until = None
    mine.save()
    if again:
        PrivateAnswer.objects.filter(registration=mine).delete()
    if details.access_needs or details.food:
        PrivateAnswer.objects.create(registration=mine, access_needs=details.access_needs, food=details.food)
    return mine


def last_in_line(camp: Camp, now: datetime) -> datetime:
    """A moment after everybody who waits already, whatever the clocks of other processes say."""
    latest = Registration.objects.waiting().filter(camp=camp).aggregate(at=Max("waited_since"))["at"]
    return now if latest is None or latest < now else latest + timedelta(microseconds=1)


def cancel_registration(registration: Registration, *, now: datetime, quietly: bool = False) -> Registration:
    """Give the seat, the offer or the place in the line back. Cancelling what is cancelled changes nothing."""
    with transaction.atomic():
        in_line(registration.camp)
        mine = Registration.objects.select_related("camp").get(pk=registration.pk)
        if mine.state == Registration.CANCELLED:
            return mine
        had_seat = mine.state == Registration.CONFIRMED
        give_back(mine)
        if had_seat:
            signals.registration_cancelled.send(Camp, registration=mine)
        if not quietly:
            tell(mine, "cancelled")
        offer_free_seats(mine.camp, now=now)
    return mine


def give_back(mine: Registration) -> None:
    mine.state, mine.seat, mine.waited_since, mine.offer_until = Registration.CANCELLED, None, None, None
    mine.save()


def offer_free_seats(camp: Camp, *, now: datetime) -> int:
    """Offer each free seat to the next who waits; says how many. From doors on there are no offers."""
    with transaction.atomic():
        in_line(camp)
        until = offer_ends(camp, now)
        if until is None or camp.state != Camp.PUBLISHED:
            return 0
        waiting = list(Registration.objects.waiting().filter(camp=camp)[: free_seats(camp).count()])
        for mine, seat in zip(waiting, free_seats(camp), strict=False):
            mine.state, mine.seat, mine.offer_until = Registration.OFFERED, seat, until
            mine.save()
            tell(mine, "offered", round=f"{seat.pk}:{now:%Y%m%d%H%M%S}")
        return len(waiting)


def offer_ends(camp: Camp, now: datetime) -> datetime | None:
    """48 hours from now; 12 within a week of doors, 3 within two days, never after doors."""
    days = camp.settled_days
    if not days:
        return now + timedelta(hours=48)
    doors = days[0].doors
    if now >= doors:
        return None
    left = doors - now
    hours = 3 if left <= VERY_SOON else 12 if left <= SOON else 48
    return min(now + timedelta(hours=hours), doors)


def accept_offer(registration: Registration, *, now: datetime) -> Registration:
    """Confirm the offered seat. Raises OfferOver where it has passed on; a second tap changes nothing."""
    with transaction.atomic():
        in_line(registration.camp)
        mine = Registration.objects.select_related("camp").get(pk=registration.pk)
        if mine.state == Registration.CONFIRMED:
            return mine
        if mine.state != Registration.OFFERED or mine.offer_until is None or mine.offer_until <= now:
            raise OfferOver(mine.camp.name)
        mine.state, mine.waited_since, mine.offer_until = Registration.CONFIRMED, None, None
        mine.save()
        signals.registration_confirmed.send(Camp, registration=mine)
        tell(mine, "confirmed")
    return mine


def pass_on_unanswered(*, now: datetime) -> int:
    """Take back offers that nobody answered in time, and offer those seats to the next. Says how many passed on."""
    passed = 0
    over = Registration.objects.filter(state=Registration.OFFERED, offer_until__lte=now)
    for camp in Camp.objects.filter(pk__in=over.values("camp")):
        with transaction.atomic():
            in_line(camp)
            for mine in over.filter(camp=camp).order_by("offer_until", "id"):
                give_back(mine)
                tell(mine, "offer-over")
                passed += 1
            offer_free_seats(camp, now=now)
    return passed


def set_seats(camp: Camp, number: int, *, by: User, now: datetime) -> None:
    """Give the camp this many seats. New ones are offered at once; only free ones go. Raises SeatsTaken."""
    with transaction.atomic():
        in_line(camp)
        there = Seat.objects.filter(camp=camp).count()
        if number > there:
            last = Seat.objects.filter(camp=camp).aggregate(n=Max("number"))["n"] or 0
            Seat.objects.bulk_create(Seat(camp=camp, number=last + n) for n in range(1, number - there + 1))
        elif number < there:
            spare = list(free_seats(camp).order_by("-number").values_list("pk", flat=True)[: there - number])
            if len(spare) < there - number:
                raise SeatsTaken(there - len(free_seats(camp)), number)
            Seat.objects.filter(pk__in=spare).delete()
        if number != there:
            record(by, "camp.seats", camp, detail={"from": there, "to": number})
        offer_free_seats(camp, now=now)


def before_me(registration: Registration) -> int:
    """How many people are before this one in the line."""
    line = Registration.objects.waiting().filter(camp_id=registration.camp_id)
    earlier = line.filter(waited_since__lt=registration.waited_since)
    same = line.filter(waited_since=registration.waited_since, pk__lt=registration.pk)
    return earlier.count() + same.count()


def tell(mine: Registration, what: str, *, round: str = "") -> None:
    """Lay the mail about this change into the outbox."""
    to = mine.user.email if mine.user else mine.address
    if not to:
        return
    camp, days = mine.camp, mine.camp.settled_days
    mail.send(
        f"events/email/{what}",
        to,
        {
            "name": mine.name,
            "camp": camp.name,
            "camp_url": links.absolute(camp.get_absolute_url()),
            "ticket_url": links.absolute(f"/t/{mine.ticket}/"),
            "calendar_url": links.absolute(f"{camp.get_absolute_url()}camp.ics"),
            "when": [spoken_day(day) for day in days],
            "where": f"{camp.venue.name}, {camp.venue.address_line}".rstrip(", ") if camp.venue else "",
            "before_me": before_me(mine) if mine.state == Registration.WAITING else 0,
            "until": spoken_moment(mine.offer_until, camp.zone) if mine.offer_until else "",
        },
        key=f"registration:{mine.pk}:{mine.ticket_round}:{what}:{round}".rstrip(":"),
        language=mine.user.language if mine.user else "",
    )
