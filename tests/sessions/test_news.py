"""Who is told that a session was placed, moved, put back or cancelled; board.md 16, 24."""

import signal
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from citycamp.mail import sending as outbox
from citycamp.mail.models import OutboxMail
from citycamp.people import tasks as people_tasks
from citycamp.people.models import Item
from citycamp.people.notices import actions as notices
from events.actions import cancel_registration
from events.models import Registration
from sessions import actions, news, tasks
from sessions.models import Board, Host, Star
from tests.dying import killed_before
from tests.factories import sessions as make
from tests.factories.people import sign_in

NOW = make.NINE


class World:
    """A board with one placed session: a host, a fan, a facilitator, and somebody who has nothing to do with it."""

    def __init__(self) -> None:
        self.board = make.board()
        self.camp = self.board.camp
        self.host = make.attendee(self.camp, "Hana")
        self.fan = make.attendee(self.camp, "Finn")
        self.other = make.attendee(self.camp, "Otto")
        self.facilitator = make.facilitator(self.camp, "Fay")
        self.slots, self.rooms = list(self.board.slots.all()), list(self.board.rooms.all())
        cell = (self.slots[0], self.rooms[0])
        self.session = make.card(self.board, "Bus lanes", host=self.host, cell=cell)
        Star.objects.create(board=self.board, session=self.session, user=self.fan)

    def move(self, slot: int | None, room: int = 0, *, by=None, at=NOW, session=None) -> None:
        session = session or self.session
        session.refresh_from_db()
        actions.place_session(
            session,
            slot=None if slot is None else self.slots[slot],
            room=None if slot is None else self.rooms[room],
            seen=session.place_version,
            by=by or self.facilitator,
            confirmed=True,
            now=at,
        )

    def mails(self, after: int) -> dict[str, str]:
        """What the worker has mailed so many seconds later: subject and body for each name."""
        before = len(django_mail.outbox)
        tasks.tell(now=NOW)
        people_tasks.tell(now=NOW + timedelta(seconds=after))
        outbox.deliver(timezone.now() + timedelta(days=1))
        names = {person.email: person.name for person in (self.host, self.fan, self.other, self.facilitator)}
        found = django_mail.outbox[before:]
        assert len({mail.to[0] for mail in found}) == len(found)  # one mail each
        return {names[mail.to[0]]: f"{mail.subject}\n{mail.body}" for mail in found}


@pytest.fixture
def world(db) -> World:
    return World()


def test_hosts_and_those_who_starred_read_where_it_was_and_where_it_is(world):
    world.move(1, 2)

    assert world.mails(120) == {}
    mails = world.mails(130)

    assert set(mails) == {"Hana", "Finn"}
    for words in mails.values():
        assert words.startswith(f"{world.camp.name}: “Bus lanes” moved to Saturday 8 May, 11:00 EDT, Room C.")
        assert "It was at Saturday 8 May, 10:00 EDT, Room A." in words
        assert f"http://testserver/events/{world.camp.slug}/board/sessions/{world.session.code}/" in words


def test_who_did_it_is_never_told(world):
    world.move(1, by=world.host)
    assert set(world.mails(130)) == {"Finn"}

    Star.objects.create(board=world.board, session=world.session, user=world.facilitator)
    world.move(2, by=world.facilitator, at=NOW + timedelta(minutes=9))
    assert set(world.mails(9 * 60 + 130)) == {"Hana", "Finn"}


def test_an_invited_host_a_guest_and_who_took_the_star_back_are_not_told(world):
    Host.objects.filter(user=world.host).update(state="invited")
    Host.objects.create(board=world.board, session=world.session, name="A guest")
    Star.objects.all().delete()
    world.move(1)
    assert world.mails(130) == {}


def test_two_moves_within_two_minutes_are_one_mail_and_a_third_later_is_another(world):
    second = make.card(world.board, "Parks", host=world.host)
    world.move(1)
    world.move(2, 1, at=NOW + timedelta(seconds=60))
    world.move(0, 0, session=second, at=NOW + timedelta(seconds=119))
    mails = world.mails(130)
    assert "“Bus lanes” moved to Saturday 8 May, 12:00 EDT, Room B. It was at Saturday 8 May, 10:00" in mails["Finn"]
    assert "2 pieces of news" in mails["Hana"]
    assert "“Parks” is at Saturday 8 May, 10:00 EDT, Room A." in mails["Hana"]
    assert "Parks" not in mails["Finn"]

    world.move(1, 2, at=NOW + timedelta(seconds=200))
    mails = world.mails(400)
    assert "“Bus lanes” moved to Saturday 8 May, 11:00 EDT, Room C." in mails["Finn"]
    assert "It was at Saturday 8 May, 12:00" in mails["Finn"]
    keys = set(OutboxMail.objects.filter(to=world.fan.email).values_list("key", flat=True))
    assert keys == {f"notice:{world.fan.pk}:board:{world.board.pk}:{world.fan.pk}:{version}" for version in (1, 4)}


