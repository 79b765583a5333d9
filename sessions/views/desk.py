"""What facilitators do: held proposals, the phase, the line of pitches."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sessions import actions, drawing
from sessions.actions import announcing, phases
from sessions.errors import Confirm, Unusable
from sessions.models import Board, Pitch, Session
from sessions.permissions import Viewer, ask, may
from sessions.views.entrance import at_board, camp_frame, key_of, session_or_404, wants_json, weak, whole_number
from sessions.vocabulary import PHASES, Phase, PitchState, SessionKind, State


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def desk(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The facilitators' desk: the phase one step on or back, and what waits to be published."""
    ask(viewer, "see_hidden", board)
    if request.method == "POST":
        if asked := weak(request):
            return asked
        wanted = request.POST.get("phase", "")
        announce = request.POST.get("announce") == "on"
        text = request.POST.get("text", "")
        try:
            actions.change_phase(
                board,
                wanted,
                by=viewer.known,
                announce=announce,
                text=text,
                confirmed=request.POST.get("confirmed") == "1",
                key=key_of(request),
            )
        except Confirm as asked_first:
            if wants_json(request):
                raise
            return step_page(request, board, wanted, announce=announce, text=text, status=asked_first.status)
        return HttpResponseRedirect(reverse("sessions:desk", args=[board.camp.slug]))
    if request.GET.get("step") in steps_from(board):
        ask(viewer, "change_phase", board)
        return step_page(request, board, request.GET["step"])
    held = Session.objects.filter(board=board, state=State.HELD).prefetch_related("hosts", "themes")
    steps = [
        {"phase": phase, "label": Phase(phase).label, "forward": forward}
        for phase, forward in steps_from(board).items()
    ]
    context = {
        **camp_frame(board, "board"),
        "held": [drawing.face(each, board, "attendee") for each in held],
        "steps": steps,
        "phases": [{"label": label, "now": value == board.phase} for value, label in Phase.choices],
        "may_set_up": may(viewer, "set_up", board),
        "may_arrange": may(viewer, "arrange", board),
    }
    return render(request, "sessions/desk.html", context)


def steps_from(board: Board) -> dict[str, bool]:
    """The phases one step away, and whether that step goes forward."""
    here = PHASES.index(board.phase)
    return {PHASES[n]: n > here for n in (here - 1, here + 1) if 0 <= n < len(PHASES)}


def step_page(
    request: HttpRequest,
    board: Board,
    phase: str,
    *,
    announce: bool | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    """What a step means for people and who is written to, before it is taken; with what was ticked and typed."""
    offer = announcing.offer(board, phase)
    context = {
        **camp_frame(board, "board"),
        "about_to": phases.about_to(board.phase, phase),
        "means": phases.means(phase, board.policy),
        "phase": phase,
        "label": Phase(phase).label,
        "now": board.get_phase_display(),
        "forward": steps_from(board)[phase],
        "offer": offer,
        "ticked": offer.ticked if offer and announce is None else announce,
        "text": text or (offer.text if offer else ""),
    }
    return render(request, "sessions/phase_step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def pitch(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The line of pitches; facilitators run it by tap, form and keys."""
    if request.method == "POST":
        step, code = request.POST.get("step", ""), request.POST.get("session", "")
        named = session_or_404(board, viewer, code) if code else None
        if step == "join":
            if named is None:
                raise Unusable(_("Choose a session from the list."), "session")
            actions.join_line(named, by=viewer.known, key=key_of(request))
        else:
            actions.run_desk(
                board,
                step,
                by=viewer.known,
                seen=whole_number(request, "seen") if request.POST.get("seen") else None,
                session=named,
                key=key_of(request),
            )
        return HttpResponseRedirect(reverse("sessions:pitch_desk", args=[board.camp.slug]))
    context = {**camp_frame(board, "board"), **line_of(board, viewer.audience), "runs": may(viewer, "run_desk", board)}
    context |= {
        "at": timezone.now().isoformat(),
        "line_open": board.phase == Phase.PITCH,
        "joining": may_join(board, viewer),
    }
    return render(request, "sessions/pitch_desk.html", context)


def may_join(board: Board, viewer: Viewer) -> list[dict[str, str]]:
    """The sessions that are not in the line and that this viewer may put there; those that were pitched come last."""
    if board.phase != Phase.PITCH or viewer.silenced or not (viewer.facilitator or viewer.hosts):
        return []
    pitches = Pitch.objects.filter(board=board, session=OuterRef("pk"))
    found = Session.objects.filter(board=board, state=State.OPEN, kind=SessionKind.SESSION).exclude(
        Exists(pitches.filter(state__in=[PitchState.NOW, PitchState.WAITING]))
    )
    if not viewer.facilitator:
        found = found.filter(pk__in=viewer.hosts)
    rows = found.annotate(pitched=Exists(pitches)).order_by("pitched", "title").values_list("code", "title", "pitched")
    return [
        {"code": code, "title": _("%(title)s (pitched already)") % {"title": title} if pitched else title}
        for code, title, pitched in rows
    ]


def line_of(board: Board, audience: str) -> dict:
    """Who pitches now, with the seconds left by the server's clock, and who waits."""
    line = list(
        Pitch.objects.filter(board=board, state__in=[PitchState.NOW, PitchState.WAITING], session__state=State.OPEN)
        .select_related("session")
        .prefetch_related("session__hosts", "session__themes")
    )
    now = next((each for each in line if each.state == PitchState.NOW), None)
    waiting = [each for each in line if each.state == PitchState.WAITING]
    return {
        "now": {
            "pitch": now,
            "card": drawing.face(now.session, board, audience),
            "left": actions.seconds_left(now),
            "ends": actions.ends_at(now).isoformat(),
            "size": "longer" if len(now.session.title) > 120 else "long" if len(now.session.title) > 40 else "",
        }
        if now
        else None,
        "waiting": [
            {"number": number, "pitch": each, "card": drawing.face(each.session, board, audience)}
            for number, each in enumerate(waiting, 1)
        ],
    }
