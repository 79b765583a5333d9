"""Paper: door sheets, cards for the wall, and the small form that a card's code opens. board.md 10."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from citycamp.links import absolute
from sessions import actions, drawing, reading
from sessions.errors import PlaceRefused, Refused
from sessions.models import Board, Session, card_key
from sessions.models.cards import opens
from sessions.permissions import Viewer, ask
from sessions.views.cards import place_form_for, when_words
from sessions.views.entrance import as_json, at_board, camp_frame, key_of, wants_json, whole_number
from sessions.views.placing import cell_of, placed_words
from sessions.views.wall import door_rows, room_facts
from sessions.vocabulary import SessionKind, State

A_SHEET = 8


@require_safe
@at_board
def sheets(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """Door sheets for everybody; cards carry keys, so they are printed by facilitators."""
    looked = reading.look(board)
    what = request.GET.get("what", "doors")
    context = {**camp_frame(board, ""), "facilitates": viewer.facilitator}
    if what == "cards":
        ask(viewer, "moderate", board)
        faces = [
            {"card": drawing.face(each, board, "public"), "address": card_address(each)}
            for each in looked.sessions
            if each.kind == SessionKind.SESSION
        ]
        context["sheets"] = [faces[n : n + A_SHEET] for n in range(0, len(faces), A_SHEET)]
        return render(request, "sessions/print_cards.html", context)
    if what != "doors":
        raise Http404
    context["doors"] = [
        {
            "room": room,
            "room_facts": room_facts(room),
            "rows": door_rows(looked, room, board.made_at),
            "address": absolute(reverse("sessions:door", args=[board.camp.slug, room.pk])),
        }
        for room in looked.rooms
        if not room.closed
    ]
    context["elsewhere"] = [room for room in looked.rooms if room.directions]
    return render(request, "sessions/print_doors.html", context)


def card_address(session: Session) -> str:
    return absolute(reverse("sessions:card", args=[session.code, card_key(session)]))


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Title and two selects. Whoever holds the card may place it, as at the wall; GET changes nothing."""
    session = (
        Session.objects.filter(code=code.upper(), board__in=Board.objects.visible_to(AnonymousUser()))
        .select_related("board__camp", "slot", "room")
        .first()
    )
    if session is None or not opens(session, key) or session.state != State.OPEN:
        raise Http404
    board = session.board
    refused: Refused | None = None
    done = ""
    if request.method == "POST":
        try:
            slot, room, _wanted = cell_of(request, board)
            session = actions.place_session(
                session,
                slot=slot,
                room=room,
                seen=whole_number(request, "seen"),
                by=None,
                by_card=True,
                confirmed=request.POST.get("confirmed", "") not in ("", "0"),
                key=key_of(request),
            )
            if not wants_json(request):
                return HttpResponseRedirect(f"{request.path}?done=1")
        except Refused as caught:
            refused = caught
            if wants_json(request):
                return JsonResponse(as_json(board, refused), status=refused.status)
    session = Session.objects.select_related("slot", "room").get(pk=session.pk)
    session.board = board
    if request.GET.get("done") and not refused:
        done = placed_words(session, board)
    form = place_form_for(board, session)
    if refused:
        form.initial |= {"slot": request.POST.get("slot", ""), "room": request.POST.get("room", "")}
    context = {
        **camp_frame(board, ""),
        "session": session,
        "card": drawing.face(session, board, "public"),
        "when": when_words(session, board),
        "form": form,
        "refused": refused,
        "nearest": refused.nearest if isinstance(refused, PlaceRefused) else [],
        "may_confirm": isinstance(refused, PlaceRefused) and refused.may_confirm,
        "done": done,
        "action": request.path,
    }
    answer = render(request, "sessions/card_form.html", context, status=refused.status if refused else 200)
    answer["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(answer)
    return answer
