"""The closing circle: what will be done, who, and by when. board.md 11."""

from uuid import uuid4

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Commitment
from sessions import actions, drawing
from sessions.errors import Refused
from sessions.models import Board, Outcome, Session
from sessions.permissions import Viewer, may
from sessions.views.entrance import at_board, camp_frame, key_of, session_or_404
from sessions.vocabulary import SessionKind


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def circle(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """A form for phones, and the promises as they come in, by session."""
    refused: Refused | None = None
    if request.method == "POST":
        if viewer.known is None:
            return redirect_to_login(request.path)
        code = request.POST.get("session", "")
        session = session_or_404(board, viewer, code) if code else None
        try:
            keep(request, board, viewer, session)
            return HttpResponseRedirect(request.path)
        except Refused as caught:
            refused = caught
    context = {
        **camp_frame(board, "closing"),
        "groups": by_session(board, viewer),
        "sessions": Session.objects.on_the_board().filter(board=board, kind=SessionKind.SESSION).order_by("title"),
        "may_promise": may(viewer, "promise", board),
        "key": uuid4(),
        "refused": refused,
        "typed": request.POST,
    }
    return render(request, "sessions/closing.html", context, status=refused.status if refused else 200)


def keep(request: HttpRequest, board: Board, viewer: Viewer, session: Session | None) -> None:
    actions.promise(
        board,
        request.POST.get("what", ""),
        by=viewer.known,
        session=session,
        by_when=request.POST.get("by_when", ""),
        who_name=request.POST.get("who_name", ""),
        address=request.POST.get("address", ""),
        key=key_of(request),
    )


def by_session(board: Board, viewer: Viewer) -> list[dict]:
    """Promises under the session they came from; the rest under none. Two queries."""
    tied = {
        each.commitment_id: each.session
        for each in Outcome.objects.filter(session__board=board).select_related("session")
    }
    seen = set(
        Session.objects.visible_to(viewer.user, facilitates=viewer.facilitator)
        .filter(pk__in={each.pk for each in tied.values()})
        .values_list("pk", flat=True)
    )
    groups: dict[int | None, dict] = {}
    for made in Commitment.objects.visible_to(viewer.user).filter(camp=board.camp).order_by("made_at"):
        session = tied.get(made.pk)
        session = session if session is not None and session.pk in seen else None
        group = groups.setdefault(session.pk if session else None, {"session": session, "promises": []})
        group["promises"].append(made)
    return sorted(groups.values(), key=lambda each: (each["session"] is None, str(each["session"])))


@require_POST
@at_board
def outcome(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    """“What will be done?”, from a session's own page."""
    session = session_or_404(board, viewer, code)
    if viewer.known is None:
        return redirect_to_login(drawing.session_address(board, session.code))
    keep(request, board, viewer, session)
    return HttpResponseRedirect(drawing.session_address(board, session.code))
