"""The small form that the code on a printed card opens. board.md 10, paper twin."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from citycamp.links import absolute
from sessions import actions, drawing
from sessions.errors import PlaceRefused, Refused
from sessions.models import Board, Session, card_key
from sessions.models.cards import opens
from sessions.views.cards import place_form_for, when_words
from sessions.views.entrance import as_json, camp_frame, key_of, wants_json, whole_number
from sessions.views.placing import cell_of, placed_words
from sessions.vocabulary import State


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
    form = place_form_for(board, session, timezone.now())
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
    add_never_cache_headers(answer)
    return answer
