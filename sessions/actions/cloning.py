"""A board made after another camp's: rooms, times, settings; of cards only what waits, and nobody's name."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from events.models import Camp
from sessions.actions import finding
from sessions.models import Board, Room, Session, Slot
from sessions.vocabulary import SessionKind, State


def clone_board(of: Board, camp: Camp, *, cards: bool = False) -> Board:
    """In the phase `propose`, with an empty journal. Slots keep their local time, whatever the clocks did between.

    With `cards`, unplaced sessions and wishes come as wishes: without people a session has nobody to run it. A room's
    online address stays behind, for it is somebody's.
    """
    board = Board.objects.create(
        camp=camp,
        kind=of.kind,
        policy=of.policy,
        pitch_seconds=of.pitch_seconds,
        door_proposals=of.door_proposals,
        session_limit=of.session_limit,
    )
    Room.objects.bulk_create(
        Room(
            board=board,
            name=room.name,
            short=room.short,
            capacity=room.capacity,
            features=room.features,
            position=room.position,
            directions=room.directions,
            closed=room.closed,
        )
        for room in of.rooms.all()
    )
    days, old_days = camp.settled_days, of.camp.settled_days
    if days and old_days:
        moves = days[0].date - old_days[0].date
        Slot.objects.bulk_create(
            Slot(
                board=board,
                starts_at=at_local_time(slot.starts_at, moves, of.camp.zone, camp.zone),
                ends_at=at_local_time(slot.starts_at, moves, of.camp.zone, camp.zone) + (slot.ends_at - slot.starts_at),
                kind=slot.kind,
                title=slot.title,
                place=slot.place,
            )
            for slot in of.slots.all()
        )
    for card in Session.objects.on_the_board().filter(board=of, slot=None) if cards else ():
        clone_card(card, board)
    return board


def at_local_time(moment: datetime, moves: timedelta, zone: str, new_zone: str) -> datetime:
    """The same wall clock so many days later."""
    clock = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + moves
    return clock.replace(tzinfo=ZoneInfo(new_zone)).astimezone(UTC)


def clone_card(card: Session, board: Board) -> Session:
    made = Session.objects.create(
        board=board,
        kind=SessionKind.WISH if card.kind != SessionKind.FIXED else SessionKind.FIXED,
        state=State.OPEN,
        title=card.title,
        summary=card.summary,
        format=card.format,
        needs=card.needs,
        language=card.language,
        on_record=card.on_record,
    )
    made.themes.set(card.themes.all())
    finding.index(made)
    return made
