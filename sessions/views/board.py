"""The board itself: all of it, now and next, for me; with or without a card in the hand."""

from datetime import datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sessions import board as pure
from sessions import drawing, reading, visitors
from sessions.errors import Refused
from sessions.kept import cache
from sessions.models import Away, Board, Session, Star
from sessions.permissions import Viewer, may
from sessions.views.entrance import at_board, camp_frame, session_or_404
from sessions.vocabulary import BoardKind, SlotKind, State

VIEWS = {"now": "fire", "next": "clock", "mine": "star", "all": "calendar"}  # with their drawings


def grid_board(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The whole board, or with ?show= one column of it; with ?pick= a card is in the hand."""
    picked = request.GET.get("pick")
    if picked and board.kind == BoardKind.GRID:
        session = session_or_404(board, viewer, picked)
        if may(viewer, "place", board, session) and session.state == State.OPEN and not session.pinned:
            return hold(request, board, viewer, session)
    show = request.GET.get("show", "all")
    if show in ("now", "next", "mine"):
        return column_page(request, board, viewer, show)
    if visitors.is_plain_visitor(request, viewer):
        return visitors.page(request, board, lambda: all_of_it(request, board, viewer))
    return all_of_it(request, board, viewer)


def all_of_it(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    drawn = drawing.whole_board(board, viewer.audience)
    more = {"done": told(request), **metered(board, viewer, drawn)}
    return laid_out(request, board, viewer, drawn, more, now=timezone.now())


def laid_out(
    request: HttpRequest,
    board: Board,
    viewer: Viewer,
    drawn: drawing.Rendering,
    more: dict,
    *,
    now: datetime,
    held: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the whole board as it is drawn, and what else stands on it."""
    context = {
        **page(request, board, viewer, "all", now, drawn.days),
        "grid": drawn.html,
        "tray": drawn.tray,
        "wide": True,
        **more,
    }
    return filled(
        request,
        "sessions/board.html",
        board,
        viewer,
        drawn.titles,
        context,
        spans=drawn.spans,
        now=now,
        held=held,
        status=status,
    )


def hold(
    request: HttpRequest,
    board: Board,
    viewer: Viewer,
    session: Session,
    *,
    refused: Refused | None = None,
    wanted: str = "",
    status: int = 200,
) -> HttpResponse:
    """The board with one card in the hand: possible cells are buttons, the others say why not."""
    now = timezone.now()
    looked = reading.look(board)
    drawn = drawing.draw(looked, viewer.audience, drawing.Hold.of(session, board, now))
    faces = (drawing.face(each, board, viewer.audience) for each in looked.sessions if each.pk == session.pk)
    more = {
        "held": next(faces, None),
        "session": session,
        "place_url": drawing.session_address(board, session.code, "place"),
        "key": uuid4(),
        "refused": refused,
        "wanted": wanted,
    }
    return laid_out(request, board, viewer, drawn, more, now=now, held=session.pk, status=status)


def filled(
    request: HttpRequest,
    template: str,
    board: Board,
    viewer: Viewer,
    titles: dict,
    context: dict,
    *,
    spans: dict | None = None,
    now: datetime | None = None,
    held: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page, then fill in the marks of the cached parts for this viewer."""
    answer = render(request, template, context, status=status)
    starred = starred_by(board, viewer)
    marks = drawing.filling(
        titles,
        board,
        counts=drawing.star_counts(board, viewer, starred),
        spans=spans,
        now=now,
        starred=starred,
        viewer=viewer,
        held=held,
    )
    answer.content = drawing.fill(answer.content.decode(), **marks)
    return answer


def starred_by(board: Board, viewer: Viewer) -> set[int]:
    if viewer.known is None:
        return set()
    return set(Star.objects.filter(board=board, user=viewer.known).values_list("session_id", flat=True))


def page(request: HttpRequest, board: Board, viewer: Viewer, show: str, now: datetime, days: str | None = None) -> dict:
    address = reverse("sessions:board", args=[board.camp.slug])
    labels = {"now": _("Now"), "next": _("Next"), "mine": _("For me"), "all": _("All")}
    return {
        **camp_frame(board, "mine" if show == "mine" else "board", days),
        # What answered a POST is no address to come back to.
        "here": request.get_full_path() if request.method == "GET" else address,
        "views": [
            {
                "label": labels[name],
                "href": address if name == "all" else f"{address}?show={name}",
                "current": name == show,
                "icon": VIEWS[name],
            }
            for name in VIEWS
        ],
        "clock": reading.clock(now, board),
        "zone_name": reading.zone_name(now, board),
        "propose_url": reverse("sessions:propose", args=[board.camp.slug]),
        "desk_url": reverse("sessions:desk", args=[board.camp.slug]),
        "may_propose": may(viewer, "propose", board) or may_at_the_door(board, viewer),
        "facilitates": viewer.facilitator,
    }


def may_at_the_door(board: Board, viewer: Viewer) -> bool:
    return board.door_proposals and may(viewer, "propose_at_the_door", board)


def told(request: HttpRequest) -> dict | None:
    """What the last act of this browser did, shown once."""
    return request.session.pop("board_done", None) if "board_done" in request.session else None


def metered(board: Board, viewer: Viewer, drawn: drawing.Rendering) -> dict:
    """The board's clash meter, at most five seconds old; the worst pairs are for facilitators."""
    key = f"board:{board.pk}:{board.version}:meter"
    found = cache.get(key)
    if found is None:
        found = pure.meter(reading.read_stars(board), drawn.cells)
        cache.set(key, found, reading.STARS_KEPT)
    pairs = []
    if viewer.facilitator:
        for first, second, people in found.pairs:
            if first in drawn.titles and second in drawn.titles:
                words = f"{short(drawn.titles[first][0])} × {short(drawn.titles[second][0])}"
                pairs.append((words, people_words(people)))
    return {"meter": found, "pairs": pairs}


def people_words(number: int) -> str:
    few = reading.few(number)
    return ngettext("%(few)s person", "%(few)s people", number) % {"few": few}


def short(title: str) -> str:
    return title if len(title) <= 24 else title[:23].rstrip() + "…"


# Now, next, for me


def column_page(request: HttpRequest, board: Board, viewer: Viewer, show: str) -> HttpResponse:
    now = timezone.now()
    looked = reading.look(board)
    starred = starred_by(board, viewer)
    columns = {
        "now": lambda: [now_column(looked, viewer, now), next_column(looked, viewer, now)],
        "next": lambda: [next_column(looked, viewer, now)],
        "mine": lambda: [mine_column(looked, viewer, starred, now)],
    }[show]()
    if show == "now":
        columns.append(mine_column(looked, viewer, starred, now))
    shown: set[int] = set()
    for each in (each for column in columns for each in column["cards"]):
        each["again"] = each["card"].id in shown  # one anchor for each card
        shown.add(each["card"].id)
    return filled(
        request,
        "sessions/now.html",
        board,
        viewer,
        {session.pk: (session.title, session.code) for session in looked.sessions},
        {
            **page(request, board, viewer, show, now),
            "columns": columns,
            "turns_at": next_turn(looked, now),
            "absences": absences(looked, viewer) if show == "mine" else [],
        },
        now=now,
    )


def running(looked: reading.Looked, now: datetime) -> list:
    return [slot for slot in looked.slots if slot.starts_at <= now < slot.ends_at]


def next_turn(looked: reading.Looked, now: datetime) -> str:
    """When a slot next begins or ends: then a screen says something else, though no card was moved."""
    moments = [moment for slot in looked.slots for moment in (slot.starts_at, slot.ends_at) if moment > now]
    return min(moments).isoformat() if moments else ""


def coming(looked: reading.Looked, now: datetime) -> list:
    """The slots that begin next, together."""
    later = [slot for slot in looked.slots if slot.starts_at > now]
    return [slot for slot in later if slot.starts_at == later[0].starts_at] if later else []


def cards_in(looked: reading.Looked, slots: list, viewer: Viewer) -> list[dict]:
    found = []
    for slot in slots:
        for room in looked.rooms:
            session = looked.by_cell.get((slot.pk, room.pk))
            if session:
                found.append(placed_card(session, looked, viewer))
    return found


def placed_card(session: Session, looked: reading.Looked, viewer: Viewer, also: str = "") -> dict:
    board = looked.board
    where = ""
    if session.slot:
        where = _("%(room)s, %(from)s to %(until)s %(zone)s") % {
            "room": session.room.name,
            "from": reading.clock(session.slot.starts_at, board),
            "until": reading.clock(session.slot.ends_at, board),
            "zone": reading.zone_name(session.slot.starts_at, board),
        }
    return {"card": drawing.face(session, board, viewer.audience), "place": where, "also": also}


def now_column(looked: reading.Looked, viewer: Viewer, now: datetime) -> dict:
    slots = running(looked, now)
    together = ", ".join(slot.title for slot in slots if slot.kind == "everybody" and slot.title)
    return {
        "title": _("Now"),
        "small": _("until %(time)s") % {"time": reading.clock(slots[0].ends_at, looked.board)} if slots else "",
        "cards": cards_in(looked, slots, viewer),
        "empty": together or _("Nothing is on at this moment."),
    }


def next_column(looked: reading.Looked, viewer: Viewer, now: datetime) -> dict:
    slots = coming(looked, now)
    together = ", ".join(slot.title for slot in slots if slot.kind == "everybody" and slot.title)
    small = ""
    if slots:
        small = _("at %(time)s") % {"time": reading.clock(slots[0].starts_at, looked.board)}
        minutes = int((slots[0].starts_at - now).total_seconds() // 60)
        if minutes < 120:
            small = _("at %(time)s, in %(n)s min") % {
                "time": reading.clock(slots[0].starts_at, looked.board),
                "n": minutes,
            }
    return {
        "title": _("Next"),
        "small": small,
        "cards": cards_in(looked, slots, viewer),
        "empty": together or _("Nothing is placed after this."),
    }


def mine_column(looked: reading.Looked, viewer: Viewer, starred: set[int], now: datetime) -> dict:
    """Starred and hosted sessions in time order, overlaps in words."""
    own = [s for s in looked.sessions if s.pk in starred or s.pk in viewer.hosts]
    own.sort(key=lambda s: (s.slot is None, s.slot.starts_at if s.slot else now, s.title))
    cards = []
    for session in own:
        rivals = [o.title for o in own if o is not session and o.slot_id and o.slot_id == session.slot_id]
        also = ""
        if rivals:
            also = _("Also at %(time)s: %(titles)s") % {
                "time": reading.clock(session.slot.starts_at, looked.board),
                "titles": "; ".join(rivals),
            }
        cards.append(placed_card(session, looked, viewer, also))
    return {
        "title": _("For me"),
        "small": ngettext("%(n)s starred", "%(n)s starred", len(starred)) % {"n": len(starred)} if starred else "",
        "cards": cards,
        "empty": _("Star what you would go to. It gathers here, in time order, with what overlaps.")
        if viewer.known
        else _("Sign in, then star what you would go to. It gathers here."),
    }


def absences(looked: reading.Looked, viewer: Viewer) -> list[dict]:
    """The times at which sessions may be, and those this person ticked as “I cannot be there”."""
    board = looked.board
    if viewer.known is None or not may(viewer, "star", board):
        return []
    away = set(Away.objects.filter(board=board, user=viewer.known).values_list("slot_id", flat=True))
    slots = [slot for slot in looked.slots if slot.kind == SlotKind.SESSIONS]
    several = reading.several_days(slots, board)
    return [
        {"pk": slot.pk, "when": reading.when(slot, board, with_day=several), "away": slot.pk in away} for slot in slots
    ]


@require_safe
@cache_control(private=True, no_store=True)
@at_board
def mine(request: HttpRequest, board: Board, viewer: Viewer) -> JsonResponse:
    """What the script lays over live fragments: own stars, own cards, what one may move, a fresh token."""
    codes = dict(Session.objects.filter(board=board, state=State.OPEN).values_list("pk", "code"))
    own = viewer.hosts if drawing.may_place_own(viewer, board) else frozenset()
    return JsonResponse(
        {
            "csrf": get_token(request),
            "stars": sorted(codes[pk] for pk in starred_by(board, viewer) if pk in codes),
            "hosts": sorted(codes[pk] for pk in viewer.hosts if pk in codes),
            "moves": "*" if drawing.may_place_any(viewer, board) else sorted(codes[pk] for pk in own if pk in codes),
            "version": board.version,
        }
    )
