"""Screens: the wall, which never scrolls, and the display at a door. board.md 10."""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2s

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycamp.links import absolute
from sessions import actions, drawing, exporting, pages, reading
from sessions.kept import cache
from sessions.models import Board, Slot
from sessions.views.board import next_turn, running
from sessions.views.desk import line_of
from sessions.views.entrance import at_public_board, camp_frame
from sessions.vocabulary import Phase, SlotKind

SHOWS = ("auto", "now", "grid", "pitch")
NEXT_LINES = 4
KEPT = 60  # seconds
LONG_LABEL = 16  # letters of a room's name beside a title; a longer one stands above it


@require_safe
@at_public_board
def wall(request: HttpRequest, board: Board) -> HttpResponse:
    """`auto` is the pitch when one is now, else now and next, then the day."""
    show, room = request.GET.get("show", "auto"), request.GET.get("room", "")
    if show not in SHOWS:
        raise Http404
    if room and not (
        room.isascii() and room.isdigit() and len(room) < 16 and board.rooms.filter(pk=int(room)).exists()
    ):
        raise Http404
    now = timezone.now()
    context = {**screen(board, now), "show": show}
    if show in ("auto", "pitch"):
        line = kept(board, ("line",), now, lambda: line_of(board, "public"))
        if line["now"]:
            line["now"]["left"] = actions.seconds_left(line["now"]["pitch"])
        if line["now"] or show == "pitch":
            waiting = line["waiting"]
            more = len(waiting) - 3
            context |= line | {"then": waiting[:3], "more": more if more > 0 else 0}
            context |= line_words(board)
            return render(request, "sessions/wall_pitch.html", context)

    def drawn() -> dict:
        looked = reading.look(board)
        rooms = [each for each in looked.rooms if not room or str(each.pk) == room]
        cut = wall_pages(looked, rooms, now, whole_day=show == "grid", at_once=show == "now")
        return {"pages": cut, "turns_at": next_turn(looked, now), "known": bool(rooms)}

    context |= kept(board, ("wall", show, room), now, drawn)
    return render(request, "sessions/wall.html", context)


def line_words(board: Board) -> dict[str, str]:
    """What the line of pitches says where nobody pitches: it is open in one phase alone. board.md 3."""
    if board.phase == Phase.PITCH:
        return {"line_says": _("The line is open"), "line_hint": _("Hosts join it from their session’s page.")}
    if board.phase == Phase.PROPOSE:
        return {"line_says": _("The line is not open yet"), "line_hint": _("It opens in the phase “Pitch”.")}
    return {"line_says": _("The line is closed"), "line_hint": _("The board says what is on.")}


def screen(board: Board, now: datetime) -> dict:
    """What every screen shows around its cards."""
    return {
        **camp_frame(board, "", days=""),
        "clock": reading.clock(now, board),
        "zone_name": reading.zone_name(now, board),
        "address": absolute(reverse("sessions:board", args=[board.camp.slug])),
        "at": now.isoformat(),
    }


def kept(board: Board, of: tuple, now: datetime, draw: Callable[[], dict]) -> dict:
    """What `draw` gives, drawn once for all screens: until the board or its camp changes, and while what is on now
    stays on (`turns_at`, where that matters). What shows no room of the board is not kept.
    """
    told = repr((*exporting.about(board), *of, reading.language_now()))
    key = f"board:screen:{blake2s(told.encode(), digest_size=12).hexdigest()}"
    known = cache.get(key)
    if known is None or (known.get("turns_at") and now >= datetime.fromisoformat(known["turns_at"])):
        known = draw()
        if known.pop("known", True):
            cache.set(key, known, KEPT)
    return known


MOST_NAMES = 54  # letters, three lines of a narrow card


def few_names(hosts: str) -> str:
    """Names for a screen that is read from afar: where they are many, the first and how many more."""
    names = hosts.split(", ")
    if len(hosts) <= MOST_NAMES:
        return hosts
    if len(names) == 1:
        return hosts[: MOST_NAMES - 1] + "…"
    return _("%(name)s and %(n)s more") % {"name": names[0][: MOST_NAMES - 12], "n": len(names) - 1}


