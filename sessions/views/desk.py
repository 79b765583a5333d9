"""What facilitators do: held proposals, the phase, the line of pitches."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sessions import actions, drawing
from sessions.actions import announcing
from sessions.models import Board, Pitch, Session
from sessions.permissions import Viewer, ask, may
from sessions.views.entrance import at_board, camp_frame, key_of, session_or_404, weak, whole_number
from sessions.vocabulary import PHASES, Phase, PitchState, State


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
        actions.change_phase(board, wanted, by=viewer.known, announce=announce, text=text, key=key_of(request))
        return HttpResponseRedirect(reverse("sessions:desk", args=[board.camp.slug]))
    held = Session.objects.filter(board=board, state=State.HELD).prefetch_related("hosts", "themes")
    here = PHASES.index(board.phase)
    steps = [
        {
            "phase": PHASES[n],
            "label": Phase(PHASES[n]).label,
            "forward": n > here,
            "offer": announcing.offer(board, PHASES[n]),
        }
        for n in (here - 1, here + 1)
        if 0 <= n < len(PHASES)
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


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def pitch(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The line of pitches; facilitators run it by tap, form and keys."""
    if request.method == "POST":
        code = request.POST.get("session", "")
        actions.run_desk(
            board,
            request.POST.get("step", ""),
            by=viewer.known,
            seen=whole_number(request, "seen") if request.POST.get("seen") else None,
            session=session_or_404(board, viewer, code) if code else None,
            key=key_of(request),
        )
        return HttpResponseRedirect(reverse("sessions:pitch_desk", args=[board.camp.slug]))
    context = {**camp_frame(board, "board"), **line_of(board, viewer.audience), "runs": may(viewer, "run_desk", board)}
    context["at"] = timezone.now().isoformat()
    return render(request, "sessions/pitch_desk.html", context)


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
