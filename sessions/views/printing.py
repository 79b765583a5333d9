"""The board on paper: the grid, door sheets, labels for the wall, and cards. board.md 10."""

from collections.abc import Callable
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycamp.links import absolute
from sessions import drawing, reading, sheets
from sessions.models import Board, Room
from sessions.permissions import Viewer, ask, may
from sessions.views.entrance import at_board, camp_frame
from sessions.views.paper import card_address
from sessions.views.wall import door_rows, room_facts
from sessions.vocabulary import BoardKind, SessionKind, SlotKind

Sheets = Callable[[reading.Looked, sheets.Paper], dict]


@require_safe
@at_board
def printing(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """What, and on which paper; then the sheets. Cards carry keys, so facilitators print them."""
    what = request.GET.get("what", "")
    context = camp_frame(board, "board")
    if not what:
        city = board.camp.city
        context |= {
            "papers": sheets.PAPERS.values(),
            "usual": sheets.paper_for(city.country if city else ""),
            "may_print_cards": may(viewer, "moderate", board),
        }
        return render(request, "sessions/print.html", context)
    paper = sheets.PAPERS.get(request.GET.get("paper", "a4"))
    if what not in SHEETS or paper is None:
        raise Http404
    if what == "cards":
        ask(viewer, "moderate", board)
    looked = reading.look(board)
    context |= {"paper": paper, "clock_zone": zone_words(looked), **SHEETS[what](looked, paper)}
    return render(request, f"sessions/print_{what}.html", context)


def zone_words(looked: reading.Looked) -> str:
    """“EDT”: the zone of the camp's first slot, or of now."""
    moment = looked.slots[0].starts_at if looked.slots else looked.board.made_at
    return reading.zone_name(moment, looked.board)


def grid(looked: reading.Looked, paper: sheets.Paper) -> dict:
    """A day and as many rooms to a sheet as are readable; what is not placed yet follows."""
    board, found = looked.board, []
    rooms = [room for room in looked.rooms if not room.closed or used(looked, room)]
    parts = sheets.evenly(rooms, paper.columns)
    for day, slots in groupby(looked.slots, key=lambda slot: reading.day_name(slot.starts_at, board)):
        of_day = list(slots)
        for number, part in enumerate(parts):
            rows = [grid_row(looked, slot, part) for slot in of_day]
            if board.kind == BoardKind.TIMETABLE:
                rows = [row for row in rows if any(cell["card"] for cell in row["cells"]) or row["together"]]
            if rows:
                before = sum(len(each) for each in parts[:number])
                found.append(
                    {
                        "day": day,
                        "rooms": [{"room": room, "facts": room_facts(room)} for room in part],
                        "range": {"from": before + 1, "to": before + len(part), "of": len(rooms)},
                        "rows": rows,
                    }
                )
    tray = [drawing.face(each, board, "public") for each in looked.tray]
    return {"parts": found, "tray": [tray[n : n + 4] for n in range(0, len(tray), 4)]}


def used(looked: reading.Looked, room: Room) -> bool:
    return any(session.room_id == room.pk for session in looked.sessions)


def grid_row(looked: reading.Looked, slot, rooms: list[Room]) -> dict:
    board, taken = looked.board, looked.by_cell
    cells = []
    for room in rooms:
        session = taken.get((slot.pk, room.pk))
        card = drawing.face(session, board, "public") if session else None
        cells.append({"card": card, "size": sheets.size_of(card.title, card.hosts) if card else "", "room": room})
    return {
        "time": reading.clock(slot.starts_at, board),
        "until": reading.clock(slot.ends_at, board),
        "together": slot.kind == SlotKind.EVERYBODY,
        "slot": slot,
        "cells": cells,
    }


def doors(looked: reading.Looked, paper: sheets.Paper) -> dict:
    """A sheet for each room that is open, or as many as its day needs."""
    board, found = looked.board, []
    several = reading.several_days(looked.slots, board)
    ways = [room for room in looked.rooms if room.directions and not room.closed]
    for room in looked.rooms:
        if room.closed:
            continue
        facts = room_facts(room)
        elsewhere = ways_to_others(ways, room)
        rows = door_rows(looked, room, board.made_at, with_day=several)
        items = [(row, row["card"].title, row["card"].hosts) if row["card"] else (row, "", "") for row in rows]
        head = f"{facts} {room.directions}"
        size, cuts = sheets.door(items, head, " ".join(f"{o.name}: {o.directions}" for o in elsewhere), paper)
        address = absolute(reverse("sessions:door", args=[board.camp.slug, room.pk]))
        for number, cut in enumerate(cuts, 1):
            found.append(
                {
                    "room": room,
                    "room_facts": facts,
                    "rows": cut,
                    "size": size,
                    "part": sheet_words(number, len(cuts)) if len(cuts) > 1 else "",
                    "elsewhere": elsewhere if number == len(cuts) else [],
                    "address": address,
                }
            )
    return {"doors": found}


def sheet_words(number: int, of: int) -> str:
    return _("Sheet %(number)s of %(of)s") % {"number": number, "of": of}


MOST_WAYS = 6


def ways_to_others(ways: list[Room], here: Room) -> list[Room]:
    """The rooms a lost person may look for: the nearest in the board's order, so that a sheet stays one."""
    others = [room for room in ways if room.pk != here.pk]
    others.sort(key=lambda room: abs(room.position - here.position))
    return sorted(others[:MOST_WAYS], key=lambda room: room.position)


def labels(looked: reading.Looked, paper: sheets.Paper) -> dict:
    """What the wall's columns and rows are called, as large as the cards."""
    board = looked.board
    several = reading.several_days(looked.slots, board)
    of_rooms = [
        {"kind": _("Room"), "title": room.name, "small": room_facts(room), "more": room.directions}
        for room in looked.rooms
        if not room.closed
    ]
    of_slots = [
        {
            "kind": reading.day_name(slot.starts_at, board) if several else _("Time"),
            "title": reading.clock(slot.starts_at, board),
            "small": _("to %(time)s %(zone)s")
            % {"time": reading.clock(slot.ends_at, board), "zone": reading.zone_name(slot.starts_at, board)},
            "more": ", ".join(part for part in (slot.title, slot.place) if part),
        }
        for slot in looked.slots
    ]
    return {"sheets": sheets.eights(of_slots + of_rooms)}


def cards(looked: reading.Looked, paper: sheets.Paper) -> dict:
    """Eight to a sheet, each with the code that opens its small form."""
    faces = []
    for session in looked.sessions:
        if session.kind == SessionKind.SESSION:
            face = drawing.face(session, looked.board, "public")
            rest = face.hosts + face.needs
            faces.append({"card": face, "address": card_address(session), "size": sheets.size_of(face.title, rest)})
    return {"sheets": sheets.eights(faces)}


SHEETS: dict[str, Sheets] = {"grid": grid, "doors": doors, "labels": labels, "cards": cards}
