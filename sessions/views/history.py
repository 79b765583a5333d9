"""The journal for everybody, and for facilitators the way to undo what one person did in a span of time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycamp.links import absolute
from citycamp.people.models import User
from citycamp.people.proof import ask_again
from sessions import actions, journal, reading, why
from sessions.errors import Unusable
from sessions.models import Board, Change, Room, TakenStar
from sessions.permissions import Viewer, ask
from sessions.views.entrance import at_board, camp_frame, is_code, key_of, weak

PER_PAGE = 50
USUAL_SPAN = timedelta(hours=3)


def local_time(board: Board, text: str, *, end: bool = False) -> datetime | None:
    """A time typed on the camp's clock; a minute that ends a span counts whole."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    here = found.replace(tzinfo=reading.zone(board)) if found.tzinfo is None else found
    return here + timedelta(seconds=59, microseconds=999_999) if end and not here.second else here


def typed_time(moment: datetime, board: Board) -> str:
    return f"{moment.astimezone(reading.zone(board)):%Y-%m-%dT%H:%M}"


def people_of(entries: QuerySet, hidden: set[int]) -> list[User]:
    """Everybody who did something of these entries and is named to the reader, in order of their names."""
    acted = entries.filter(by__isnull=False).order_by().values("by")
    return list(User.objects.filter(pk__in=acted, closed_at__isnull=True).exclude(pk__in=hidden).order_by("name", "pk"))


def narrowed(entries, asked: QueryDict, board: Board, people: list[User]):
    """The journal of one person, session, room and span; what cannot be read asks for nothing."""
    code = asked.get("session", "")
    if is_code(code):
        entries = entries.filter(session__code=code.upper())
    elif code:
        entries = entries.none()
    if who := asked.get("who", ""):
        entries = journal.telling_who(entries).filter(
            by__in=[person.pk for person in people if person.public_id == who]
        )
    if room := asked.get("room", ""):
        number = int(room) if room.isascii() and room.isdigit() and len(room) < 16 else 0
        entries = entries.filter(Q(before__room=number) | Q(after__room=number))
    if since := local_time(board, asked.get("since", "")):
        entries = entries.filter(at__gte=since)
    if until := local_time(board, asked.get("until", ""), end=True):
        entries = entries.filter(at__lte=until)
    return entries


def lines_of(
    changes, board: Board, viewer: Viewer, *, rooms: list[Room] | None = None, hidden_names: set[int] | None = None
) -> list[dict[str, Any]]:
    """Each entry as one sentence with its time."""
    of_room = {room.pk: room for room in (board.rooms.all() if rooms is None else rooms)}
    slots = {slot.pk: slot for slot in board.slots.all()}
    hidden_names = hidden_names or set()
    now = timezone.now()
    return [
        {
            "change": change,
            "words": journal.words(change, board, of_room, slots, hidden_names),
            "at": f"{change.at.astimezone(reading.zone(board)):%H:%M:%S %Z}",
            "day": reading.day_name(change.at, board),
            "undo": journal.may_be_undone(change, viewer, board, now),
        }
        for change in changes
    ]


