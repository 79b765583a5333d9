"""Asking the arranger, and what becomes of its proposal. board.md 8."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions.actions.journal import LeftAsItWas, Replayed, turn
from sessions.actions.together import Move, Moved, left_note, place_together, undo_together
from sessions.errors import Refused, Unusable
from sessions.models import Arrangement, Board, Change, Session
from sessions.permissions import ask, stand
from sessions.vocabulary import ArrangementState, ArrangeMode, BoardKind

SECONDS = (5, 10, 30, 60)
KEPT = 5
"""Runs of a board that are kept: an evening of trying, for whoever asks why the last ones ended as they did."""
FORGOTTEN_AT_ONCE = 200
STAYS = ("pin_breaks_rule", "current_breaks_rule")
"""Reasons of an unplaced session that stands: nobody moved it, nobody takes its cell."""


def begin_arranging(
    board: Board, *, by, mode: str = ArrangeMode.FILL, seconds: int = 10, min_gain: int = 5, now: datetime | None = None
) -> Arrangement:
    """Ask for a proposal; the worker takes it up within a second. One runs on a board at a time.

    Raises Refused where one runs, Unusable, NotAllowed, WrongPhase.
    """
    now = now or timezone.now()
    ask(stand(by, board), "arrange", board)
    if board.kind != BoardKind.GRID:
        raise Refused(_("A timetable is not arranged: its times were given by hand."))
    if mode not in ArrangeMode.values:
        raise Unusable(_("Choose what may be moved from the list."), "mode")
    if seconds not in SECONDS:
        raise Unusable(_("Choose the time from the list."), "seconds")
    if not 0 <= min_gain <= 1000:
        raise Unusable(_("What a move must gain is a number from 0 to 1000."), "min_gain")
    try:
        with transaction.atomic():
            for old in Arrangement.objects.select_for_update().filter(board=board, state=ArrangementState.RUNNING):
                if old.is_dead(now):
                    give_up(old)
            made = Arrangement.objects.create(
                board=board,
                made_by=by,
                made_at=now,
                base_version=board.version,
                options={"mode": mode, "seconds": seconds, "min_gain": min_gain, "seed": 0},
            )
            Arrangement.objects.filter(board=board, state=ArrangementState.READY).update(
                state=ArrangementState.DISCARDED
            )
    except IntegrityError:
        raise Refused(_("The arranger is at work on this board already. Wait for it, or stop it.")) from None
    return made


def give_up(run: Arrangement, **facts: Any) -> None:
    """The run ends without an answer; how far it was stays."""
    run.state = ArrangementState.FAILED
    run.result = {"stopped_at": run.progress, **facts}
    run.save(update_fields=["state", "result"])


def stop_arranging(run: Arrangement, *, by) -> None:
    """“Stop and use this”: the best answer so far becomes the proposal."""
    ask(stand(by, run.board), "arrange", run.board)
    Arrangement.objects.filter(pk=run.pk, state=ArrangementState.RUNNING).update(stop_asked=True)


def discard(run: Arrangement, *, by) -> None:
    ask(stand(by, run.board), "arrange", run.board)
    Arrangement.objects.filter(pk=run.pk, state=ArrangementState.READY).update(state=ArrangementState.DISCARDED)


def proposed_moves(result: Mapping[str, Any], current: Mapping[str, list[str]]) -> dict[str, list[str] | None]:
    """Session code -> the cell it is to go to, or None for the tray, of all that stand elsewhere in `current`."""
    moves: dict[str, list[str] | None] = {
        code: list(cell) for code, cell in result["placement"].items() if current.get(code) != list(cell)
    }
    for code, reason in result["unplaced"].items():
        if code in current and reason.get("code") not in STAYS:
            moves[code] = None
    return moves


def apply_arrangement(
    run: Arrangement,
    *,
    by,
    only: Iterable[str] | None = None,
    by_name: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Arrangement:
    """Make the proposed moves, all or those named by code, as one batch. `by` None is the command line.

    Sessions that changed since the arranger looked stay, and are listed in result["left"] with what stood
    against it. Raises Refused where the proposal is gone or nothing of it can be done.
    """
    chosen = None if only is None else set(only)
    try:
        with turn(run.board, by=by, key=key, by_name=by_name, now=now) as here:
            if by is not None:
                ask(stand(by, here.board), "arrange", here.board)
            run = Arrangement.objects.get(pk=run.pk)
            run.board = here.board
            if run.state != ArrangementState.READY:
                raise Refused(
                    _("This proposal is not open any more: %(state)s.") % {"state": run.get_state_display().lower()}
                )
            wanted = {
                code: cell
                for code, cell in proposed_moves(run.result, run.result["current"]).items()
                if chosen is None or code in chosen
            }
            if not wanted:
                raise Unusable(_("Tick at least one move."), "move")
            numbers = dict(Session.objects.filter(board=here.board, code__in=wanted).values_list("code", "pk"))
            moved = place_together(
                here,
                [
                    Move(
                        numbers[code],
                        run.result["seen"][code],
                        (int(cell[0]), int(cell[1])) if cell else None,
                        why=run.result["why"].get(code, ()) if cell else (),
                    )
                    for code, cell in sorted(wanted.items())
                    if code in numbers
                ],
            )
            remember(run, moved, here.board)
    except Replayed:
        return Arrangement.objects.get(pk=run.pk)
    except LeftAsItWas:
        raise Refused(
            _("Nothing was moved: every one of these sessions was changed since. Let the arranger look again.")
        ) from None
    return run


def remember(run: Arrangement, moved: Moved, board: Board) -> None:
    """Kept with the proposal: what was done, and what was left and why."""
    run.state = ArrangementState.APPLIED
    run.result["batches"] = [str(moved.batch)]
    note_moves(run, moved)
    run.save(update_fields=["state", "result"])


def note_moves(run: Arrangement, moved: Moved) -> None:
    run.result["moved"] = len(moved.changes)
    run.result["left"] = [left_note(session, obstacle) for session, obstacle in moved.left]
    run.result["put"] = {
        change.session.code: change.after["place_version"] for change in moved.changes if change.session
    }


def undo_arrangement(run: Arrangement, *, by, key: UUID | None = None) -> Arrangement:
    """Put back what it moved, where nobody moved it since; done once more, it is put there again."""
    ask(stand(by, run.board), "arrange", run.board)
    batches = run.result.get("batches", [])
    if run.state != ArrangementState.APPLIED or not batches:
        raise Refused(_("This proposal was not applied."))
    moved = undo_together(run.board, UUID(batches[-1]), by=by, key=key)
    run.refresh_from_db()
    if moved is not None:
        run.result["batches"].append(str(moved.batch))
        note_moves(run, moved)
        run.save(update_fields=["result"])
    return run


def result_of(posed, answer: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What an Arrangement keeps of a judged answer."""
    unplaced = {
        session["id"]: answer.get("unplaced", {}).get(session["id"]) or {"code": "not_said"}
        for session in posed.instance["sessions"]
        if session["id"] not in answer["placement"]
    }
    return {
        "placement": {code: list(cell) for code, cell in answer["placement"].items()},
        "unplaced": unplaced,
        "why": answer.get("why", {}),
        "current": posed.current,
        "seen": posed.seen,
        "before": before,
        "after": after,
    }


