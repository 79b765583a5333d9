"""The arranger's page: ask, watch, and decide about what it proposes. board.md 8."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import reselect, reswap, retarget

from citycamp.people.models import User
from sessions import actions, drawing, reading, why
from sessions.actions.arrangements import SECONDS, proposed_moves
from sessions.errors import Refused, Unusable
from sessions.models import Arrangement, Board, Session
from sessions.permissions import Viewer, ask
from sessions.views.entrance import at_board, camp_frame, key_of, whole_number
from sessions.vocabulary import ArrangementState, ArrangeMode, BoardKind


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_board
def arrange(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """The last run of the arranger on this board, and the form for the next."""
    ask(viewer, "arrange", board)
    if request.method == "POST":
        try:
            act(request, board, viewer)
        except Refused as refused:
            return page(request, board, refused=refused)
        return HttpResponseRedirect(request.path)
    return page(request, board)


def act(request: HttpRequest, board: Board, viewer: Viewer) -> None:
    """One of: start, stop, apply, ticked, discard, undo."""
    step = request.POST.get("step", "")
    if step == "start":
        actions.begin_arranging(
            board,
            by=viewer.known,
            mode=request.POST.get("mode", ""),
            seconds=whole_number(request, "seconds"),
            min_gain=whole_number(request, "min_gain") if request.POST.get("min_gain") else 5,
        )
        return
    run = Arrangement.objects.filter(board=board, pk=whole_number(request, "run")).first()
    if run is None:
        raise Unusable(_("That proposal is gone. Look at the page as it is now."), "run")
    run.board = board
    if step == "stop":
        actions.stop_arranging(run, by=viewer.known)
    elif step == "discard":
        actions.discard(run, by=viewer.known)
    elif step == "undo":
        actions.undo_arrangement(run, by=viewer.known, key=key_of(request))
    elif step in ("apply", "ticked"):
        only = request.POST.getlist("move") if step == "ticked" else None
        actions.apply_arrangement(run, by=viewer.known, only=only, key=key_of(request))
    else:
        raise Unusable(_("Choose what to do from the page."), "step")


def page(request: HttpRequest, board: Board, *, refused: Refused | None = None) -> HttpResponse:
    now = timezone.now()
    run = Arrangement.objects.filter(board=board).order_by("-id").first()
    sessions = list(Session.objects.on_the_board().filter(board=board).exclude(kind="wish"))
    context: dict[str, Any] = {
        **camp_frame(board, "board"),
        "run": run,
        "refused": refused,
        "modes": ArrangeMode.choices,
        "mode": run.options.get("mode", ArrangeMode.FILL) if run else ArrangeMode.FILL,
        "seconds": [(number, number == 10) for number in SECONDS],
        "placed": sum(1 for session in sessions if session.slot_id),
        "waiting": sum(1 for session in sessions if not session.slot_id),
        "timetable": board.kind == BoardKind.TIMETABLE,
        "running": False,
    }
    if run is not None:
        dead = run.is_dead(now)
        context["running"] = run.state == ArrangementState.RUNNING and not dead
        context["stopped"] = stopped_words(run) if dead or run.state == ArrangementState.FAILED else ""
        context["percent"] = round(100 * run.progress)
        if run.state == ArrangementState.READY:
            names = Names(board, sessions, run)
            context |= {"scores": scores(run), "moves": names.moves(), "nowhere": names.nowhere()}
            context["say"] = _("The proposal is ready.")
        elif context["stopped"]:
            context["say"] = context["stopped"]
    if applied := last_applied(board, run):
        context["applied"] = {
            "run": applied,
            "day": reading.day_name(applied.made_at, board) if applied != run else "",
            "clock": reading.clock(applied.made_at, board),
            "left": Names(board, sessions, applied).left(),
            "moved": applied.result.get("moved", 0),
            "undone": len(applied.result.get("batches", [])) % 2 == 0,
        }
    answer = render(request, "sessions/arrange.html", context, status=refused.status if refused else 200)
    if request.htmx and not context["running"]:  # the figures asked; the whole of it has changed
        return reswap(reselect(retarget(answer, "#arranged"), "#arranged"), "outerHTML")
    return answer


def last_applied(board: Board, run: Arrangement | None) -> Arrangement | None:
    """The run whose moves stand, or stood before they were undone: a later one takes nothing of that away."""
    if run is None or run.state == ArrangementState.APPLIED:
        return run
    return Arrangement.objects.filter(board=board, state=ArrangementState.APPLIED).order_by("-id").first()


def stopped_words(run: Arrangement) -> str:
    """Why there is no proposal, in one sentence."""
    if run.state == ArrangementState.RUNNING and run.beat_at is None:
        return _("Nobody took it up: the worker does not run. Start it, then ask again.")
    breaches = run.result.get("breaches", {})
    if breaches:
        rules = ", ".join(why.rule_words(rule, number) for rule, number in sorted(breaches.items()))
        return _("The arranger’s answer was refused, for it breaks rules: %(rules)s.") % {"rules": rules}
    if run.result.get("fault") == "late":
        return _("The arranger gave no answer in its time and was ended.")
    return _("Stopped at %(n)s %%.") % {"n": round(100 * run.result.get("stopped_at", run.progress))}


def scores(run: Arrangement) -> list[dict[str, Any]]:
    """What the proposal changes, in figures."""
    before, after = run.result["before"], run.result["after"]
    names = {
        "missed": _("Stars that cannot be kept"),
        "unseated": _("People without a seat"),
        "cost": _("Both together"),
    }
    placed = {
        "label": _("Sessions with a place"),
        "before": len(run.result["current"]),
        "after": len(run.result["placement"]),
    }
    return [placed] + [{"label": names[n], "before": shown(before[n]), "after": shown(after[n])} for n in names]


def shown(number: float) -> str:
    """A count about people: below three it stays vague."""
    return reading.few(round(number)) if number else "0"


class Names:
    """A proposal in words: titles, times, rooms as they are now."""

    def __init__(self, board: Board, sessions: list[Session], run: Arrangement) -> None:
        self.board, self.run, self.result = board, run, run.result
        self.sessions = {session.code: session for session in sessions}
        self.titles = {session.code: session.title for session in sessions}
        slots = list(board.slots.all())
        with_day = reading.several_days(slots, board)
        self.slots = {str(slot.pk): reading.when(slot, board, with_day=with_day) for slot in slots}
        self.rooms = {str(room.pk): room.name for room in board.rooms.all()}
        self.order = {str(slot.pk): number for number, slot in enumerate(slots)}

    def place(self, cell: list[str] | None) -> str:
        if not cell:
            return _("the tray")
        return f"{self.slots.get(cell[0], '?')}, {self.rooms.get(cell[1], '?')}"

    def moves(self) -> list[dict[str, Any]]:
        """In time order of where they go; what changed since the arranger looked is marked."""
        found = []
        wanted = proposed_moves(self.result, self.result["current"])
        for code, cell in sorted(
            wanted.items(), key=lambda move: (self.order.get(move[1][0], 999) if move[1] else 1000, self.place(move[1]))
        ):
            session = self.sessions.get(code)
            if session is None:
                continue
            reasons = self.result["why"].get(code) if cell else None
            found.append(
                {
                    "code": code,
                    "title": session.title,
                    "lang": session.language,
                    "href": drawing.session_address(self.board, code),
                    "from": self.place(self.result["current"].get(code)),
                    "to": self.place(cell),
                    "why": why.sentences(reasons, self.titles)
                    if reasons
                    else [why.why_nowhere(self.result["unplaced"].get(code, {}), self.titles)],
                    "changed": session.place_version != self.result["seen"].get(code) or session.pinned,
                }
            )
        return found

    def nowhere(self) -> list[dict[str, str]]:
        """What finds no place in the proposal."""
        return [
            {
                "title": self.titles[code],
                "href": drawing.session_address(self.board, code),
                "why": why.why_nowhere(reason, self.titles),
            }
            for code, reason in self.result["unplaced"].items()
            if code in self.titles
        ]

    def left(self) -> list[dict[str, str]]:
        """What was not moved when the proposal was applied, or put back when it was undone."""
        notes = self.result.get("left", [])
        people = {user.pk: reading.name_of(user) for user in User.objects.filter(pk__in=[n.get("by") for n in notes])}
        gone = dict(
            Session.objects.filter(board=self.board, code__in=[n["session"] for n in notes]).values_list(
                "code", "title"
            )
        )
        return [
            {
                "title": gone[note["session"]],
                "href": drawing.session_address(self.board, note["session"]),
                "why": why.why_left(note, self.titles, people.get(note.get("by"), "")),
            }
            for note in notes
            if note["session"] in gone
        ]