@require_safe
@at_board
def changes(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The journal in plain sentences, newest first; what is held or hidden is told to facilitators only."""
    entries = Change.objects.filter(board=board).select_related("by", "session").order_by("-version")
    if not viewer.facilitator:
        entries = journal.for_everybody(entries)
    hidden_names = journal.names_to_hide(board) if viewer.audience == "public" else set()
    people, rooms = people_of(journal.telling_who(entries), hidden_names), list(board.rooms.all())
    page = Paginator(narrowed(entries, request.GET, board, people), PER_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET.get(name, "") for name in ("who", "session", "room", "since", "until")}
    context = {
        **camp_frame(board, "board"),
        "page": page,
        "lines": lines_of(page, board, viewer, rooms=rooms, hidden_names=hidden_names),
        "people": people,
        "rooms": rooms,
        "asked": asked,
        "narrowed": any(asked.values()),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "facilitates": viewer.facilitator,
    }
    return render(request, "sessions/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def burst(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """What one person did here in a span, and the way to undo it at once; then what was done, and the way back."""
    ask(viewer, "moderate", board)
    asked = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        if wanted := weak(request) or ask_again(request):
            return wanted
        if asked.get("batch"):
            batch = actions.undo_batch(board, batch_of(asked), by=viewer.known, key=key_of(request))
        else:
            person, since, until = span_of(asked, board)
            if person is None or since is None or until is None:
                raise Unusable(_("Choose a person, and from when to when."), "who")
            reason = asked.get("reason", "")
            batch = actions.revert_burst(
                board, person, since, until, by=viewer.known, reason=reason, key=key_of(request)
            )
        return HttpResponseRedirect(f"{request.path}?{urlencode({'batch': str(batch)})}")
    frame = {**camp_frame(board, "board"), "people": people_of(Change.objects.filter(board=board), set())}
    if asked.get("batch"):
        return render(request, "sessions/burst_done.html", frame | done_in(board, batch_of(asked), viewer))
    person, since, until = span_of(asked, board)
    found = {}
    if person is not None and since is not None and until is not None:
        entries, stars = actions.acts_of(board, person, since, until)
        page = Paginator(entries, PER_PAGE).get_page(asked.get("page"))
        query = urlencode({"who": person.public_id, "since": asked["since"], "until": asked["until"]})
        found = {"page": page, "lines": lines_of(page, board, viewer), "stars": stars, "query": query}
    now = timezone.now()
    times = {
        "since": asked.get("since") or typed_time(now - USUAL_SPAN, board),
        "until": asked.get("until") or typed_time(now, board),
    }
    return render(request, "sessions/burst.html", frame | found | times | {"person": person})


def span_of(asked: QueryDict, board: Board) -> tuple[User | None, datetime | None, datetime | None]:
    acted = Q(pk__in=Change.objects.filter(board=board).values("by")) | Q(pk__in=board.stars.values("user"))
    person = User.objects.filter(acted, public_id=asked.get("who", "")[:10]).first()
    since, until = local_time(board, asked.get("since", "")), local_time(board, asked.get("until", ""), end=True)
    return person, since, until


def batch_of(asked: QueryDict) -> UUID:
    try:
        return UUID(str(asked["batch"]))
    except ValueError:
        raise Unusable(_("There is no such act.")) from None


def done_in(board: Board, batch, viewer: Viewer) -> dict[str, Any]:
    """What a batch did, and what it left with the reason in words."""
    entries = list(
        Change.objects.filter(board=board, batch=batch)
        .select_related("by", "session", "undoes__by")
        .order_by("version")
    )
    whole = next((entry for entry in entries if entry.session_id is None), None)
    if whole is None:
        raise Unusable(_("There is no such act."))
    codes = dict(whole.after.get("left", []))
    left = list(
        Change.objects.filter(board=board, version__in=codes).select_related("by", "session").order_by("version")
    )
    about = next((entry.undoes.by for entry in entries if entry.undoes and entry.undoes.by), None)
    if about is None:
        star = TakenStar.objects.filter(board=board, batch=batch).select_related("user").first()
        about = star.user if star else None
    return {
        "whole": whole,
        "done": lines_of([entry for entry in entries if entry.session_id], board, viewer),
        "left": [
            line | {"why": why.why_not_undone(codes[line["change"].version])} for line in lines_of(left, board, viewer)
        ],
        "stars": whole.after.get("stars", 0),
        "about": about,
        "report": report_address(board, about, [entry for entry in entries if entry.session], whole)
        if about and about != whole.by
        else "",
        "batch": batch,
        "day": reading.day_name(whole.at, board),
        "clock": f"{whole.at.astimezone(reading.zone(board)):%H:%M:%S %Z}",
    }


def report_address(board: Board, about: User, entries: list[Change], whole: Change) -> str:
    """The way into people's moderation, where a sanction is decided: person, span and batch go along in words."""
    times = sorted(entry.undoes.at for entry in entries if entry.undoes) or [whole.at]
    facts = {
        "person": str(about),
        "day": reading.day_name(times[0], board),
        "since": reading.clock(times[0], board),
        "until": reading.clock(times[-1], board),
        "zone": reading.zone_name(times[-1], board),
        "address": absolute(reverse("sessions:burst", args=[board.camp.slug])) + f"?batch={whole.batch}",
    }
    words = _(
        "What %(person)s did on the board on %(day)s from %(since)s to %(until)s %(zone)s was undone: %(address)s"
    )
    theirs = next((e.session for e in entries if e.session and e.session.proposer_id == about.pk), None)
    to = f"session/{theirs.code}" if theirs else f"camp/{board.camp.slug}"
    return f"/report/{to}/?{urlencode({'words': words % facts})}"