def test_moved_and_moved_back_within_two_minutes_is_no_mail(world):
    world.move(1)
    world.move(0, at=NOW + timedelta(seconds=30))
    assert world.mails(130) == {}
    assert not Item.objects.waiting().exists()


def test_put_back_and_cancelled(world):
    world.move(None)
    assert "“Bus lanes” went back to the tray. It was at Saturday 8 May, 10:00 EDT, Room A." in world.mails(130)["Finn"]
    world.move(1, at=NOW + timedelta(minutes=5))
    world.session.refresh_from_db()
    assert "“Bus lanes” is at Saturday 8 May, 11:00 EDT, Room A." in world.mails(9 * 60)["Finn"]

    actions.cancel(world.session, by=world.host, reason="The guest is ill.")
    mails = world.mails(10**9)
    assert set(mails) == {"Finn"}
    assert (
        "“Bus lanes” is cancelled. It was at Saturday 8 May, 11:00 EDT, Room A. Why: The guest is ill." in mails["Finn"]
    )


def test_what_was_hidden_meanwhile_is_not_told(world):
    world.move(1)
    tasks.tell(now=NOW)
    actions.hide(world.session, by=world.facilitator, reason="Not a session")
    assert world.mails(130) == {}


@pytest.mark.parametrize(("how", "told"), [("each", True), ("daily", False), ("none", False)])
def test_the_choice_for_this_camp_holds(world, how, told):
    notices.choose(world.fan, news.MOVED, world.camp, how)
    world.move(1)
    mails = world.mails(130)
    assert ("Finn" in mails) == told
    assert "Hana" in mails
    if how == "daily":
        assert "“Bus lanes” moved" in world.mails(2 * 86400)["Finn"]


def test_a_person_of_another_camp_with_a_star_elsewhere_is_told_nothing(world):
    there = World()
    world.move(1)
    assert set(world.mails(130)) == {"Hana", "Finn"}
    assert not Item.objects.filter(user__in=[there.host, there.fan]).exists()


def test_it_stands_on_their_next_page_until_they_have_read_it(world, client):
    world.move(1)
    tasks.tell(now=NOW)
    Item.objects.update(at=timezone.now())
    address = f"/events/{world.camp.slug}/board/"
    seen = "“Bus lanes” moved to Saturday 8 May, 11:00 EDT, Room A."
    sign_in(client, world.other)
    assert seen not in client.get(address).content.decode()
    sign_in(client, world.fan)
    for page in (address, f"{address}sessions/{world.session.code}/", "/me/"):
        assert seen in client.get(page).content.decode()
    client.post("/me/notifications/seen/", {"items": ",".join(str(i.pk) for i in Item.objects.filter(user=world.fan))})
    assert seen not in client.get(address).content.decode()


def test_the_page_of_choices_has_the_camp_for_who_takes_part(world, client):
    sign_in(client, world.fan)
    page = client.get("/me/notifications/").content.decode()
    assert "Sessions that I host or starred" in page
    assert world.camp.name in page
    assert "A session lost its host" not in page
    sign_in(client, world.facilitator)
    assert "A session lost its host" in client.get("/me/notifications/").content.decode()


def test_facilitators_are_told_that_the_host_gave_the_place_back(world):
    registration = Registration.objects.get(user=world.host)
    cancel_registration(registration, now=NOW, quietly=True)
    mails = world.mails(10**9)
    assert set(mails) == {"Fay"}
    assert "Hana gave their place at this camp back, and hosts “Bus lanes”." in mails["Fay"]
    world.session.refresh_from_db()
    assert world.session.slot is not None  # the session stays


def test_reading_the_journal_costs_the_same_for_one_fan_and_thirty(world, django_assert_max_num_queries):
    for fans in (1, 30):
        for _each in range(fans):
            Star.objects.create(board=world.board, session=world.session, user=make.attendee(world.camp))
        world.move(fans % 3, at=NOW + timedelta(hours=-fans))
        with django_assert_max_num_queries(14):
            tasks.tell(now=NOW)
    assert Item.objects.count() == 2 + 1 + 2 + 31
    with django_assert_max_num_queries(1):
        tasks.tell(now=NOW)


def test_a_worker_killed_at_any_point_tells_each_once(own_database):
    """The task that reads the journal dies by SIGKILL before its n-th statement, for each n."""
    world = World()

    rounds, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        rounds += 1
        assert rounds < 40
        world.move(rounds % 3, at=NOW - timedelta(days=9) + timedelta(minutes=10 * rounds))
        status = killed_before(rounds, lambda: tasks.tell(now=timezone.now()))
    tasks.tell(now=timezone.now())

    assert status == 0
    assert rounds > 8
    assert Board.objects.get().told == rounds
    told = list(Item.objects.values_list("user_id", "target_id"))
    assert len(told) == len(set(told)) == 2 * rounds  # host and fan, each entry once
