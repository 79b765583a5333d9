"""The board narrowed to one room, one theme, or both: what is placed in time order, then what waits. board.md 10."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import reading
from sessions.models import Board, Session
from sessions.permissions import Viewer
from sessions.views.board import filled, page, placed_card


def only(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """`?show=only&room=…&theme=…`; with neither, the two to choose from."""
    now = timezone.now()
    looked = reading.look(board)
    rooms = [(str(room.pk), room.name) for room in looked.rooms]
    themes = sorted({(theme.slug, theme.name) for session in looked.sessions for theme in session.read_themes})
    room, theme = chosen(request, "room", rooms), chosen(request, "theme", themes)
    columns = []
    if room or theme:
        found = [session for session in looked.sessions if fits(session, room, theme)]
        found.sort(key=lambda s: (s.slot is None, s.slot.starts_at if s.slot else now, s.title))
        columns = [
            {
                "title": ", ".join([*([dict(themes)[theme]] if theme else []), *([dict(rooms)[room]] if room else [])]),
                "small": ngettext("%(n)s session", "%(n)s sessions", len(found)) % {"n": len(found)},
                "cards": [placed_card(session, looked, viewer) for session in found],
                "empty": _("Nothing of that is on the board yet."),
            }
        ]
    return filled(
        request,
        "sessions/only.html",
        board,
        viewer,
        {session.pk: (session.title, session.code) for session in looked.sessions},
        {
            **page(request, board, viewer, "only", now),
            "columns": columns,
            "rooms": rooms,
            "themes": themes,
            "room": room,
            "theme": theme,
        },
        now=now,
    )


def chosen(request: HttpRequest, name: str, among: list[tuple[str, str]]) -> str:
    """One of these, or nothing; an unknown one is not found."""
    wanted = request.GET.get(name, "")
    if wanted and wanted not in dict(among):
        raise Http404
    return wanted


def fits(session: Session, room: str, theme: str) -> bool:
    in_room = not room or str(session.room_id) == room
    return in_room and (not theme or any(each.slug == theme for each in session.read_themes))
