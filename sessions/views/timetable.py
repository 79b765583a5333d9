"""The board's own address: the grid, or a timetable, grouped by start, a day and 12 rooms a page. board.md 2, 14."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from citycamp import keeping
from sessions import drawing, reading
from sessions.models import Board, Room, Session, Slot
from sessions.permissions import Viewer
from sessions.views.board import cards_in, filled, grid_board, page, running, told
from sessions.views.entrance import at_board
from sessions.views.narrowing import only
from sessions.vocabulary import BoardKind, SlotKind

ROOMS = 12
TRAY = 60
ELSEWHERE = ("now", "next", "mine")


@require_safe
@cache_control(private=True, no_cache=True)
@keeping.kept
@at_board
def board(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    if board.kind == BoardKind.TIMETABLE and request.GET.get("show", "all") not in ELSEWHERE:
        return timetable(request, board, viewer)
    if request.GET.get("show") == "only":
        return only(request, board, viewer)
    return grid_board(request, board, viewer)


def timetable(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """One day, and twelve of the rooms that have something on it."""
    now = timezone.now()
    slots, rooms = list(board.slots.all()), list(board.rooms.all())
    days = [(day, list(of_day)) for day, of_day in groupby(slots, key=lambda slot: day_of(slot, board))]
    number = chosen(request, "day", len(days), today(days, board, now))
    of_day = days[number - 1][1] if days else []
    used = set(
        Session.objects.on_the_board()
        .filter(board=board, slot__in=[slot.pk for slot in of_day])
        .values_list("room_id", flat=True)
    )
    open_rooms = [room for room in rooms if room.pk in used]
    parts = [open_rooms[at : at + ROOMS] for at in range(0, len(open_rooms), ROOMS)]
    part = chosen(request, "rooms", len(parts), 1)
    here = parts[part - 1] if parts else []
    waiting = list(
        Session.objects.on_the_board()
        .filter(board=board, slot=None)
        .order_by("title")
        .values_list("pk", flat=True)[: TRAY + 1]
    )
    cards = cards_of(board, of_day, here, waiting[:TRAY])
    looked = reading.Looked(board, here, of_day, [card for card in cards if card.slot_id])
    lying = reading.Looked(board, [], [], [card for card in cards if not card.slot_id])
    context = {
        **page(request, board, viewer, "all", now),
        "done": told(request),
        "days": [
            {
                "label": date_format(day, "D j M Y"),
                "href": address(board, day=index),
                "current": index == number,
            }
            for index, (day, _slots) in enumerate(days, 1)
        ],
        "parts": [
            {
                "label": f"{names[0].name} – {names[-1].name}" if len(names) > 1 else names[0].name,
                "href": address(board, day=number, rooms=index),
                "current": index == part,
            }
            for index, names in enumerate(parts, 1)
        ]
        if len(parts) > 1
        else [],
        "day": date_format(days[number - 1][0], "l j F Y") if days else "",
        "hours": hours(looked, viewer, now),
        "tray": drawing.draw_tray(lying, viewer.audience),
        "more_in_tray": len(waiting) > TRAY,
        "lies": bool(waiting),
    }
    titles = {each.pk: (each.title, each.code) for each in cards}
    return filled(request, "sessions/timetable.html", board, viewer, titles, context, now=now)


def day_of(slot: Slot, board: Board) -> date:
    return slot.starts_at.astimezone(reading.zone(board)).date()


def today(days: Sequence, board: Board, now) -> int:
    """The day of now, else the first."""
    date_now = now.astimezone(reading.zone(board)).date()
    return next((index for index, (day, _slots) in enumerate(days, 1) if day == date_now), 1)


def chosen(request: HttpRequest, name: str, most: int, usual: int) -> int:
    text = request.GET.get(name, "")
    number = int(text) if text.isdecimal() and len(text) < 5 else usual
    return max(1, min(number, most))


def address(board: Board, **query: int) -> str:
    return f"{reverse('sessions:board', args=[board.camp.slug])}?{urlencode(query)}"


def cards_of(board: Board, slots: Sequence[Slot], rooms: Sequence[Room], more: Sequence[int]) -> list[Session]:
    """What is in these slots and rooms, and these others, with hosts and themes: three queries."""
    of_slot, of_room = {slot.pk: slot for slot in slots}, {room.pk: room for room in rooms}
    here = Q(slot__in=of_slot, room__in=of_room) | Q(pk__in=more, slot=None)
    found = list(
        Session.objects.on_the_board().filter(here, board=board).prefetch_related("hosts", "themes").order_by("title")
    )
    for session in found:
        session.board = board
        if session.slot_id:
            session.slot, session.room = of_slot[session.slot_id], of_room[session.room_id]
    return found


def hours(looked: reading.Looked, viewer: Viewer, now) -> list[dict]:
    """What begins together, in time order; in it the order of rooms."""
    board, made = looked.board, []
    current = {slot.pk for slot in running(looked, now)}
    for starts, together in groupby(looked.slots, key=lambda slot: slot.starts_at):
        slots = list(together)
        cards = cards_in(looked, [slot for slot in slots if slot.kind == SlotKind.SESSIONS], viewer)
        everybody = [slot for slot in slots if slot.kind == SlotKind.EVERYBODY]
        if not cards and not everybody:
            continue
        made.append(
            {
                "time": reading.clock(starts, board),
                "zone": reading.zone_name(starts, board),
                "is_now": any(slot.pk in current for slot in slots),
                "cards": cards,
                "everybody": [
                    {
                        "title": slot.title or _("Everybody together"),
                        "until": reading.clock(slot.ends_at, board),
                        "place": slot.place,
                    }
                    for slot in everybody
                ],
            }
        )
    return made
