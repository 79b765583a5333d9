"""Whatever people do at the board, in whatever order: no cell and no host twice, no gap, and undo is honest.
board.md 17, 2, 3, 17 and 18."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sessions import actions
from sessions.errors import PlaceRefused, Refused
from sessions.kept import cache
from sessions.models import Away, Board, Change, Host, Session
from sessions.reading import pure_room, pure_slot, read_grid
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator

in_one_transaction = pytest.mark.django_db
EARLY = NINE - timedelta(days=1)
few = settings(max_examples=max(10, settings.default.max_examples // 4), phases=[Phase.explicit, Phase.generate])


class World:
    """A small board, so that people get in each other's way."""

    def __init__(self, *, slots=3, hosts=3, cards=5):
        self.board = board(camp(), rooms=2, slots=slots)
        self.slots, self.rooms = list(self.board.slots.all()), list(self.board.rooms.all())
        self.people = [attendee(self.board.camp, name) for name in ("Maya", "Omar", "Ruth")[:hosts]]
        self.people.append(facilitator(self.board.camp))
        self.sessions = [card(self.board, f"Card {n}", host=self.people[n % hosts]) for n in range(cards)]

    def now(self, number) -> Session:
        session = Session.objects.get(pk=self.sessions[number].pk)
        session.board = self.board
        return session

    def place(self, who, which, slot, room, seen=None):
        session = self.now(which)
        return actions.place_session(
            session,
            slot=None if slot is None else self.slots[slot],
            room=None if slot is None else self.rooms[room],
            seen=session.place_version if seen is None else seen,
            by=self.people[who],
            now=EARLY,
        )


def undo_last(world, who, which, slot, room):
    change = Change.objects.filter(session=world.sessions[which], kind="placed").order_by("-version").first()
    if change:
        change.board = change.session.board = world.board
        actions.undo(change, by=world.people[who], now=EARLY)


def join(world, who, which, slot, room):
    session, guest = world.now(which), world.people[slot]
    actions.invite_host(session, guest, by=session.hosts.first().user)
    actions.answer_invitation(session, by=guest, accept=True)


DEEDS = {
    "place": lambda world, who, which, slot, room: world.place(who, which, slot, room),
    "stale": lambda world, who, which, slot, room: world.place(who, which, slot, room, seen=0),
    "tray": lambda world, who, which, slot, room: world.place(who, which, None, None),
    "undo": undo_last,
    "join": join,
    "leave": lambda world, who, which, slot, room: actions.leave_hosting(world.now(which), by=world.people[who]),
    "pin": lambda world, who, which, slot, room: actions.pin(world.now(which), by=world.people[-1], pinned=bool(room)),
    "away": lambda world, who, which, slot, room: actions.tick_absences(
        world.board, [world.slots[slot]] if room else [], by=world.people[who]
    ),
    "withdraw": lambda world, who, which, slot, room: actions.withdraw(world.now(which), by=world.people[who]),
    "hide": lambda world, who, which, slot, room: actions.hide(world.now(which), by=world.people[-1], reason="x"),
    "unhide": lambda world, who, which, slot, room: actions.unhide(world.now(which), by=world.people[-1]),
}
# Placing is what the wall is for, so it comes most often.
NAMES = st.sampled_from(["place"] * 6 + ["undo"] * 2 + ["join"] * 3 + list(DEEDS))
DEED = st.tuples(NAMES, st.integers(0, 2), st.integers(0, 2), st.integers(0, 1), st.integers(0, 1))


def rows() -> list:
    return [
        list(Session.objects.order_by("pk").values_list("pk", "slot", "room", "place_version", "sequence", "state")),
        sorted(Host.objects.values_list("session", "user", "state")),
        sorted(Away.objects.values_list("user", "slot")),
        Change.objects.count(),
        Board.objects.get().version,
    ]


def whole(world) -> None:
    """What holds after every act."""
    placed = list(Session.objects.filter(slot__isnull=False).values_list("pk", "slot", "room"))
    assert max(Counter((slot, room) for _pk, slot, room in placed).values(), default=0) <= 1
    hosting = Host.objects.filter(state="accepted", session__slot__isnull=False)
    busy = Counter(hosting.values_list("user", "session__slot"))
    assert max(busy.values(), default=0) <= 1
    versions = list(Change.objects.order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, Board.objects.get().version + 1))


