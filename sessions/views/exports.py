"""What programs fetch of a board, and the page where people find it: what a visitor sees and no more. board.md 12."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycamp.links import absolute
from events.models import Theme
from sessions import drawing, exporting
from sessions.exports import (
    board_json,
    calendar,
    frab_json,
    frab_json2,
    frab_xml,
    news,
    plain_text,
    table_csv,
    table_xlsx,
)
from sessions.exports.programme import Programme
from sessions.exports.reading import is_host, read
from sessions.models import Board
from sessions.permissions import Viewer
from sessions.views.entrance import at_public_board, camp_frame, session_or_404

TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


def exported(
    request: HttpRequest,
    about: exporting.About,
    kind: str,
    make: Callable[[], bytes],
    *,
    of: str = "",
    name: str = "",
    with_stars: bool = False,
) -> HttpResponse:
    """Where stars are shown, they count beside the version."""
    beside = tuple(sorted(drawing.star_counts(about.board).items())) if with_stars else ()
    content_type = TYPES[kind.partition("-")[0]]
    answer = exporting.export(request, about, kind, make, content_type=content_type, only=of, beside=beside)
    if name and answer.status_code == 200:
        answer["Content-Disposition"] = f'attachment; filename="{about.slug}-{name}"'
    return answer


def whole(view: Callable[[HttpRequest, exporting.About], HttpResponse]) -> Callable:
    """A view of the whole board, the same for everybody: it is given after one query, and nobody is asked who they
    are. A draft's, and an old address, go the way of every other page. The view gets request, about.
    """

    @at_public_board
    def looked_up(request: HttpRequest, board: Board) -> HttpResponse:
        return view(request, exporting.about(board))

    @require_safe
    @wraps(view)
    def given(request: HttpRequest, slug: str) -> HttpResponse:
        known = exporting.shown_to_all(slug)
        return looked_up(request, slug) if known is None else view(request, known)

    return given


def export(kind: str, write: Callable[[Programme], bytes], *, name: str = "", with_stars: bool = False) -> Callable:
    """A view that gives the whole board in one format."""

    @whole
    def view(request: HttpRequest, about: exporting.About) -> HttpResponse:
        def make() -> bytes:
            return write(read(about.board, with_stars=with_stars))

        return exported(request, about, kind, make, name=name, with_stars=with_stars)

    return view


schedule_xml = export("xml", frab_xml.write)
schedule_json = export("json-v1", frab_json.write)
schedule2_json = export("json-v2", frab_json2.write)
board_as_json = export("json-board", board_json.write, with_stars=True)
board_as_text = export("txt", plain_text.write)
sessions_xlsx = export("xlsx", table_xlsx.write, name="sessions.xlsx", with_stars=True)


@whole
def sessions_csv(request: HttpRequest, about: exporting.About) -> HttpResponse:
    """Exact; with ?guard=1 no cell begins like a formula."""
    guarded = request.GET.get("guard") == "1"

    def make() -> bytes:
        return table_csv.write(read(about.board, with_stars=True), guarded=guarded)

    return exported(request, about, "csv", make, of=f"guard={guarded}", name="sessions.csv", with_stars=True)


@whole
def changes_atom(request: HttpRequest, about: exporting.About) -> HttpResponse:
    title = _("What happened at %(camp)s") % {"camp": about.name}
    source = absolute(request.path)
    return exported(request, about, "atom", lambda: news.write(about.board, title=title, source=source))


# Calendars


def calendar_of(
    request: HttpRequest, about: exporting.About, of: str, choose: Callable[[Programme], tuple[str, Programme]]
) -> HttpResponse:
    """One calendar; `choose` gives its name and the part of the board that its address names."""

    def make() -> bytes:
        name, part = choose(read(about.board))
        return calendar.write(part, name=name, source=absolute(request.path))

    return exported(request, about, "ics", make, of=of)


@whole
def whole_calendar(request: HttpRequest, about: exporting.About) -> HttpResponse:
    return calendar_of(request, about, "", lambda programme: (programme.camp, programme))


@require_safe
@at_public_board
def room_calendar(request: HttpRequest, board: Board, number: int) -> HttpResponse:
    """What is in one room; what was cancelled there last."""
    room = board.rooms.filter(pk=number).first()
    if room is None:
        raise Http404

    def choose(programme: Programme) -> tuple[str, Programme]:
        here = [item for item in programme.items if item.room and item.room.id == number]
        return f"{programme.camp}: {room.name}", programme.only(here)

    return calendar_of(request, exporting.about(board), f"room={number}", choose)


@require_safe
@at_public_board
def theme_calendar(request: HttpRequest, board: Board, theme: str) -> HttpResponse:
    found = Theme.objects.filter(slug=theme).first()
    if found is None:
        raise Http404

    def choose(programme: Programme) -> tuple[str, Programme]:
        here = [item for item in programme.items if theme in {each.slug for each in item.themes}]
        return f"{programme.camp}: {found.name}", programme.only(here)

    return calendar_of(request, exporting.about(board), f"theme={theme}", choose)


@require_safe
@at_public_board
def host_calendar(request: HttpRequest, board: Board, person: UUID) -> HttpResponse:
    """What one person hosts, if everybody may read their name; the number is the one of `board.json`."""

    if not is_host(person, board):
        raise Http404

    def choose(programme: Programme) -> tuple[str, Programme]:
        here = [item for item in programme.items for host in item.hosts if host.guid == person and not host.hidden]
        if not here:
            raise Http404
        name = next(host.name for host in here[0].hosts if host.guid == person)
        return f"{programme.camp}: {name}", programme.only(here)

    return calendar_of(request, exporting.about(board), f"host={person}", choose)


@require_safe
@at_public_board
def session_calendar(request: HttpRequest, board: Board, code: str) -> HttpResponse:
    session = session_or_404(board, Viewer(), code)

    def choose(programme: Programme) -> tuple[str, Programme]:
        return session.title, programme.only(item for item in programme.items if item.id == session.pk)

    return calendar_of(request, exporting.about(board), f"session={session.pk}", choose)


# The page for people


@require_safe
@at_public_board
def take(request: HttpRequest, board: Board) -> HttpResponse:
    """Where to subscribe, what to download, and how often programs look."""
    slug = board.camp.slug

    def feed(name: str, *more: Any) -> dict[str, str]:
        address = absolute(reverse(f"sessions:{name}", args=[slug, *more]))
        return {"https": address, "webcal": f"webcal://{address.partition('://')[2]}"}

    themes = Theme.objects.filter(pk__in=board.sessions.filter(state="open").values("themes")).order_by("position")
    context = {
        **camp_frame(board, "board"),
        "whole": feed("calendar"),
        "rooms": [(room.name, feed("room_calendar", room.pk)) for room in board.rooms.all() if not room.closed],
        "themes": [(theme.name, feed("theme_calendar", theme.slug)) for theme in themes],
    }
    return render(request, "sessions/take.html", context)
