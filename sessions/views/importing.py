"""A programme from a file: send it, look at what it would do, apply it, watch it. board.md 12."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from sessions import reading
from sessions.actions import importing
from sessions.errors import Refused
from sessions.imports import found as finds
from sessions.imports.kept import entry_of
from sessions.imports.reading import LARGEST
from sessions.models import Board, Import, Session
from sessions.permissions import Viewer, ask
from sessions.views.entrance import at_board, camp_frame, weak
from sessions.vocabulary import ImportState

PAGE = 50
MOST_FAULTS = 200
MOST_LINES = 12


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@at_board
def upload(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """Choose a file; what comes back is a preview, or why it is not taken."""
    ask(viewer, "set_up", board)
    if asked := weak(request):
        return asked
    refused = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is None:
                raise finds.Refused(_("Choose a file first."))
            if sent.size is None or sent.size > LARGEST:
                raise finds.Refused(_("It is too big: at most %(n)s MB.") % {"n": LARGEST // 1_000_000})
            made = importing.preview(board, sent.read(), sent.name or "", by=viewer.known)
            return HttpResponseRedirect(reverse("sessions:import_one", args=[board.camp.slug, made.pk]))
        except finds.Refused as reason:
            refused = reason.reason
    context = {
        **camp_frame(board, "board"),
        "refused": refused,
        "earlier": board.imports.exclude(state=ImportState.DISCARDED).defer("entries", "faults")[:5],
    }
    return render(request, "sessions/import.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@at_board
def one(request: HttpRequest, board: Board, viewer: Viewer, number: int) -> HttpResponse:
    """One file: its preview, its progress, or what became of it."""
    ask(viewer, "set_up", board)
    if asked := weak(request):
        return asked
    found = Import.objects.filter(board=board, pk=number).first()
    if found is None:
        raise Http404
    found.board = board
    refused = None
    if request.method == "POST":
        step = request.POST.get("step", "")
        try:
            if step == "discard":
                importing.discard(found, by=viewer.known)
                return HttpResponseRedirect(reverse("sessions:import", args=[board.camp.slug]))
            if step in ("apply", "resume"):
                sent = request.POST.getlist("gone")
                ticked = [int(pk) for pk in sent if pk.isdecimal() and len(pk) < 18]
                ticked = found.gone if "all" in sent else ticked
                importing.begin(found, by=viewer.known, cancelling=ticked or found.cancelling)
                return HttpResponseRedirect(request.path)
        except Refused as reason:
            refused = reason
            found.refresh_from_db()
    faults = grouped(found.faults)
    total = max(len(found.entries), 1)
    page = Paginator(found.entries, PAGE).get_page(request.GET.get("page"))
    context = {
        **camp_frame(board, "board"),
        "found": found,
        "refused": refused,
        "running": found.state == ImportState.RUNNING,
        "silent": found.is_silent(timezone.now()),
        "percent": min(100, 100 * found.done // total),
        "total": len(found.entries),
        "page": page,
        "rows": [row(kept, board) for kept in page],
        "faults": faults[:MOST_FAULTS],
        "more_faults": max(0, len(faults) - MOST_FAULTS),
        "gone": Session.objects.filter(pk__in=found.gone).select_related("slot", "room"),
        "becomes_timetable": found.timetable and board.kind != "timetable",
        "changes": found.counts.get("new", 0) + found.counts.get("changed", 0) + len(found.gone) > 0,
    }
    return render(request, "sessions/import_one.html", context, status=refused.status if refused else 200)


def grouped(faults: list) -> list[dict]:
    """Faults of one kind together, each with the lines where it was met."""
    lines: dict[tuple[str, str], list[int]] = {}
    for line, what, remedy in faults:
        lines.setdefault((what, remedy), []).append(line)
    return [
        {
            "what": what,
            "remedy": remedy,
            "lines": ", ".join(str(line) for line in at[:MOST_LINES] if line),
            "more": max(0, len(at) - MOST_LINES),
        }
        for (what, remedy), at in lines.items()
    ]


def row(kept: dict, board: Board) -> dict:
    """One entry as the preview shows it."""
    entry = entry_of(kept)
    labels = {"new": _("New"), "changed": _("Changed"), "same": _("As it is")}
    fields = {
        "title": _("title"),
        "summary": _("description"),
        "place": _("time or room"),
        "hosts": _("hosts"),
        "theme": _("theme"),
        "format": _("format"),
        "language": _("language"),
        "on_record": _("record"),
        "links": _("links"),
    }
    when = ""
    if entry.starts and entry.ends:
        when = _("%(day)s, %(from)s to %(until)s %(zone)s") % {
            "day": reading.day_name(entry.starts, board),
            "from": reading.clock(entry.starts, board),
            "until": reading.clock(entry.ends, board),
            "zone": reading.zone_name(entry.starts, board),
        }
    return {
        "entry": entry,
        "what": kept.get("what", ""),
        "label": labels.get(kept.get("what", ""), _("For everybody")),
        "fields": ", ".join(fields[name] for name in kept.get("fields", []) if name in fields),
        "when": when or _("Not placed"),
        "hosts": ", ".join(entry.hosts),
    }