@in_one_transaction
@few
@given(st.lists(DEED, min_size=8, max_size=16))
def test_no_sequence_doubles_a_cell_or_a_host_and_a_refusal_changes_no_row(deeds):
    cache.clear()  # numbers of boards come again after a rollback
    with transaction.atomic():
        world = World(slots=2, hosts=2, cards=3)
        for name, *rest in deeds:
            before = rows()
            try:
                DEEDS[name](world, *rest)
            except Refused as refused:
                if name != "join":  # two acts in one: the invitation may stand
                    assert rows() == before
                if isinstance(refused, PlaceRefused):
                    offers_hold(world, rest[1], refused)
            whole(world)
        transaction.set_rollback(True)


def offers_hold(world, which, refused) -> None:
    """Each offer passes all guards, nearest slot first."""
    grid = read_grid(world.board)
    mine = grid.cards.get(world.sessions[which].pk)
    for offer in refused.nearest:
        assert grid.obstacle(mine, (offer.slot, offer.room), now=EARLY) is None
    assert grid.rooms == tuple(pure_room(room) for room in world.rooms)
    assert grid.slots == tuple(pure_slot(slot) for slot in world.slots)


@in_one_transaction
@few
@given(st.lists(DEED.filter(lambda deed: deed[0] in ("place", "tray", "undo")), min_size=2, max_size=6))
def test_an_undo_of_an_undo_is_as_if_nothing_were_undone(deeds):
    cache.clear()  # numbers of boards come again after a rollback
    with transaction.atomic():
        world = World(slots=2, hosts=2, cards=3)
        fay = world.people[-1]
        for name, *rest in deeds:
            try:
                DEEDS[name](world, *rest)
            except Refused:
                continue
            last = Change.objects.filter(kind="placed").order_by("-version").first()
            if last is None:
                continue
            cells = sorted(Session.objects.values_list("pk", "slot", "room"))
            actions.undo(last, by=fay, now=EARLY)
            undone = Change.objects.order_by("-version").first()
            assert undone.undoes == last
            session = Session.objects.get(pk=last.session_id)
            assert (session.slot_id, session.room_id) == (last.before["slot"], last.before["room"])
            actions.undo(undone, by=fay, now=EARLY)
            assert sorted(Session.objects.values_list("pk", "slot", "room")) == cells
            whole(world)
        transaction.set_rollback(True)


@in_one_transaction
def test_an_undo_puts_no_host_into_two_rooms_unless_a_facilitator_says_why():
    world = World()
    maya, fay = world.people[0], world.people[-1]
    world.place(0, 0, 0, 0)
    world.place(0, 0, 1, 0)
    moved = Change.objects.latest("version")
    world.place(0, 3, 0, 1)  # Maya's other session, into the time that the first one left
    for by in (maya, fay):
        with pytest.raises(PlaceRefused) as refused:
            actions.undo(moved, by=by, now=EARLY)
        assert refused.value.code == "host_busy"
    whole(world)
    actions.undo(moved, by=fay, reason="Ruth opens it for her.", now=EARLY)
    assert Session.objects.get(pk=world.sessions[0].pk).slot == world.slots[0]


@in_one_transaction
def test_nobody_accepts_to_host_where_they_host_already():
    world = World()
    world.place(0, 0, 0, 0)
    world.place(1, 1, 0, 1)
    actions.invite_host(world.now(1), world.people[0], by=world.people[1])
    with pytest.raises(Refused) as refused:
        actions.answer_invitation(world.now(1), by=world.people[0], accept=True)
    assert refused.value.message == "You host “Card 0” at that time already. Move one of the two first."
    world.place(0, 0, 1, 0)
    actions.answer_invitation(world.now(1), by=world.people[0], accept=True)
    whole(world)


def test_two_facilitators_place_two_sessions_of_one_host_into_one_time_at_the_same_moment(own_database):
    world = World()
    fays = [world.people[3], facilitator(world.board.camp, "Gus")]
    outcomes = []
    together = Barrier(2)

    def place(which: int, room: int, slot: int) -> None:
        try:
            session = Session.objects.select_related("board").get(pk=world.sessions[which].pk)
            together.wait(20)
            where = {"slot": world.slots[slot], "room": world.rooms[room]}
            actions.place_session(session, seen=session.place_version, by=fays[room], now=EARLY, **where)
            outcomes.append("placed")
        except PlaceRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    for slot in range(3):
        pair = [Thread(target=place, args=(which, room, slot)) for room, which in enumerate((0, 3))]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join(30)
        whole(world)
        placed = Session.objects.get(board=world.board, slot=world.slots[slot])
        actions.place_session(placed, slot=None, room=None, seen=placed.place_version, by=fays[0], now=EARLY)
    assert sorted(outcomes) == ["host_busy"] * 3 + ["placed"] * 3
