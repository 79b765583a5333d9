"""Putting cards into cells: the race protocol, guards, confirm first, undo. board.md 6."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sessions.actions import change_settings as settings
from sessions.actions import pin, place_session, star, tick_absences, undo
from sessions.errors import NotAllowed, PlaceRefused, Unusable, WrongPhase
from sessions.models import Board, Change, Host, Session
from sessions.vocabulary import Phase, SessionKind, State
from tests.factories.people import person
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator, lunch

pytestmark = pytest.mark.django_db
EARLY = NINE - timedelta(days=1)


class Cast:
    def __init__(self):
        self.camp = camp()
        self.board = board(self.camp)
        self.maya, self.tomas = attendee(self.camp, "Maya R."), attendee(self.camp, "Tomás V.")
        self.stranger, self.fay = person("Sam"), facilitator(self.camp)
        self.rooms, self.slots = list(self.board.rooms.all()), list(self.board.slots.all())
        self.bus = card(self.board, "Bus lanes", host=self.maya)
        self.night = card(self.board, "Buses after midnight", host=self.tomas)

    def put(self, session, slot=0, room=0, by=None, seen=None, **more):
        return place_session(
            session,
            slot=None if slot is None else self.slots[slot],
            room=None if slot is None else self.rooms[room],
            seen=session.place_version if seen is None else seen,
            by=by or session.hosts.get().user,
            now=more.pop("now", EARLY),
            **more,
        )


@pytest.fixture
def cast():
    return Cast()


def standing(cast):
    cast.board.refresh_from_db()
    rows = Session.objects.values_list("pk", "slot_id", "room_id", "place_version", "sequence").order_by("pk")
    return cast.board.version, list(rows), Change.objects.count()


def test_a_host_puts_a_card_into_a_free_cell(cast):
    placed = cast.put(cast.bus)
    placed.refresh_from_db()
    assert (placed.slot, placed.room, placed.place_version, placed.sequence) == (cast.slots[0], cast.rooms[0], 1, 1)
    change = Change.objects.get()
    assert (change.version, change.kind, change.by) == (1, "placed", cast.maya)
    assert change.before == {"slot": None, "room": None}
    assert Board.objects.get().version == 1


def test_the_second_reads_who_took_it_when_and_where_else_it_fits_and_nothing_changes(cast):
    cast.put(cast.night)
    before = standing(cast)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, now=EARLY + timedelta(seconds=2))
    found = refused.value
    assert found.code == "cell_taken"
    assert found.message == "Room A at 10:00 was taken 2 seconds ago by Tomás V. for “Buses after midnight”."
    assert (found.by, found.at) == ("Tomás V.", EARLY)
    assert [offer.label for offer in found.nearest] == [
        "10:00, Room C (20 seats)",
        "10:00, Room B (40 seats)",
        "11:00, Room A (60 seats)",
        "11:00, Room C (20 seats)",
        "11:00, Room B (40 seats)",
    ]
    assert standing(cast) == before


def test_the_constraint_holds_past_the_action(cast):
    cast.put(cast.night)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=cast.bus.pk).update(slot=cast.slots[0], room=cast.rooms[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=cast.bus.pk).update(slot=cast.slots[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=cast.night.pk).update(state=State.HIDDEN)


def test_who_saw_an_old_place_is_told_who_moved_it_and_where_to(cast):
    cast.put(cast.bus, 1, 1, by=cast.fay)
    before = standing(cast)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, 0, 0, seen=0, now=EARLY + timedelta(minutes=3))
    assert refused.value.code == "moved_meanwhile"
    assert refused.value.message.startswith("Fay moved “Bus lanes” to 11:00, Room B, 3 minutes ago.")
    assert standing(cast) == before


def test_the_same_key_again_changes_nothing_and_answers_as_done(cast):
    key = uuid4()
    cast.put(cast.bus, key=key)
    before = standing(cast)
    again = cast.put(cast.bus, key=key, seen=0)
    assert again.slot == cast.slots[0]
    assert standing(cast) == before


def test_a_key_is_its_owners_alone(cast):
    key = uuid4()
    cast.put(cast.bus, key=key)
    cast.put(cast.night, 1, key=key)
    cast.night.refresh_from_db()
    assert cast.night.slot == cast.slots[1]


def test_who_does_not_host_it_may_not_and_a_facilitator_may(cast):
    for somebody in (cast.tomas, cast.stranger):
        with pytest.raises(NotAllowed):
            cast.put(cast.bus, by=somebody)
    assert cast.put(cast.bus, by=cast.fay).slot == cast.slots[0]


def test_hosts_place_in_place_and_run_only(cast):
    for phase, may in [("propose", False), ("pitch", False), ("place", True), ("run", True), ("close", False)]:
        Board.objects.update(phase=phase)
        if may:
            cast.bus = cast.put(cast.bus, PHASE_SLOT[phase])
            continue
        with pytest.raises(WrongPhase) as refused:
            cast.put(cast.bus, PHASE_SLOT[phase])
        assert "“Place”, “Run”" in refused.value.message


PHASE_SLOT = {phase: number % 3 for number, phase in enumerate(Phase.values)}


def test_frozen_means_facilitators_with_a_reason(cast):
    settings(cast.board, {"policy": "frozen"}, by=cast.fay)
    for by, reason in [(cast.maya, "please"), (cast.fay, "")]:
        with pytest.raises(PlaceRefused) as refused:
            cast.put(cast.bus, by=by, reason=reason)
        assert refused.value.code == "frozen"
    cast.put(cast.bus, by=cast.fay, reason="The projector is here.")
    assert Change.objects.get(kind="placed").reason == "The projector is here."


def test_a_host_is_in_one_place_at_a_time_unless_a_facilitator_says_why(cast):
    cast.put(cast.bus)
    second = card(cast.board, "Snow on lanes", host=cast.maya)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(second, 0, 1)
    assert refused.value.code == "host_busy"
    assert refused.value.message == "Maya R. already hosts “Bus lanes” at 10:00."
    assert {offer.slot for offer in refused.value.nearest} <= {slot.pk for slot in cast.slots[1:]}
    with pytest.raises(PlaceRefused):
        cast.put(second, 0, 1, by=cast.fay, override=True)
    cast.put(second, 0, 1, by=cast.fay, override=True, reason="Luis opens it for her.")


def test_who_is_away_is_not_put_there(cast):
    tick_absences(cast.board, [cast.slots[1]], by=cast.maya)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, 1)
    assert refused.value.code == "host_away"
    cast.put(cast.bus, 0)


def test_step_free_and_hearing_loop_are_never_overridden(cast):
    for need, overridden in [("screen", True), ("step-free", False), ("hearing loop", False)]:
        session = card(cast.board, needs=[need], host=attendee(cast.camp))
        with pytest.raises(PlaceRefused) as refused:
            cast.put(session, 2, 2)
        assert refused.value.code == "room_lacks"
        assert refused.value.nearest == []
        try:
            cast.put(session, 2, 2, by=cast.fay, override=True, reason="We carry one over.")
            assert overridden
            cast.put(Session.objects.get(pk=session.pk), None, by=cast.fay)
        except PlaceRefused:
            assert not overridden


def test_pinned_stays_until_a_facilitator_unpins_it(cast):
    cast.bus = cast.put(cast.bus)
    pin(cast.bus, by=cast.fay, pinned=True)
    for by in (cast.maya, cast.fay):
        with pytest.raises(PlaceRefused) as refused:
            cast.put(cast.bus, 1, by=by, override=True, reason="x")
        assert refused.value.code == "pinned"
    pin(cast.bus, by=cast.fay, pinned=False)
    cast.put(cast.bus, 1)


def test_what_has_started_or_is_over_stays(cast):
    during = cast.slots[0].starts_at + timedelta(minutes=1)
    cast.bus = cast.put(cast.bus)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, 1, now=during)
    assert refused.value.code == "started"
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.night, 0, 1, now=cast.slots[0].ends_at)
    assert refused.value.code == "over"


def test_nothing_is_placed_against_lunch_nor_into_a_closed_room(cast):
    cast.slots.append(lunch(cast.board))
    cast.rooms[1].closed = True
    cast.rooms[1].save()
    for slot, room, code in [(3, 0, "everybody"), (0, 1, "room_closed")]:
        with pytest.raises(PlaceRefused) as refused:
            cast.put(cast.bus, slot, room)
        assert refused.value.code == code


def test_a_wish_is_not_placed(cast):
    wish = card(cast.board, kind=SessionKind.WISH)
    with pytest.raises(Unusable):
        cast.put(wish, by=cast.fay)


@pytest.mark.parametrize(("stars", "asked"), [(4, False), (5, True)])
def test_moving_what_five_people_starred_asks_first(cast, stars, asked):
    cast.bus = cast.put(cast.bus)
    for _ in range(stars):
        star(cast.bus, by=attendee(cast.camp))
    if asked:
        with pytest.raises(PlaceRefused) as refused:
            cast.put(cast.bus, 1)
        assert refused.value.code == "confirm"
        assert refused.value.message == (
            "5 people starred it; nobody misses more; all will be told. Move “Bus lanes” all the same?"
        )
    assert cast.put(cast.bus, 1, confirmed=True).slot == cast.slots[1]


def test_half_an_hour_before_it_asks_first(cast):
    cast.bus = cast.put(cast.bus, 1)
    soon = cast.slots[1].starts_at - timedelta(minutes=30)
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, 2, now=soon)
    assert refused.value.code == "confirm"
    assert "Fewer than 3 people starred it" in refused.value.message
    cast.put(cast.bus, 2, now=soon - timedelta(seconds=1))


def test_a_room_too_small_for_who_is_expected_asks_first(cast):
    cast.rooms[2].capacity = 2
    cast.rooms[2].save()
    for _ in range(3):
        star(cast.bus, by=attendee(cast.camp))
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, 0, 2)
    assert refused.value.message == "About 3 people are expected, and Room C seats 2. Put it there all the same?"
    cast.put(cast.bus, 0, 2, confirmed=True)


def test_back_to_the_tray_keeps_where_it_was(cast):
    cast.bus = cast.put(cast.bus, 1, 1)
    back = cast.put(cast.bus, None)
    assert (back.slot, back.room) == (None, None)
    assert (back.last_start, back.last_room) == (cast.slots[1].starts_at, cast.rooms[1])
    assert back.sequence == 2


def test_undo_puts_it_back_and_an_undo_of_the_undo_is_as_before(cast):
    cast.bus = cast.put(cast.bus, 0)
    cast.bus = cast.put(cast.bus, 1)
    moved = Change.objects.latest("version")
    assert undo(moved, by=cast.maya, now=EARLY).slot == cast.slots[0]
    undone = Change.objects.latest("version")
    assert undone.undoes == moved
    assert undo(undone, by=cast.maya, now=EARLY).slot == cast.slots[1]


def test_own_moves_are_undone_for_ten_minutes_and_by_a_facilitator_later(cast):
    cast.put(cast.bus, 0)
    change = Change.objects.latest("version")
    for by, later in [(cast.maya, 11), (cast.tomas, 1)]:
        with pytest.raises(NotAllowed):
            undo(change, by=by, now=EARLY + timedelta(minutes=later))
    assert undo(change, by=cast.fay, now=EARLY + timedelta(minutes=11)).slot is None


def test_undo_after_somebody_else_moved_it_is_refused_with_their_name(cast):
    cast.bus = cast.put(cast.bus, 0)
    change = Change.objects.latest("version")
    cast.put(cast.bus, 1, by=cast.fay)
    with pytest.raises(PlaceRefused) as refused:
        undo(change, by=cast.maya, now=EARLY)
    assert (refused.value.code, refused.value.by) == ("moved_meanwhile", "Fay")


def test_who_holds_the_card_places_it_as_at_the_wall(cast):
    guest = card(cast.board, "From the door")
    Host.objects.create(board=cast.board, session=guest, name="Ann at the door")
    placed = place_session(guest, slot=cast.slots[0], room=cast.rooms[0], seen=0, by=None, by_card=True, now=EARLY)
    assert placed.slot == cast.slots[0]
    with pytest.raises(PlaceRefused) as refused:
        cast.put(cast.bus, now=EARLY)
    assert refused.value.by == "by card"


def test_versions_have_no_gap_after_refusals(cast):
    cast.put(cast.bus, 0)
    for _ in range(3):
        with pytest.raises(PlaceRefused):
            cast.put(cast.night, 0)
    cast.put(cast.night, 1)
    assert list(Change.objects.values_list("version", flat=True).order_by("version")) == [1, 2]
    assert Board.objects.get().version == 2
