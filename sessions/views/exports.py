"""What programs fetch: calendars and our own JSON; what a visitor sees and no more. board.md 12."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sessions import calendars, drawing, exporting
from sessions.models import Board, Session
from sessions.models.cards import SHOWN
from sessions.permissions import Viewer
from sessions.views.entrance import at_board, session_or_404

CALENDAR = "text/calendar; charset=utf-8"


def shown_sessions(board: Board):
    return (
        Session.objects.filter(board=board, state__in=SHOWN)
        .select_related("slot", "room", "last_room")
        .prefetch_related("hosts", "themes", "links")
        .order_by("pk")
    )


@require_safe
@at_board
def calendar(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    def make() -> bytes:
        return calendars.calendar(board, shown_sessions(board), name=board.camp.name, address=request.path)

    return exporting.export(request, board, "ics", make, content_type=CALENDAR)


@require_safe
@at_board
def session_calendar(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    session = session_or_404(board, Viewer(), code)

    def make() -> bytes:
        this = shown_sessions(board).filter(pk=session.pk)
        return calendars.calendar(board, this, name=session.title, address=request.path)

    return exporting.export(request, board, "ics", make, content_type=CALENDAR, only=f"sessions/{session.code}")


@require_safe
@at_board
def board_json(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """Complete for what a visitor sees."""

    counts = drawing.star_counts(board)

    def make() -> str:
        sessions = []
        for each in shown_sessions(board):
            face = drawing.face(each, board, "public")
            sessions.append(
                {
                    "guid": str(each.guid),
                    "code": each.code,
                    "kind": each.kind,
                    "state": each.state,
                    "title": each.title,
                    "summary": each.summary,
                    "format": each.format,
                    "themes": [theme.slug for theme in each.themes.all()],
                    "needs": each.needs,
                    "language": each.language,
                    "on_record": each.on_record,
                    "hosts": [name for name in face.hosts.split(", ") if name],
                    "stars": counts.get(each.pk, 0),
                    "slot": str(each.slot.guid) if each.slot else None,
                    "room": each.room_id,
                    "pinned": each.pinned,
                    "place_version": each.place_version,
                    "sequence": each.sequence,
                    "changed_at": each.changed_at.isoformat(),
                    "links": [{"kind": x.kind, "label": x.label, "address": x.address} for x in each.links.all()],
                }
            )
        return json.dumps(
            {
                "camp": {"name": board.camp.name, "slug": board.camp.slug, "zone": board.camp.zone},
                "version": board.version,
                "phase": board.phase,
                "rooms": [
                    {
                        "id": room.pk,
                        "name": room.name,
                        "capacity": room.capacity,
                        "features": room.features,
                        "closed": room.closed,
                    }
                    for room in board.rooms.all()
                ],
                "slots": [
                    {
                        "guid": str(slot.guid),
                        "id": slot.pk,
                        "starts_at": slot.starts_at.isoformat(),
                        "ends_at": slot.ends_at.isoformat(),
                        "kind": slot.kind,
                        "title": slot.title,
                    }
                    for slot in board.slots.all()
                ],
                "sessions": sessions,
            }
        )

    stars = tuple(sorted(counts.items()))
    return exporting.export(request, board, "json", make, content_type="application/json", beside=stars)
