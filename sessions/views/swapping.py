"""Two sessions that trade places, and the way back from what was moved together."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions import actions
from sessions.models import Board, Change
from sessions.permissions import Viewer, ask
from sessions.views.entrance import at_board, key_of, session_or_404, wants_fragment, wants_json, whole_number


@require_POST
@at_board
def swap(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    """This session and the one named `other`, both or neither."""
    one = session_or_404(board, viewer, code)
    other = session_or_404(board, viewer, request.POST.get("other", ""))
    ask(viewer, "place_any", board)
    moved = actions.swap_sessions(
        one,
        other,
        seen=(whole_number(request, "seen"), whole_number(request, "other_seen")),
        by=viewer.known,
        confirmed=request.POST.get("confirmed") == "1",
        reason=request.POST.get("reason", "")[:300],
        key=key_of(request),
    )
    words = _("“%(one)s” and “%(other)s” traded places.") % {"one": one.title, "other": other.title}
    return answer(request, board, words, moved.batch if moved else None)


@require_POST
@at_board
def undo(request: HttpRequest, board: Board, viewer: Viewer, batch: UUID) -> HttpResponse:
    """All of one batch back, where nobody moved it since."""
    ask(viewer, "place_any", board)
    if not Change.objects.filter(board=board, batch=batch, kind=Change.Kind.PLACED).exists():
        raise Http404
    moved = actions.undo_together(board, batch, by=viewer.known, key=key_of(request))
    return answer(request, board, _("They are back where they were."), moved.batch if moved else None)


def answer(request: HttpRequest, board: Board, words: str, batch: UUID | None) -> HttpResponse:
    way_back = reverse("sessions:undo_batch", args=[board.camp.slug, batch]) if batch else ""
    if wants_json(request):
        return JsonResponse({"message": words, "undo": way_back})
    done = {"words": words, "undo": way_back}
    if wants_fragment(request):
        return render(request, "sessions/told.html", {"done": done})
    request.session["board_done"] = done
    return HttpResponseRedirect(reverse("sessions:board", args=[board.camp.slug]))