def wall_pages(looked: reading.Looked, rooms: list, now, *, whole_day: bool, at_once: bool) -> list[dict]:
    """Pages with a heading each: what is on now; in `auto` also the rest of the day, slot by slot."""
    board, made = looked.board, []
    current = running(looked, now)
    todo = current if at_once else current + [slot for slot in looked.slots if slot.starts_at > now]
    for slot in list(looked.slots) if whole_day else todo:
        is_now = slot in current
        small = (_("until %(time)s") if is_now else _("to %(time)s")) % {"time": reading.clock(slot.ends_at, board)}
        title = _("Now") if is_now else reading.clock(slot.starts_at, board)
        after = next_lines(looked, rooms, slot)
        if slot.kind == "everybody":
            made.append({"title": title, "small": small, "cards": [], "together": slot.title, "seconds": 10, **after})
            continue
        items = []
        for room in rooms:
            session = looked.by_cell.get((slot.pk, room.pk))
            if session:
                face = drawing.face(session, board, "public")
                words = pages.Words(face.title, few_names(face.hosts), room.name, len(face.themes))
                items.append(((face, words), words))
        for page in pages.cut(items):
            cards = [
                {
                    "card": face,
                    "words": words,
                    "size": "long" if (found := pages.size(words, page.rows)) is None else found,
                    "wide": pages.width(words) > 1,
                    "name_below": pages.is_name_below(words),
                }
                for face, words in page.items
            ]
            made.append(
                {
                    "title": title,
                    "small": small,
                    "cards": cards,
                    "together": "",
                    "seconds": page.seconds,
                    "rows": page.rows,
                    **after,
                }
            )
    if not made:
        empty = {"title": board.camp.name, "small": "", "cards": [], "together": _("The wall is empty."), "seconds": 10}
        made.append(empty | next_lines(looked, rooms, None))
    return made


def next_lines(looked: reading.Looked, rooms: list, shown: Slot | None) -> dict:
    """What comes after the slot that a page shows, for the foot of that page."""
    later = [slot for slot in looked.slots if shown and slot.starts_at >= shown.ends_at]
    slots = [slot for slot in later if slot.starts_at == later[0].starts_at]
    lines = []
    for slot in slots:
        if slot.kind == SlotKind.EVERYBODY:
            lines.append({"room": slot.place, "title": slot.title or _("Everybody together")})
            continue
        for room in rooms:
            session = looked.by_cell.get((slot.pk, room.pk))
            if session:
                lines.append({"room": room.short or room.name, "title": session.title})
    stacked = any(len(line["room"]) > LONG_LABEL for line in lines)
    each = 1 if stacked else NEXT_LINES // 2
    halves = [lines[:each], lines[each : 2 * each]]
    at = reading.clock(slots[0].starts_at, looked.board) if slots else ""
    return {"then": halves, "then_stacked": stacked, "then_at": at}


@require_safe
@at_public_board
def door(request: HttpRequest, board: Board, number: int) -> HttpResponse:
    """One room's day, black on white, for a screen at its door."""
    now = timezone.now()

    def drawn() -> dict:
        looked = reading.look(board)
        room = next((each for each in looked.rooms if each.pk == number), None)
        if room is None:
            raise Http404
        facts = {"room": room, "room_facts": room_facts(room), "rows": door_rows(looked, room, now)}
        return {**facts, "turns_at": next_turn(looked, now)}

    context = {**screen(board, now), **kept(board, ("door", number), now, drawn)}
    return render(request, "sessions/door.html", context)


def room_facts(room) -> str:
    from sessions.vocabulary import Feature

    return ", ".join(
        [reading.seats(room), *(str(Feature(one).label) for one in room.features if one in Feature.values)]
    )


def door_rows(looked: reading.Looked, room, now, *, with_day: bool = False) -> list[dict]:
    """The day of a room: what is on now, next, and later; past ones are left out while the day lasts."""
    board, rows = looked.board, []
    for slot in looked.slots:
        if slot.kind == "everybody":
            continue
        session = looked.by_cell.get((slot.pk, room.pk))
        rows.append(
            {
                "time": reading.when(slot, board, with_day=with_day),
                "now": slot.starts_at <= now < slot.ends_at,
                "over": slot.ends_at <= now,
                "card": drawing.face(session, board, "public") if session else None,
            }
        )
    left = [row for row in rows if not row["over"]]
    return left or rows
