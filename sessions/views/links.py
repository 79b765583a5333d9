"""The links of a session: written, put in order, taken away. board.md 11."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from sessions import actions, drawing
from sessions.errors import NotAllowed, Refused
from sessions.models import Board
from sessions.permissions import Viewer
from sessions.views.cards import session_page
from sessions.views.entrance import at_board, key_of, session_or_404, wants_json
from sessions.vocabulary import MOST_LINKS

Row = tuple[str, str, str]


@require_POST
@at_board
def links(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    """All links as they are to be, in their order; `step` may raise, lower or remove one of them ("up:2")."""
    shown = session_or_404(board, viewer, code)
    here = drawing.session_address(board, shown.code)
    if viewer.known is None:
        return redirect_to_login(here)
    typed = [request.POST.getlist(name)[: MOST_LINKS + 1] for name in ("kind", "label", "address")]
    rows = stepped(list(zip(*typed, strict=False)), request.POST.get("step", ""))
    try:
        actions.set_links(shown, rows, by=viewer.known, key=key_of(request))
    except NotAllowed:
        raise
    except Refused as refused:
        if wants_json(request):
            raise
        return session_page(request, board, viewer, shown, links=rows, refused=refused, status=refused.status)
    return HttpResponseRedirect(f"{here}#links")


def stepped(rows: list[Row], step: str) -> list[Row]:
    """The rows after “up:2”, “down:2” or “remove:2”; anything else leaves them."""
    what, _, number = step.partition(":")
    at = int(number) - 1 if number.isdecimal() and len(number) < 18 else -1
    if not 0 <= at < len(rows):
        return rows
    if what == "remove":
        return rows[:at] + rows[at + 1 :]
    to = {"up": at - 1, "down": at + 1}.get(what, at)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows
