"""Acts of two people at one moment on hosts, times and places: the line and the constraints decide. board.md 6."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from citycamp.people.models import Sanction
from citycamp.people.scopes import scope_key
from sessions import actions
from sessions.errors import NotAllowed, PlaceRefused, Refused, Unusable
from sessions.models import Board, Change, Host, Session, Slot
from sessions.vocabulary import MOST_HOSTS
from tests.factories.sessions import NINE, attendee, board, card, facilitator

OLD = NINE - timedelta(days=1)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each: "done" or the name of the refusal; any other fault stands there by its name too."""
    said, together = [], Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            together.wait(20)
            act()
            said.append("done")
        except Exception as fault:
            said.append(type(fault).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def afresh(session: Session) -> Session:
    """As another request reads it."""
    return Session.objects.select_related("board__camp").get(pk=session.pk)


def test_hosts_who_are_asked_at_one_moment_stay_six_and_nobody_is_asked_twice(own_database):
    there = board()
    maya = attendee(there.camp, "Maya")
    bus = card(there, "Bus lanes", host=maya)
    many = [attendee(there.camp, f"Host {n}") for n in range(MOST_HOSTS + 2)]
    asks = [lambda who=who: actions.invite_host(afresh(bus), who, by=maya) for who in [*many, many[0]]]
    said = at_once(*asks)
    assert said == ["Refused"] * 4 + ["done"] * (MOST_HOSTS - 1)
    assert (bus.hosts.count(), bus.hosts.values("user").distinct().count()) == (MOST_HOSTS, MOST_HOSTS)


def test_the_last_two_hosts_cannot_both_leave_at_one_moment_nor_leave_beside_a_withdrawal(own_database):
    there = board()
    for turn in range(3):
        maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
        bus = card(there, f"Bus lanes {turn}", host=maya)
        Host.objects.create(board=there, session=bus, user=omar, name="Omar")
        said = at_once(*(lambda bus=bus, who=who: actions.leave_hosting(afresh(bus), by=who) for who in (maya, omar)))
        assert (said, bus.hosts.count()) == (["Refused", "done"], 1)
        [left] = bus.hosts.select_related("user")
        asker = attendee(there.camp, "Ruth")
        asked = actions.ask_to_host(afresh(bus), by=asker)
        at_once(
            lambda bus=bus, left=left, asked=asked: actions.answer_asking(
                afresh(bus), asked, by=left.user, accept=True
            ),
            lambda bus=bus, left=left: actions.withdraw(afresh(bus), by=left.user),
        )
        assert bus.hosts.filter(user=left.user).exists()
    versions = list(Change.objects.filter(board=there).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


def test_a_time_is_dropped_or_made_for_everybody_while_somebody_places_in_it(own_database):
    there = board(slots=1)
    fay, maya = facilitator(there.camp), attendee(there.camp, "Maya")
    bus = card(there, "Bus lanes", host=maya)
    room = there.rooms.first()
    for number in range(6):
        starts = NINE + timedelta(hours=4 + number)
        slot = Slot.objects.create(board=there, starts_at=starts, ends_at=starts + timedelta(minutes=30))
        mine, theirs, now = Slot.objects.get(pk=slot.pk), Slot.objects.get(pk=slot.pk), afresh(bus)
        theirs.board = Board.objects.select_related("camp").get(pk=there.pk)
        hours = {"starts_at": starts, "ends_at": starts + timedelta(minutes=20)}
        other = (
            (lambda s=theirs: actions.drop_slot(s, by=fay))
            if number % 2
            else (lambda s=theirs, h=hours: actions.save_slot(s.board, slot=s, kind="everybody", by=fay, **h))
        )
        where = {"slot": mine, "room": room, "seen": now.place_version, "now": OLD}
        said = at_once(lambda n=now, w=where: actions.place_session(n, by=maya, **w), other)
        assert said in (["PlaceRefused", "done"], ["Refused", "done"], ["Unusable", "done"])
        bus = afresh(bus)
        assert bus.slot is None or bus.slot.kind == "sessions"
        if bus.slot_id:
            actions.place_session(bus, slot=None, room=None, seen=bus.place_version, by=maya, now=OLD)


@pytest.mark.django_db
def test_who_read_a_time_before_it_changed_is_told_so_in_line():
    there = board()
    fay, maya = facilitator(there.camp), attendee(there.camp, "Maya")
    bus = card(there, "Bus lanes", host=maya)
    first, second = (Slot.objects.get(pk=slot.pk) for slot in there.slots.all()[:2])
    room, read_before = there.rooms.first(), [afresh(bus), afresh(bus), Board.objects.get(pk=there.pk)]
    hours = {"starts_at": first.starts_at, "ends_at": first.ends_at}
    actions.save_slot(there, slot=Slot.objects.get(pk=first.pk), kind="everybody", by=fay, **hours)
    actions.drop_slot(Slot.objects.get(pk=second.pk), by=fay)
    with pytest.raises(PlaceRefused) as refused:
        actions.place_session(read_before[0], slot=first, room=room, seen=0, by=maya, now=OLD)
    assert refused.value.code == "everybody"
    with pytest.raises(Unusable):
        actions.place_session(read_before[1], slot=second, room=room, seen=0, by=maya, now=OLD)
    with pytest.raises(Refused):
        actions.place_fixed(read_before[2], "Keynote", slot=first, room=room, by=fay)
    with pytest.raises(Unusable):
        actions.place_fixed(read_before[2], "Keynote", slot=second, room=room, by=fay)
    with pytest.raises(Unusable):
        actions.save_slot(there, slot=second, by=fay, starts_at=second.starts_at, ends_at=second.ends_at)
    with pytest.raises(Unusable):
        actions.drop_slot(second, by=fay)
    assert not there.slots.filter(pk=second.pk).exists()
    assert not Session.objects.filter(slot__isnull=False).exists()


@pytest.mark.django_db
def test_who_asked_to_host_and_may_no_longer_come_or_write_is_not_taken_in():
    there = board()
    maya, omar, ruth = (attendee(there.camp, name) for name in ("Maya", "Omar", "Ruth"))
    bus = card(there, "Bus lanes", host=maya)
    asked = [actions.ask_to_host(bus, by=who) for who in (omar, ruth)]
    there.camp.registrations.filter(user=omar).update(state="cancelled", seat=None)
    Sanction.objects.create(person=ruth, kind="write", reason="x", by=maya, **scope_key(there.camp))
    for each in asked:
        with pytest.raises(Refused):
            actions.answer_asking(bus, each, by=maya, accept=True)
        with pytest.raises(NotAllowed):
            actions.ask_to_host(card(there, "Trees"), by=each.user)
    assert list(bus.hosts.filter(state="accepted").values_list("name", flat=True)) == ["Maya"]