def forget_old() -> int:
    """Delete what no page reads any more, at most FORGOTTEN_AT_ONCE; says how many.

    Each board keeps its last KEPT runs, what runs, and the last that was applied. Why an older one put a session
    where it stands, and the way to undo it, are in the journal.
    """
    newer = Arrangement.objects.filter(board=OuterRef("board"), pk__gt=OuterRef("pk")).order_by("pk")
    old = (
        Arrangement.objects.exclude(state=ArrangementState.RUNNING)
        .annotate(last_one_kept=Subquery(newer.values("pk")[KEPT - 1 : KEPT]))
        .filter(~Q(state=ArrangementState.APPLIED) | Exists(newer.filter(state=ArrangementState.APPLIED)))
        .filter(last_one_kept__isnull=False)
        .order_by("pk")
    )
    return Arrangement.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()[0]


def placed_by_machine(session: Session, last: Change | None) -> list[dict[str, Any]] | None:
    """The reasons for where this session stands, if it stands where an applied arrangement put or left it.

    `last` is the journal's last placing of it: there stand the reasons of whichever arrangement put it there. What
    was only left where it stood is known to the arrangement that was applied last.
    """
    if session.slot_id is None:
        return None
    if last and last.after.get("place_version") == session.place_version and last.after.get("why"):
        return list(last.after["why"])
    run = (
        Arrangement.objects.filter(board=session.board_id, state=ArrangementState.APPLIED)
        .order_by("-id")
        .values_list("result", flat=True)
        .first()
    )
    if run is None or run["placement"].get(session.code) != [str(session.slot_id), str(session.room_id)]:
        return None
    # Moved away and back by hand, it is theirs.
    if session.place_version != run["put"].get(session.code, run["seen"].get(session.code)):
        return None
    reasons = run["why"].get(session.code, [])
    # What was pinned, or had begun, was never the arranger's to choose.
    return None if any(reason["code"] == "pinned" for reason in reasons) else reasons
