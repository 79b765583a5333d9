"""One act on one session by POST, and the page it leads back to."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from sessions import drawing
from sessions.models import Board, Session
from sessions.permissions import Viewer, may
from sessions.views.entrance import at_board, session_or_404, weak


def button(act: Callable[[HttpRequest, Board, Viewer, Session], object], *, strong: str = "") -> Callable:
    """A view that does one thing to one session by POST, and shows it again; where `strong` names the act of the
    table of permissions, whoever may do it proves a second factor first."""

    @require_POST
    @at_board
    def view(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
        shown = session_or_404(board, viewer, code)
        if viewer.known is None:
            return redirect_to_login(drawing.session_address(board, shown.code))
        if strong and may(viewer, strong, board, shown) and (asked := weak(request)):
            return asked
        act(request, board, viewer, shown)
        if "application/json" in request.headers.get("Accept", ""):
            shown.refresh_from_db()
            return JsonResponse({"session": shown.code, "state": shown.state, "pinned": shown.pinned})
        return HttpResponseRedirect(
            (request.POST.get("next") == "desk" and desk_address(board)) or page_of(board, shown)
        )

    return view


def desk_address(board: Board) -> str:
    return reverse("sessions:desk", args=[board.camp.slug])


def page_of(board: Board, shown: Session) -> str:
    return drawing.session_address(board, shown.code)


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "")
