"""Many cards moved as one act: what can go goes, what cannot is left and listed. board.md 8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from sessions import board as pure
from sessions import reading, why
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.placing import Stopped, confirm_first, fresh, last_placing, may_place, put
from sessions.errors import Refused
from sessions.models import Board, Change, Session
from sessions.permissions import ask, stand
from sessions.vocabulary import SessionKind, State


@dataclass(frozen=True)
class Move:
    """A card to a cell, or to the tray; `seen` is the place_version that was known, `why` the arranger's codes."""

    session: int
    seen: int
    cell: pure.Cell | None
    undoes: Change | None = None
    why: Sequence[Mapping[str, Any]] = ()


@dataclass
class Moved:
    """What an act did: its entries, and (session, obstacle) of what stays where it is."""

    batch: UUID
    changes: list[Change] = field(default_factory=list)
    left: list[tuple[Session, pure.Obstacle]] = field(default_factory=list)


def place_together(here: Turn, moves: Sequence[Move], *, reason: str = "", override: bool = False) -> Moved:
    """Write every move that breaks no rule once all are done. A move that cannot be made stays, and with it whoever
    wanted its cell. With `override`, what a facilitator may override is no obstacle (an undo puts back what was).
    """
    moved = Moved(uuid4())
    sessions = {
        session.pk: session
        for session in Session.objects.select_related("slot", "room", "last_room").filter(
            board=here.board, pk__in=[move.session for move in moves]
        )
    }
    wanted: dict[int, Move] = {}
    for move in moves:
        session = sessions.get(move.session)
        if session is None:
            continue
        session.board = here.board
        stays = standing_still(session, move, here, override)
        if stays:
            moved.left.append((session, stays))
        elif move.cell != at(session):
            wanted[move.session] = move
    grid = reading.read_grid(here.board)
    while True:
        after = replace(
            grid,
            cards={
                pk: replace(card, cell=wanted[pk].cell) if pk in wanted else card for pk, card in grid.cards.items()
            },
        )
        stuck = first_obstacle(after, wanted, here, override)
        if stuck is None:
            break
        moved.left.append((sessions[stuck[0]], stuck[1]))
        del wanted[stuck[0]]
    # All cells of the travellers first: the constraint looks at each statement.
    Session.objects.filter(pk__in=wanted).update(slot=None, room=None)
    slots, rooms = (
        {slot.pk: slot for slot in here.board.slots.all()},
        {room.pk: room for room in here.board.rooms.all()},
    )
    for pk, move in sorted(wanted.items(), key=lambda each: (each[1].cell is None, each[1].cell or (0, 0), each[0])):
        slot, room = (slots[move.cell[0]], rooms[move.cell[1]]) if move.cell else (None, None)
        change = put(here, sessions[pk], slot, room, reason=reason, batch=moved.batch, undoes=move.undoes, why=move.why)
        moved.changes.append(change)
    return moved


def at(session: Session) -> pure.Cell | None:
    return (session.slot_id, session.room_id) if session.slot_id and session.room_id else None


def standing_still(session: Session, move: Move, here: Turn, override: bool) -> pure.Obstacle | None:
    """Why this card is not to be touched, whatever the cell."""
    if session.state != State.OPEN or (session.kind == SessionKind.WISH and move.cell):
        return pure.Obstacle("gone")
    if session.place_version != move.seen:
        return pure.Obstacle("moved_meanwhile")
    if session.pinned:
        return pure.Obstacle("pinned")
    if session.slot and session.slot.starts_at <= here.now and not override:
        return pure.Obstacle("started")
    return None


def first_obstacle(
    after: pure.Grid, wanted: Mapping[int, Move], here: Turn, override: bool
) -> tuple[int, pure.Obstacle] | None:
    for pk, move in wanted.items():
        if move.cell is None:
            continue
        card = after.cards[pk]
        if not after.has(move.cell):
            return pk, pure.Obstacle("gone")
        obstacle = after.obstacle(card, move.cell, now=here.now)
        if obstacle and not (override and obstacle.may_be_overridden):
            return pk, obstacle
    return None


def left_note(session: Session, obstacle: pure.Obstacle) -> dict[str, Any]:
    note: dict[str, Any] = {"session": session.code, "code": obstacle.code}
    if obstacle.code == "moved_meanwhile":
        change = last_placing(session)
        note["by"] = change.by_id if change else None
        note["at"] = change.at.isoformat() if change else None
    elif obstacle.code in ("cell_taken", "host_busy"):
        note["other"] = Session.objects.values_list("code", flat=True).get(pk=obstacle.what[0])
    elif obstacle.code == "room_lacks":
        note["lacks"] = list(obstacle.what)
    return note


def undo_together(board: Board, batch: UUID, *, by, by_name: str = "", key: UUID | None = None) -> Moved | None:
    """Put back what one act placed, where nobody moved it since. An undo of an undo does it again.

    None where this was done already with the same key. Raises Refused where nothing can be put back.
    """
    try:
        with turn(board, by=by, key=key, by_name=by_name) as here:
            if by is not None:
                ask(stand(by, here.board), "place_any", here.board)
            changes = Change.objects.filter(board=board, batch=batch, kind=Change.Kind.PLACED).select_related("session")
            moves = [
                Move(
                    change.session_id or 0,
                    change.after.get("place_version", -1),
                    (change.before["slot"], change.before["room"]) if change.before.get("slot") else None,
                    change,
                )
                for change in changes
            ]
            return place_together(here, moves, override=True)
    except Replayed:
        return None
    except LeftAsItWas:
        raise Refused(_("Nothing was put back: every one of these sessions was moved since.")) from None


def swap_sessions(
    one: Session,
    other: Session,
    *,
    seen: tuple[int, int],
    by,
    confirmed: bool = False,
    reason: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Moved | None:
    """Two placed sessions trade their cells, both or neither; `seen` are their place_versions.

    For facilitators. None where this was done already with the same key. Raises Refused: with code `confirm` where
    many starred one of them or it begins soon, else with what stands against it.
    """
    try:
        with turn(one.board, by=by, key=key, now=now) as here:
            viewer = stand(by, here.board)
            ask(viewer, "place_any", here.board)
            pair = [fresh(one, here.board), fresh(other, here.board)]
            if not all(each.slot_id for each in pair):
                raise Refused(_("Both need a place to trade it."))
            for each in pair:
                may_place(viewer, each, here.board, reason)
            if not confirmed:
                for mover, target in (pair, pair[::-1]):
                    confirm_first(mover, target.slot, target.room, now=here.now)
            moves = [
                Move(mover.pk, known, at(target))
                for mover, target, known in ((pair[0], pair[1], seen[0]), (pair[1], pair[0], seen[1]))
            ]
            moved = place_together(here, moves, reason=reason)
            if moved.left:
                session, obstacle = moved.left[0]
                raise Refused(
                    _("They stay where they are. “%(title)s”: %(why)s")
                    % {"title": session.title, "why": why.why_left(left_note(session, obstacle), {})}
                )
            return moved
    except Replayed:
        return None
    except Stopped as stop:
        if stop.code == "confirm":
            refused = Refused(_("Many starred one of them, or it begins soon. Say that you mean it."))
            refused.code = "confirm"
            raise refused from None
        raise Refused(_("Nothing was traded: look at the board as it is now.")) from None
