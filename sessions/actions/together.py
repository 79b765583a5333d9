"""Many cards moved as one act: what can go goes, what cannot is left and listed. board.md 8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from sessions import board as pure
from sessions import reading
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.placing import put
from sessions.errors import Refused
from sessions.models import Board, Change, Session
from sessions.permissions import ask, stand
from sessions.vocabulary import SessionKind, State


@dataclass(frozen=True)
class Move:
    """A card to a cell, or to the tray; `seen` is the place_version that was known."""

    session: int
    seen: int
    cell: pure.Cell | None
    undoes: Change | None = None


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
        moved.changes.append(put(here, sessions[pk], slot, room, reason=reason, batch=moved.batch, undoes=move.undoes))
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


def undo_together(board: Board, batch: UUID, *, by, by_name: str = "", key: UUID | None = None) -> Moved | None:
    """Put back what one act placed, where nobody moved it since. An undo of an undo does it again.

    None where this was done already with the same key. Raises Refused where nothing can be put back.
    """
    try:
        with turn(board, by=by, key=key, by_name=by_name) as here:
            if by is not None:
                ask(stand(by, here.board), "arrange", here.board)
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
