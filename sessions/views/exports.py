"""What programs fetch of a board, and the page where people find it: what a visitor sees and no more. board.md 12."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycamp.links import absolute
from events.models import Camp, Theme
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
from sessions.exports.reading import read
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
    board: Board,
    kind: str,
    make: Callable[[], bytes],
    *,
    of: str = "",
    name: str = "",
    with_stars: bool = False,
) -> HttpResponse:
    """Beside the version stands what it does not count: the camp's own facts, and stars where they are shown."""
    camp = board.camp
    beside: list = [camp.changed_at, camp.name, camp.slug, camp.zone]
    if with_stars:
        beside += sorted(drawing.star_counts(board).items())
    content_type = TYPES[kind.partition("-")[0]]
    answer = exporting.export(request, board, kind, make, content_type=content_type, only=of, beside=tuple(beside))
    if name and answer.status_code == 200:
        answer["Content-Disposition"] = f'attachment; filename="{camp.slug}-{name}"'
    if camp.state == Camp.DRAFT:
        answer["Cache-Control"] = "private, max-age=0, must-revalidate"
    return answer


def export(kind: str, write: Callable[[Programme], bytes], *, name: str = "", with_stars: bool = False) -> Callable:
    """A view that gives the whole board in one format."""

    @require_safe
    @at_public_board
    def view(request: HttpRequest, board: Board) -> HttpResponse:
        return exported(
            request, board, kind, lambda: write(read(board, with_stars=with_stars)), name=name, with_stars=with_stars
        )

    return view


schedule_xml = export("xml", frab_xml.write)
schedule_json = export("json-v1", frab_json.write)
schedule2_json = export("json-v2", frab_json2.write)
board_as_json = export("json-board", board_json.write, with_stars=True)
board_as_text = export("txt", plain_text.write)
sessions_xlsx = export("xlsx", table_xlsx.write, name="sessions.xlsx", with_stars=True)


@require_safe
@at_public_board
def sessions_csv(request: HttpRequest, board: Board) -> HttpResponse:
    """Exact; with ?guard=1 no cell begins like a formula."""
    guarded = request.GET.get("guard") == "1"
    return exported(
        request,
        board,
        "csv",
        lambda: table_csv.write(read(board, with_stars=True), guarded=guarded),
        of=f"guard={guarded}",
        name="sessions.csv",
        with_stars=True,
    )


@require_safe
@at_public_board
def changes_atom(request: HttpRequest, board: Board) -> HttpResponse:
    title = _("What happened at %(camp)s") % {"camp": board.camp.name}
    source = absolute(request.path)
    return exported(request, board, "atom", lambda: news.write(board, title=title, source=source))


# Calendars


def calendar_of(request: HttpRequest, board: Board, of: str, choose: Callable[[Programme], tuple[str, Programme]]):
    """One calendar; `choose` gives its name and the part of the board that its address names."""

    def make() -> bytes:
        name, part = choose(read(board))
        return calendar.write(part, name=name, source=absolute(request.path))

    return exported(request, board, "ics", make, of=of)


@require_safe
@at_public_board
def whole_calendar(request: HttpRequest, board: Board) -> HttpResponse:
    return calendar_of(request, board, "", lambda programme: (programme.camp, programme))


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

    return calendar_of(request, board, f"room={number}", choose)


@require_safe
@at_public_board
def theme_calendar(request: HttpRequest, board: Board, theme: str) -> HttpResponse:
    found = Theme.objects.filter(slug=theme).first()
    if found is None:
        raise Http404

    def choose(programme: Programme) -> tuple[str, Programme]:
        here = [item for item in programme.items if theme in {each.slug for each in item.themes}]
        return f"{programme.camp}: {found.name}", programme.only(here)

    return calendar_of(request, board, f"theme={theme}", choose)


@require_safe
@at_public_board
def host_calendar(request: HttpRequest, board: Board, person: UUID) -> HttpResponse:
    """What one person hosts, if everybody may read their name; the number is the one of `board.json`."""

    def choose(programme: Programme) -> tuple[str, Programme]:
        here = [item for item in programme.items for host in item.hosts if host.guid == person and not host.hidden]
        if not here:
            raise Http404
        name = next(host.name for host in here[0].hosts if host.guid == person)
        return f"{programme.camp}: {name}", programme.only(here)

    return calendar_of(request, board, f"host={person}", choose)


@require_safe
@at_public_board
def session_calendar(request: HttpRequest, board: Board, code: str) -> HttpResponse:
    session = session_or_404(board, Viewer(), code)

    def choose(programme: Programme) -> tuple[str, Programme]:
        return session.title, programme.only(item for item in programme.items if item.id == session.pk)

    return calendar_of(request, board, f"session={session.pk}", choose)


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
