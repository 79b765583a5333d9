"""A board for a camp that has just been started. board.md 3."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events.models import Camp
from sessions.actions.cloning import clone_board
from sessions.actions.journal import turn
from sessions.dayplan import plan_day
from sessions.models import Board, Change, Room, Slot
from sessions.vocabulary import SlotKind

USUAL_ROOMS, MOST_ROOMS = 4, 40
USUAL_MINUTES = 60
USUAL_SEATS = 30


def make_board(camp: Camp, *, by, rooms: int = USUAL_ROOMS, minutes: int = USUAL_MINUTES, people: int = 0) -> Board:
    """The camp's board in the phase `propose`: rooms 1 to n, and slots if the days have hours."""
    board = Board.objects.create(camp=camp)
    rooms = max(1, min(rooms, MOST_ROOMS))
    seats = max(USUAL_SEATS, -(-people // rooms)) if people else USUAL_SEATS
    with turn(board, by=by) as here:
        Room.objects.bulk_create(
            Room(board=board, name=_("Room %(n)s") % {"n": n}, position=n, capacity=min(seats, 10_000))
            for n in range(1, rooms + 1)
        )
        lay_slots(board, minutes)
        here.write(Change.Kind.MADE, after={"rooms": rooms, "minutes": minutes})
    return board


def lay_slots(board: Board, minutes: int) -> None:
    """Slots for every day that has hours."""
    titles = {
        "opening": _("Opening and pitches"),
        "lunch": _("Lunch"),
        "closing": _("Closing circle"),
        "sessions": "",
    }
    days = [day for day in board.camp.settled_days if day.has_hours]
    zone = ZoneInfo(board.camp.zone)
    for number, day in enumerate(days):
        planned = plan_day(
            day.starts.astimezone(zone),
            day.ends.astimezone(zone),
            minutes,
            first=number == 0,
            last=number == len(days) - 1,
        )
        Slot.objects.bulk_create(
            Slot(
                board=board,
                starts_at=slot.starts,
                ends_at=min(slot.ends, slot.starts + timedelta(hours=12)),
                kind=SlotKind.SESSIONS if slot.kind == "sessions" else SlotKind.EVERYBODY,
                title=titles[slot.kind],
            )
            for slot in planned
        )


def on_camp_started(
    camp: Camp, answers: Any = None, by=None, cloned: Camp | None = None, cards: bool = False, **_kwargs
) -> None:
    """Heard in the transaction that starts the camp, or makes it after another one."""
    if cloned is not None and (of := Board.objects.filter(camp=cloned).select_related("camp").first()):
        clone_board(of, camp, cards=cards)
        return
    answers = answers or {}
    make_board(
        camp,
        by=by,
        rooms=int(answers.get("rooms") or USUAL_ROOMS),
        minutes=int(answers.get("minutes") or USUAL_MINUTES),
        people=int(answers.get("people") or 0),
    )
