"""The arranger at work: a child process for each run, watched by the worker, which beats once a second."""

import contextlib
import json
import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from sessions import judging
from sessions.actions import arrangements
from sessions.arrange import score
from sessions.instances import Posed, pose_board
from sessions.models import Arrangement, Board
from sessions.vocabulary import ArrangementState

log = logging.getLogger(__name__)

BEAT = 1.0  # seconds
LATE = 20.0  # seconds over its time, then it is ended
OWN = "sessions.arrange.arrange"


class Invalid(Exception):
    """An answer that breaks rules, with how often each."""

    def __init__(self, breaches: dict[str, int]) -> None:
        self.breaches = breaches
        super().__init__(", ".join(f"{rule} {number}" for rule, number in sorted(breaches.items())))


def take_up(now: datetime) -> None:
    """Run what waits, oldest first. A task of the worker: others are taken up while one runs."""
    for run in Arrangement.objects.filter(state=ArrangementState.RUNNING, beat_at=None).order_by("id")[:4]:
        if claim(run, now):
            threading.Thread(target=in_a_thread, args=(run.pk,), name=f"arrangement {run.pk}", daemon=True).start()


def claim(run: Arrangement, now: datetime) -> bool:
    """Whether this process is the one that runs it."""
    return bool(Arrangement.objects.filter(pk=run.pk, state=ArrangementState.RUNNING, beat_at=None).update(beat_at=now))


def in_a_thread(pk: int) -> None:
    try:
        carry_out(Arrangement.objects.select_related("board__camp").get(pk=pk))
    except Exception:
        log.exception("arrangement %s failed", pk)
        for run in Arrangement.objects.filter(pk=pk, state=ArrangementState.RUNNING):
            arrangements.give_up(run, fault="error")
    finally:
        connection.close()


def carry_out(run: Arrangement) -> None:
    """One run from its instance to its proposal: ready, or failed with the reason."""
    posed = pose(run, timezone.now())
    answer, fault = answer_of_child(posed.instance, run.options, lambda share, cost: beat(run, share, cost))
    run.refresh_from_db()
    if run.state != ArrangementState.RUNNING:
        return
    if answer is None:
        arrangements.give_up(run, fault=fault)
        return
    try:
        run.result = judged(posed, run.options["mode"], answer)
    except Invalid as invalid:
        log.error("the arranger %s gave an invalid answer: %s", settings.CITYCAMP_ARRANGER, invalid)
        arrangements.give_up(run, fault="invalid", breaches=invalid.breaches)
        return
    run.state, run.progress, run.best = ArrangementState.READY, 1.0, run.result["after"]["cost"]
    run.save(update_fields=["state", "progress", "best", "result"])


def pose(run: Arrangement, now: datetime) -> Posed:
    """The board as it stands now, behind whoever writes at this moment."""
    with transaction.atomic():
        board = Board.objects.select_for_update(of=("self",)).select_related("camp").get(pk=run.board_id)
        posed = pose_board(board, now)
    Arrangement.objects.filter(pk=run.pk).update(base_version=posed.version)
    return posed


def judged(posed: Posed, mode: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an answer, with the figures counted by ourselves. Raises Invalid."""
    breaches = judging.breaches(posed.instance, mode, answer.get("placement"))
    if breaches:
        raise Invalid(breaches)
    known = {session["id"] for session in posed.instance["sessions"]}
    unplaced = answer.get("unplaced")
    clean = {
        "placement": answer["placement"],
        "unplaced": {code: dict(why) for code, why in unplaced.items() if code in known and isinstance(why, Mapping)}
        if isinstance(unplaced, Mapping)
        else {},
        "why": judging.reasons(answer.get("why"), known),
    }
    before, after = score(posed.instance, posed.current), score(posed.instance, clean["placement"])
    return arrangements.result_of(posed, clean, before, after)


def beat(run: Arrangement, share: float, cost: float | None) -> bool:
    """A sign of life; gives whether to stop."""
    Arrangement.objects.filter(pk=run.pk).update(beat_at=timezone.now(), progress=share, best=cost)
    state, stop = Arrangement.objects.values_list("state", "stop_asked").get(pk=run.pk)
    return stop or state != ArrangementState.RUNNING


def answer_of_child(
    instance: Mapping[str, Any], options: Mapping[str, Any], tell: Callable[[float, float | None], bool]
) -> tuple[dict[str, Any] | None, str]:
    """The arranger in a process of its own; `tell` is called each second and says whether to stop.

    Gives the answer, or None and a word for what happened: killed, late, error. Where this process dies, so does
    the child, at its next word.
    """
    command = [sys.executable, "-m", "sessions.arrange", "-", "--tell", "--explain", "--mode", options["mode"]]
    for name in ("seconds", "seed", "min_gain"):
        command += [f"--{name.replace('_', '-')}", str(options[name])]
    if settings.CITYCAMP_ARRANGER != OWN:
        command += ["--arranger", settings.CITYCAMP_ARRANGER]
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE
        )
        assert child.stdin
        assert child.stderr
        heard = Heard(child.stderr)
        try:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(json.dumps(instance).encode())
                child.stdin.close()
            status = watch(child, heard, tell, time.monotonic() + options["seconds"] + LATE)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        heard.join(2)
        out.seek(0)
        text = out.read()
    if status not in (0, 3):
        if status > 0:
            log.error("the arranger ended with %s: %s", status, " ".join(heard.words[-3:])[:500])
        return None, "late" if status == -9 and heard.late else "killed" if status < 0 else "error"
    try:
        answer = json.loads(text)
    except ValueError:
        return None, "error"
    return (answer, "") if isinstance(answer, dict) else (None, "error")


def watch(child: subprocess.Popen, heard: "Heard", tell: Callable[[float, float | None], bool], until: float) -> int:
    asked, stopping = None, False
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(timeout=BEAT)
        if tell(*heard.latest) and asked is None:
            asked = time.monotonic()
        # Before its first word it may not have come so far as to hear a stop: it would end without an answer.
        if asked and not stopping and (heard.latest[1] is not None or time.monotonic() > asked + LATE):
            child.terminate()
            stopping, until = True, min(until, time.monotonic() + LATE)
        if time.monotonic() > until:
            heard.late = True
            child.kill()


class Heard(threading.Thread):
    """What the child says of its progress, and its last words if they are something else."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.stream, self.late = stream, False
        self.latest: tuple[float, float | None] = (0.0, None)
        self.words: list[str] = []
        self.start()

    def run(self) -> None:
        for line in self.stream:
            try:
                said = json.loads(line)
                self.latest = min(1.0, max(0.0, float(said["share"]))), float(said["cost"])
            except (ValueError, KeyError, TypeError):
                self.words = [*self.words[-19:], line.decode(errors="replace").strip()[:300]]


def arrange_here(posed: Posed, options: Mapping[str, Any], progress: Callable | None = None) -> dict[str, Any]:
    """The same in this process, for the command. Raises Invalid."""
    arranger = import_string(settings.CITYCAMP_ARRANGER)
    arranged = arranger(
        posed.instance,
        mode=options["mode"],
        seconds=options["seconds"],
        seed=options["seed"],
        min_gain=options["min_gain"],
        progress=progress,
    )
    answer = {"placement": arranged.placement, "unplaced": arranged.unplaced, "why": arranged.why}
    return judged(posed, options["mode"], answer)
