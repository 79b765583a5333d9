"""What the board does when its camp moves, is cancelled or to be deleted; heard in events' transaction. board.md 3."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from events.models import Camp
from sessions.actions.journal import LeftAsItWas, turn
from sessions.actions.making import USUAL_MINUTES, lay_slots
from sessions.models import Board, Change, Session, Slot
from sessions.vocabulary import SessionKind

FAR = timedelta(days=36_500)


def board_of(camp: Camp) -> Board | None:
    return Board.objects.select_related("camp").filter(camp=camp).first()


def on_camp_moved(camp: Camp, by=None, before: Sequence[date] = (), **_kwargs) -> None:
    """Move the slots by local time, the sessions keep their cells. The first days ever lay the first slots."""
    board = board_of(camp)
    days = [day.date for day in camp.settled_days]
    if board is None or not days:
        return
    try:
        with turn(board, by=by) as here:
            slots = list(board.slots.all())
            if not slots:
                made = Change.objects.filter(board=board, kind=Change.Kind.MADE).first()
                lay_slots(here.board, int((made.after if made else {}).get("minutes") or USUAL_MINUTES))
            elif not move_slots(slots, shifts(before, days), ZoneInfo(camp.zone)):
                raise LeftAsItWas
            else:
                placed = Session.objects.filter(board=board, slot__isnull=False)
                placed.update(sequence=F("sequence") + 1, changed_at=here.now)
            here.write(
                Change.Kind.SETTINGS,
                before={"days": [str(day) for day in before]},
                after={"days": [str(day) for day in days]},
            )
    except LeftAsItWas:
        pass


def shifts(before: Sequence[date], days: Sequence[date]) -> dict[date, timedelta]:
    """How far each former day moves: the first to the first, the second to the second; more days than now follow
    the last of them."""
    before, days = sorted(before), sorted(days)
    found: dict[date, timedelta] = {}
    for number, day in enumerate(before):
        found[day] = days[number] - day if number < len(days) else found[before[number - 1]]
    return found


def move_slots(slots: Sequence[Slot], by_day: Mapping[date, timedelta], zone: ZoneInfo) -> bool:
    """Give each slot the same clock time on its day's new date; what begins after midnight goes with the day before.
    Says whether any moved."""
    moving = []
    for slot in slots:
        day = slot.starts_at.astimezone(zone).date()
        former = max((known for known in by_day if known <= day), default=min(by_day, default=None))
        shift = by_day[former] if former else timedelta(0)
        if shift:
            slot.starts_at, slot.ends_at = (
                local_shift(slot.starts_at, shift, zone),
                local_shift(slot.ends_at, shift, zone),
            )
            moving.append(slot)
    if not moving:
        return False
    # No two slots have one time, not even for the length of a statement: first out of the way, then into place.
    away = Slot.objects.filter(pk__in=[slot.pk for slot in moving])
    away.update(starts_at=F("starts_at") + FAR, ends_at=F("ends_at") + FAR)
    for slot in moving:
        slot.save(update_fields=["starts_at", "ends_at"])
    return True


def local_shift(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """The same time on the clock so many days later or earlier, across a change of the clocks too."""
    here = moment.astimezone(zone)
    return datetime.combine(here.date() + shift, here.time(), zone)


def on_camp_cancelled(camp: Camp, by=None, **_kwargs) -> None:
    """Every placed session's calendar entry is a newer one; feeds read from the camp that it is cancelled."""
    board = board_of(camp)
    if board is None:
        return
    with turn(board, by=by) as here:
        placed = Session.objects.filter(board=board, slot__isnull=False)
        placed.update(sequence=F("sequence") + 1, changed_at=here.now)
        here.write(Change.Kind.SETTINGS, after={"cancelled": True}, reason=camp.cancelled_because)


def on_camp_to_delete(camp: Camp, **_kwargs) -> str:
    """A reason against, if anything but fixed items stands on the board; else an empty one."""
    there = Session.objects.filter(board__camp=camp).exclude(kind=SessionKind.FIXED)
    return _("There are sessions on its board.") if there.exists() else ""
