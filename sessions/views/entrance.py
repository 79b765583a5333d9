"""Every page of a board comes in here: which board, who looks, and how a refusal is answered."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycamp.people.proof import ask_strong
from events.models import Camp, OldSlug
from sessions import drawing, reading
from sessions.errors import NotAllowed, PlaceRefused, Refused, Unusable
from sessions.models import Board, Session
from sessions.permissions import Viewer, stand


def board_or_404(request: HttpRequest, slug: str) -> Board:
    try:
        return Board.objects.the_one_visible_to(request.user, camp__slug=slug)
    except Board.DoesNotExist:
        raise Http404 from None


def at_board(view: Callable) -> Callable:
    """Fetch the board this person may see and where they stand; answer refusals in what they can read.

    The view gets request, board, viewer. A camp's old address leads to the new one.
    """

    @wraps(view)
    def entered(request: HttpRequest, board: Board, *args, **kwargs) -> HttpResponse:
        return view(request, board, stand(request.user, board), *args, **kwargs)

    return at_public_board(refusals_answered(entered))


def refusals_answered(view: Callable) -> Callable:
    """What the view refuses, in what the person or the program can read. The view gets request, board."""

    @wraps(view)
    def answered(request: HttpRequest, board: Board, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, board, *args, **kwargs)
        except Refused as refused:
            return answer_refusal(request, board, refused)

    return answered


def at_public_board(view: Callable) -> Callable:
    """Only fetch the board this person may see: for what is the same for everybody. The view gets request, board."""

    @wraps(view)
    def entered(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        try:
            board = board_or_404(request, slug)
        except Http404:
            moved = OldSlug.objects.filter(slug=slug, camp__in=Camp.objects.visible_to(request.user)).first()
            if moved is None:
                raise
            answer = HttpResponsePermanentRedirect(
                request.get_full_path().replace(f"/events/{slug}/", f"/events/{moved.camp.slug}/", 1)
            )
            if request.method not in ("GET", "HEAD"):
                answer.status_code = 308
            return answer
        return view(request, board, *args, **kwargs)

    return entered


def session_or_404(board: Board, viewer: Viewer, code: str) -> Session:
    """A card this person may see; another board's is as absent as one that never was."""
    if not is_code(code):
        raise Http404
    shown = Session.objects.filter(board=board).shown_to(viewer.user, facilitates=viewer.facilitator)
    try:
        session = shown.select_related("slot", "room").get(code=code.upper())
    except Session.DoesNotExist:
        raise Http404 from None
    session.board = board
    return session


def is_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isalnum()


def weak(request: HttpRequest) -> HttpResponse | None:
    """What cannot be undone by a volunteer within a minute asks for a second factor: the way to prove it, with the
    POST kept for afterwards; None where this session is strong. A program reads 403."""
    if wants_json(request) and not getattr(request.user, "strong", False):
        raise NotAllowed(_("Sign in with your second factor to do this."))
    return ask_strong(request)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def wants_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def key_of(request: HttpRequest) -> UUID | None:
    """The client's own key for this act; none if it sent none."""
    text = request.POST.get("key", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Unusable(_("The key is not a UUID. Leave it out or send a whole one."), "key") from None


def whole_number(request: HttpRequest, name: str, least: int = 0) -> int:
    try:
        number = int(request.POST.get(name, ""))
    except ValueError:
        raise Unusable(_("“%(name)s” has to be a whole number.") % {"name": name}, name) from None
    if not least <= number < 2**31:
        raise Unusable(_("“%(name)s” has to be a whole number.") % {"name": name}, name)
    return number


def answer_refusal(request: HttpRequest, board: Board, refused: Refused) -> HttpResponse:
    """As JSON, fragment or page, by what was asked for; 403, 409, 422 or 429."""
    if wants_json(request):
        answer: HttpResponse = JsonResponse(as_json(board, refused), status=refused.status)
    elif wants_fragment(request):
        answer = render(request, "sessions/told.html", {"refused": refused}, status=refused.status)
    else:
        answer = render(
            request,
            "sessions/refused.html",
            {"refused": refused, "board": board, **camp_frame(board, ""), "typed": typed(request)},
            status=refused.status,
        )
    patch_vary_headers(answer, ["Accept", "HX-Request"])
    if wait := refused.facts.get("wait"):
        answer["Retry-After"] = str(wait)
    return answer


TYPED = ("title", "summary", "reason", "name", "what", "by_when")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person wrote, so that a refusal loses nothing."""
    return [(name, request.POST[name]) for name in TYPED if request.POST.get(name)]


def as_json(board: Board, refused: Refused) -> dict:
    found: dict = {"error": refused.code, "message": refused.message, "version": board.version}
    if isinstance(refused, PlaceRefused):
        found |= {
            "by": refused.by,
            "at": refused.at.strftime("%Y-%m-%dT%H:%M:%SZ") if refused.at else None,
            "nearest": [{"slot": o.slot, "room": o.room, "label": o.label} for o in refused.nearest],
        }
    elif "field" in refused.facts:
        found["field"] = refused.facts["field"]
    return found


# What every page of a camp's board shows around it


def camp_frame(board: Board, current: str, days: str | None = None) -> dict:
    return {
        "camp": board.camp,
        "board": board,
        "board_url": reverse("sessions:board", args=[board.camp.slug]),
        "strip_current": {"board": "board/", "mine": "board/?show=mine", "closing": "done-doing/"}.get(current, ""),
        "strip_small": drawing.camp_days(board) if days is None else days,
        "stamp": stamp(board),
    }


def stamp(board: Board) -> str:
    """“8 May 10:42 EDT”, for what is printed."""
    now = timezone.now().astimezone(reading.zone(board))
    return f"{date_format(now, 'j F')} {now:%H:%M %Z}"
