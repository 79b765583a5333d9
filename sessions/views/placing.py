"""Place, move, put back, undo: by tap, key, form or drag, it is one POST. board.md 6."""

import re

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions import actions, drawing, live, reading
from sessions.errors import NotAllowed, PlaceRefused, Unusable
from sessions.models import Board, Change, Room, Session, Slot
from sessions.permissions import Viewer, glance, stand
from sessions.views.board import hold
from sessions.views.entrance import (
    as_json,
    at_board,
    at_public_board,
    key_of,
    refusals_answered,
    session_or_404,
    wants_fragment,
    wants_json,
    whole_number,
)


def cell_of(request: HttpRequest, board: Board) -> tuple[Slot | None, Room | None, str]:
    """The wanted cell, from one button (`cell=7:3`) or two selects; None and None is the tray."""
    text = request.POST.get("confirmed") if ":" in request.POST.get("confirmed", "") else request.POST.get("cell")
    slot, room = request.POST.get("slot", ""), request.POST.get("room", "")
    if text == "tray" or (text is None and not slot and not room):
        return None, None, "tray"
    if text:
        slot, _colon, room = text.partition(":")
    if not slot or not room:
        raise Unusable(_("Choose a time and a room, or neither."), "slot")
    if not (slot.isascii() and slot.isdigit() and room.isascii() and room.isdigit()) or len(slot + room) > 36:
        raise Unusable(_("Choose a time and a room from the list."), "slot")
    try:
        return (
            Slot.objects.get(board=board, pk=int(slot)),
            Room.objects.get(board=board, pk=int(room)),
            f"{slot}:{room}",
        )
    except (Slot.DoesNotExist, Room.DoesNotExist):
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@at_public_board
@refusals_answered
def place(request: HttpRequest, board: Board, code: str) -> HttpResponse:
    """A refusal is shown at this address, so whoever loads that page again comes back with the card in the hand.

    Seat and hosted sessions are read in line, by the action; here only where a page or a fragment is drawn.
    """
    viewer = glance(request.user, board)
    session = session_or_404(board, viewer, code)
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('sessions:board', args=[board.camp.slug])}?pick={session.code}")
    slot, room, wanted = cell_of(request, board)
    before = session.slot_id, session.room_id
    if viewer.known is None:
        raise NotAllowed(_("Sign in to place your session."))
    try:
        session = actions.place_session(
            session,
            slot=slot,
            room=room,
            seen=whole_number(request, "seen"),
            by=viewer.known,
            confirmed=request.POST.get("confirmed", "") not in ("", "0", "false"),
            override=request.POST.get("override") == "1",
            reason=request.POST.get("reason", "")[:300],
            key=key_of(request),
        )
    except PlaceRefused as refused:
        return answer_409(request, board, session, refused, wanted)
    return answer_placed(request, board, session, before)


def answer_409(
    request: HttpRequest, board: Board, session: Session, refused: PlaceRefused, wanted: str
) -> HttpResponse:
    now = Session.objects.select_related("slot", "room").get(pk=session.pk)
    now.board = board
    if wants_json(request):
        answer: HttpResponse = JsonResponse(
            as_json(board, refused) | {"session": now.code, "place_version": now.place_version}, status=409
        )
    elif wants_fragment(request):
        answer = render(request, "sessions/told.html", {"refused": refused, "wanted": wanted}, status=409)
        answer["X-Place-Version"] = str(now.place_version)
    else:
        viewer = stand(request.user, board)
        answer = hold(request, board, viewer, now, refused=refused, wanted=wanted, status=409)
    patch_vary_headers(answer, ["Accept", "HX-Request"])
    return answer


def answer_placed(
    request: HttpRequest, board: Board, session: Session, before: tuple[int | None, int | None]
) -> HttpResponse:
    change = session.placing or actions.placing.last_placing(session)
    done = {"words": placed_words(session, board), "undo": undo_address(board, change) if change else ""}
    if wants_json(request):
        return JsonResponse(
            {
                "session": session.code,
                "slot": session.slot_id,
                "room": session.room_id,
                "place_version": session.place_version,
                "version": board.version,
                "undo": done["undo"],
            }
        )
    if wants_fragment(request):
        answer = render(request, "sessions/told.html", {"done": done})
        viewer, looked = stand(request.user, board), reading.look(board)
        marks = drawing.filling(
            {each.pk: (each.title, each.code) for each in looked.sessions},
            board,
            counts=drawing.star_counts(board),
            viewer=viewer,
            for_script=True,
        )
        now = Change(before={"slot": before[0], "room": before[1]}, after={}, session=session)
        pieces = (drawing.fill(html, **marks) for html in live.fragments(looked, [now], viewer.audience))
        answer.content = answer.content + "".join(pieces).encode()
        return answer
    request.session["board_done"] = done
    return HttpResponseRedirect(reverse("sessions:board", args=[board.camp.slug]))


def placed_words(session: Session, board: Board) -> str:
    if session.slot is None:
        return _("“%(title)s” is back in the tray.") % {"title": session.title}
    return _("“%(title)s” is at %(time)s %(zone)s, %(room)s.") % {
        "title": session.title,
        "time": reading.clock(session.slot.starts_at, board),
        "zone": reading.zone_name(session.slot.starts_at, board),
        "room": session.room.name,
    }


def undo_address(board: Board, change: Change) -> str:
    return reverse("sessions:undo", args=[board.camp.slug, change.version])


@require_POST
@at_board
def undo(request: HttpRequest, board: Board, viewer: Viewer, version: int) -> HttpResponse:
    change = Change.objects.select_related("session").filter(board=board, version=version).first()
    if change is None or change.session is None:
        raise Http404
    session = session_or_404(board, viewer, change.session.code)
    change.board = change.session.board = board
    before = session.slot_id, session.room_id
    session = actions.undo(
        change, by=viewer.known, reason=request.POST.get("reason", "")[:300], key=key_of(request), now=timezone.now()
    )
    return answer_placed(request, board, session, before)


@require_POST
@at_public_board
@refusals_answered
def star(request: HttpRequest, board: Board, code: str, starring: bool = True) -> HttpResponse:
    viewer = glance(request.user, board)
    session = session_or_404(board, viewer, code)
    if viewer.known is None:
        if wants_json(request):
            raise NotAllowed(_("Sign in to star sessions."))
        return redirect_to_login(after_star(request, board, session))
    act = actions.star if starring else actions.unstar
    count = act(session, by=viewer.known)
    if wants_json(request):
        return JsonResponse({"session": session.code, "stars": count, "starred": starring})
    return HttpResponseRedirect(after_star(request, board, session))


def after_star(request: HttpRequest, board: Board, session: Session) -> str:
    """The view of the board, or the session's page, where the star was pressed, at the card; nowhere else."""
    back = request.POST.get("back", "")
    if back == "session":
        return drawing.session_address(board, session.code)
    path, _mark, query = back.partition("?")
    whole = reverse("sessions:board", args=[board.camp.slug])
    if path != whole and not re.fullmatch(rf"{re.escape(whole)}sessions/\w+/", path):
        path, query = whole, ""
    return f"{path}{'?' if query else ''}{query.partition('#')[0]}#card-{session.code}"
