"""Seats are rows: taking, waiting, offers, cancelling. events.md 6."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from citycamp.mail.models import OutboxMail
from citycamp.people.models import Sanction
from citycamp.people.scopes import scope_key
from events.actions import (
    Details,
    accept_offer,
    cancel_registration,
    pass_on_unanswered,
    register,
    set_seats,
)
from events.actions.registration import NotOpen, OfferOver, SeatsTaken, ShutOut, before_me, offer_ends
from events.models import ConductAcceptance, Registration, Seat
from tests.factories.events import camp, registered
from tests.factories.people import person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def states(where):
    return list(where.registrations.order_by("pk").values_list("state", flat=True))


def test_the_lowest_free_seat_is_taken_and_who_comes_after_waits_in_order():
    where = camp(seats=2)
    first, second, third, fourth = (registered(where) for _ in range(4))
    assert [first.seat.number, second.seat.number] == [1, 2]
    assert [third.state, before_me(third), before_me(fourth)] == ["waiting", 0, 1]


def test_registering_twice_keeps_the_first_seat():
    where, maya = camp(seats=2), person()
    first = registered(where, maya)
    assert registered(where, maya, role="elected") == first
    assert (where.registrations.count(), Registration.objects.get().role) == (1, "")


def test_the_database_refuses_a_second_taker_and_a_seat_without_a_state():
    where = camp(seats=1)
    taken = registered(where)
    for wrong in ({"state": "confirmed", "seat": taken.seat}, {"state": "confirmed"}, {"state": "waiting"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Registration.objects.create(camp=where, user=person(), **wrong)


def test_a_freed_seat_is_offered_to_the_first_in_line_who_takes_it_with_one_tap():
    where, now = camp(seats=1), timezone.now()
    holder, waiting, last = registered(where), registered(where), registered(where)
    cancel_registration(holder, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.offer_until) == ("offered", now + 48 * HOUR)
    assert accept_offer(waiting, now=now).state == "confirmed"
    assert accept_offer(waiting, now=now).state == "confirmed"
    last.refresh_from_db()
    assert last.state == "waiting"


def test_an_unanswered_offer_passes_on_and_cannot_be_taken_afterwards():
    where, now = camp(seats=1), timezone.now()
    holder, slow, quick = registered(where), registered(where), registered(where)
    cancel_registration(holder, now=now)
    assert pass_on_unanswered(now=now + 47 * HOUR) == 0
    assert pass_on_unanswered(now=now + 48 * HOUR) == 1
    assert pass_on_unanswered(now=now + 48 * HOUR) == 0
    assert states(where) == ["cancelled", "cancelled", "offered"]
    with pytest.raises(OfferOver):
        accept_offer(slow, now=now)
    assert accept_offer(quick, now=now).state == "confirmed"


def test_offers_grow_shorter_towards_the_day_and_stop_at_doors():
    where = camp(seats=1)
    doors = where.settled_days[0].doors
    left = [(timedelta(days=8), 48), (timedelta(days=7), 12), (timedelta(days=3), 12), (timedelta(days=2), 3)]
    assert [offer_ends(where, doors - before) - (doors - before) for before, _hours in left] == [
        hours * HOUR for _before, hours in left
    ]
    assert offer_ends(where, doors - HOUR) == doors
    assert offer_ends(where, doors) is None


def test_from_doors_on_a_freed_seat_waits_for_the_desk():
    where = camp(seats=1)
    holder, waiting = registered(where), registered(where)
    cancel_registration(holder, now=where.settled_days[0].doors)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_who_cancelled_may_register_again_at_the_end_of_the_line_with_a_new_ticket():
    where, maya, now = camp(seats=1), person(), timezone.now()
    mine = registered(where, maya)
    old = mine.ticket
    others = [registered(where) for _ in range(2)]
    cancel_registration(mine, now=now)
    again = registered(where, maya)
    assert (again.pk, again.state, before_me(again)) == (mine.pk, "waiting", 1)
    assert again.ticket != old
    others[0].refresh_from_db()
    assert others[0].state == "offered"


def test_more_seats_are_offered_at_once_and_only_free_ones_go():
    where, now, organizer = camp(seats=1), timezone.now(), person()
    registered(where), registered(where), registered(where)
    set_seats(where, 2, by=organizer, now=now)
    assert states(where) == ["confirmed", "offered", "waiting"]
    with pytest.raises(SeatsTaken) as refusal:
        set_seats(where, 1, by=organizer, now=now)
    assert (refusal.value.taken, refusal.value.to_cancel) == (2, 1)
    set_seats(where, 5, by=organizer, now=now)
    set_seats(where, 3, by=organizer, now=now)
    assert Seat.objects.filter(camp=where).count() == 3


def test_a_camp_that_is_not_open_takes_nobody():
    where = camp(seats=5, registration_opens_at=timezone.now() + HOUR)
    with pytest.raises(NotOpen):
        registered(where)


def test_somebody_who_is_shut_out_cannot_register_and_others_can():
    where, out = camp(seats=5), person()
    Sanction.objects.create(person=out, kind="out", reason="Threats", **scope_key(where))
    with pytest.raises(ShutOut):
        registered(where, out)
    assert registered(where).state == "confirmed"


def test_registering_keeps_the_conduct_that_was_accepted_and_mails_the_ticket():
    where, maya = camp(seats=1), person()
    mine = register(where, maya, Details(name="Maya R."), now=timezone.now())
    assert ConductAcceptance.objects.filter(user=maya, text__camp=None, text__number=1).count() == 1
    mail = OutboxMail.objects.get(to=maya.email)
    assert (mail.template, mail.context["ticket_url"].endswith(f"/t/{mine.ticket}/")) == (
        "events/email/confirmed",
        True,
    )


class Seats(RuleBasedStateMachine):
    """People come, go, wait, answer or do not; the organizer changes the number of seats."""

    @initialize(seats=st.integers(1, 4))
    def open(self, seats):
        self.now = timezone.now()
        self.people = [person() for _ in range(7)]
        self.organizer = person()
        self.camp = camp(seats=seats)

    @rule(who=st.integers(0, 6))
    def come(self, who):
        registered(self.camp, self.people[who], now=self.now)

    @rule(who=st.integers(0, 6))
    def go(self, who):
        for mine in Registration.objects.filter(camp=self.camp, user=self.people[who]):
            cancel_registration(mine, now=self.now)

    @rule(who=st.integers(0, 6))
    def answer(self, who):
        for mine in Registration.objects.filter(camp=self.camp, user=self.people[who], state="offered"):
            accept_offer(mine, now=self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.now += hours * HOUR
        if self.now < self.camp.settled_days[0].doors - 60 * HOUR:
            pass_on_unanswered(now=self.now)

    @rule(number=st.integers(1, 6))
    def seats_change(self, number):
        taken = Registration.objects.filter(camp=self.camp, seat__isnull=False).count()
        try:
            set_seats(self.camp, number, by=self.organizer, now=self.now)
        except SeatsTaken:
            assert number < taken
        else:
            assert Seat.objects.filter(camp=self.camp).count() == number

    @invariant()
    def seats_and_states_agree(self):
        if not hasattr(self, "camp"):
            return
        rows = list(Registration.objects.filter(camp=self.camp))
        seated = [row for row in rows if row.state in ("confirmed", "offered")]
        assert sorted(row.seat_id for row in seated) == sorted({row.seat_id for row in seated})
        assert all(row.seat_id is None for row in rows if row not in seated)
        free = Seat.objects.filter(camp=self.camp).count() - len(seated)
        assert free >= 0
        assert not (free and any(row.state == "waiting" for row in rows)), "a seat is free while somebody waits"


def test_seats_and_states_agree_after_any_sequence(db):
    class Rolled(Seats):
        def __init__(self):
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
