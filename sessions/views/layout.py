"""The page of settings: who places, times, rooms, and what stands fixed. board.md 2, 3 and 6."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sessions import actions, around, reading
from sessions.errors import Refused, Unusable
from sessions.forms import BoardForm, FixedForm, RoomForm, SlotForm
from sessions.models import Board, Room, Slot
from sessions.permissions import Viewer, ask
from sessions.views.entrance import at_board, camp_frame, key_of, weak
from sessions.vocabulary import SlotKind

ROOM = ("name", "capacity", "features", "directions", "online_url", "closed")
BOARD = ("policy", "pitch_seconds", "session_limit", "door_proposals")


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def settings(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """One form for each thing; the one that was refused comes back open, with what was typed and why."""
    ask(viewer, "set_up", board)
    sent: forms.Form | None = None
    status = 200
    if request.method == "POST":
        if asked := weak(request):
            return asked
        what = request.POST.get("what", "")
        if what not in KEEPERS:
            raise Unusable(_("Choose what to do from the page."), "what")
        sent, keep = KEEPERS[what](request, board)
        status = 422
        if sent.is_valid():
            try:
                keep(by=viewer.known, key=key_of(request))
                return HttpResponseRedirect(request.path)
            except Refused as refused:
                field = refused.facts.get("field", "")
                sent.add_error(NAMED.get(field, field if field in sent.fields else None), refused.message)
                status = refused.status
    return render(request, "sessions/settings.html", page(board, sent), status=status)


Keep = Callable[..., object]
NAMED = {"starts_at": "starts", "ends_at": "ends"}  # a field of the model by the name its form has


def board_sent(request: HttpRequest, board: Board) -> tuple[forms.Form, Keep]:
    form = BoardForm(request.POST, auto_id="board-%s")
    return form, lambda **who: actions.change_settings(board, form.cleaned_data, **who)


def room_sent(request: HttpRequest, board: Board) -> tuple[forms.Form, Keep]:
    room = chosen(request, board, "room", board.rooms, _("Choose a room of this board."))
    form = RoomForm(request.POST, auto_id=ids("room", room))
    return form, lambda **who: actions.save_room(board, room=room, **form.cleaned_data, **who)


def slot_sent(request: HttpRequest, board: Board) -> tuple[forms.Form, Keep]:
    slot = chosen(request, board, "slot", board.slots, _("Choose a time of this board."))
    form = SlotForm(request.POST, days=days_of(board), auto_id=ids("slot", slot))

    def keep(**who) -> object:
        starts_at, ends_at = form.span(reading.zone(board))
        rest = {name: form.cleaned_data[name] for name in ("kind", "title", "place")}
        return actions.save_slot(board, slot=slot, starts_at=starts_at, ends_at=ends_at, **rest, **who)

    if slot is not None and request.POST.get("step") == "drop":
        return form, lambda **who: actions.drop_slot(slot, **who)
    return form, keep


def fixed_sent(request: HttpRequest, board: Board) -> tuple[forms.Form, Keep]:
    form = fixed_form(board, request.POST)

    def keep(**who) -> object:
        slot = board.slots.get(pk=form.cleaned_data["slot"])
        room = board.rooms.get(pk=form.cleaned_data["room"])
        return actions.place_fixed(board, form.cleaned_data["title"], slot=slot, room=room, **who)

    return form, keep


KEEPERS = {"board": board_sent, "room": room_sent, "slot": slot_sent, "fixed": fixed_sent}


def chosen(request: HttpRequest, board: Board, name: str, among, words: str):
    """The room or time of this board that the form is about; None for a new one."""
    number = request.POST.get(name, "")
    if not number:
        return None
    found = among.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None:
        raise Unusable(words, name)
    found.board = board
    return found


def ids(what: str, thing: Room | Slot | None) -> str:
    return f"{what}-{thing.pk if thing else 'new'}-%s"


def days_of(board: Board) -> list[date]:
    """The camp's days, and any other on which the board has a time."""
    zone = reading.zone(board)
    own = {day.date for day in board.camp.settled_days}
    return sorted(own | {slot.starts_at.astimezone(zone).date() for slot in board.slots.all()})


def fixed_form(board: Board, data=None) -> FixedForm:
    times, rooms = around.cells_to_choose(board)
    now = timezone.now()
    return FixedForm(data, slots=[each.choice(now) for each in times], rooms=rooms, auto_id="fixed-%s")


def page(board: Board, sent: forms.Form | None) -> dict:
    """All the forms, as things stand; the one that was sent in the place of its own."""
    days, zone = days_of(board), reading.zone(board)

    def here(form: forms.Form) -> forms.Form:
        return sent if sent is not None and sent.auto_id == form.auto_id else form

    def slot_form(slot: Slot | None) -> forms.Form:
        initial = {}
        if slot:
            first, last = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
            initial = {"day": first.date().isoformat(), "starts": first.time(), "ends": last.time()}
            initial |= {"kind": slot.kind, "title": slot.title, "place": slot.place}
        return here(SlotForm(days=days, initial=initial, auto_id=ids("slot", slot)))

    def room_form(room: Room | None) -> forms.Form:
        initial = {name: getattr(room, name) for name in ROOM} if room else {}
        return here(RoomForm(initial=initial, auto_id=ids("room", room)))

    slots = list(board.slots.order_by("starts_at", "ends_at"))
    several = reading.several_days(slots, board)
    return {
        **camp_frame(board, "board"),
        "zone_name": reading.zone_name(slots[0].starts_at, board) if slots else "",
        "board_form": here(BoardForm(initial={name: getattr(board, name) for name in BOARD}, auto_id="board-%s")),
        "slots": [
            {
                "slot": slot,
                "form": slot_form(slot),
                "when": reading.when(slot, board, with_day=several),
                "until": reading.clock(slot.ends_at, board),
                "for_everybody": slot.kind == SlotKind.EVERYBODY,
            }
            for slot in slots
        ],
        "new_slot": slot_form(None),
        "rooms": [{"room": room, "form": room_form(room), "seats": reading.seats(room)} for room in board.rooms.all()],
        "new_room": room_form(None),
        "fixed_form": here(fixed_form(board)) if slots else None,
        "too_much_fixed": actions.too_much_fixed(board),
        "key": uuid4(),
    }
