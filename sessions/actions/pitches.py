"""The line of pitches. One is now, by constraint; order is arrival. board.md 5."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions.actions.journal import LeftAsItWas, Replayed, turn
from sessions.errors import NotAllowed, Refused, Unusable
from sessions.models import Board, Change, Pitch, Session
from sessions.permissions import ask, stand
from sessions.vocabulary import PitchState, SessionKind, State


def join_line(session: Session, *, by, key: UUID | None = None) -> Pitch:
    """A host's session joins the end of the line. Twice is no error."""
    board = session.board
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "join_line", here.board, session)
            if session.state != State.OPEN or session.kind != SessionKind.SESSION:
                raise NotAllowed(_("Sessions on the board are pitched."))
            try:
                with transaction.atomic():
                    pitch = Pitch.objects.create(board=board, session=session, arrived=here.now)
            except IntegrityError:
                raise LeftAsItWas from None
            here.write(Change.Kind.PITCH, session, after={"line": "joined"})
    except (Replayed, LeftAsItWas):
        pitch = Pitch.objects.filter(session=session).latest("id")
    return pitch


STEPS = ("start", "next", "skip", "back", "more", "later")


def run_desk(
    board: Board, step: str, *, by, seen: int | None = None, session: Session | None = None, key: UUID | None = None
) -> Pitch | None:
    """Start, next, skip, back, ten seconds more; `later` sends a waiting session to the end.

    `seen` is the pitch that was now on the presser's screen (0: none). If another is now, two people
    pressed at once: nothing is done twice and nobody is skipped.
    """
    if step not in STEPS:
        raise Unusable(_("Choose a step from the desk."), "step")
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "run_desk", here.board)
            line = Pitch.objects.filter(board=board)
            now = line.filter(state=PitchState.NOW).first()
            if step == "later":
                waiting = line.filter(state=PitchState.WAITING, session=session).first()
                if waiting is None:
                    raise LeftAsItWas
                waiting.arrived = here.now
                waiting.save(update_fields=["arrived"])
                here.write(Change.Kind.PITCH, waiting.session, after={"line": step})
                return waiting
            if seen is not None and seen != (now.pk if now else 0):
                raise LeftAsItWas
            told = STEP[step](here, line, now)
            here.write(Change.Kind.PITCH, told.session if told else None, after={"line": step})
            return told
    except (Replayed, LeftAsItWas):
        return Pitch.objects.filter(board=board, state=PitchState.NOW).first()


def end(pitch: Pitch | None, state: PitchState) -> None:
    if pitch:
        pitch.state = state
        pitch.save(update_fields=["state"])


def call_next(here, line, now: Pitch | None) -> Pitch | None:
    first = line.filter(state=PitchState.WAITING).order_by("arrived", "id").first()
    if first is None and now is None:
        raise LeftAsItWas
    end(now, PitchState.DONE)
    return begin(here, first)


def skip(here, line, now: Pitch | None) -> Pitch | None:
    if now is None:
        raise LeftAsItWas
    end(now, PitchState.SKIPPED)
    return begin(here, line.filter(state=PitchState.WAITING).order_by("arrived", "id").first())


def back(here, line, now: Pitch | None) -> Pitch | None:
    last = line.filter(state__in=[PitchState.DONE, PitchState.SKIPPED]).order_by("-started_at").first()
    if last is None:
        raise LeftAsItWas
    if line.filter(session=last.session, state=PitchState.WAITING).exists():
        raise Refused(_("“%(title)s” waits in the line again already.") % {"title": last.session.title})
    end(now, PitchState.WAITING)
    return begin(here, last)


def start(here, line, now: Pitch | None) -> Pitch | None:
    return begin(here, now) if now else call_next(here, line, now)


def more(here, line, now: Pitch | None) -> Pitch | None:
    if now is None:
        raise LeftAsItWas
    now.seconds = min(now.seconds + 10, 600)
    now.save(update_fields=["seconds"])
    return now


def begin(here, pitch: Pitch | None) -> Pitch | None:
    if pitch:
        pitch.state, pitch.started_at = PitchState.NOW, here.now
        pitch.seconds = Board.objects.values_list("pitch_seconds", flat=True).get(pk=here.board.pk)
        pitch.save(update_fields=["state", "started_at", "seconds"])
    return pitch


STEP = {"start": start, "next": call_next, "skip": skip, "back": back, "more": more}


def ends_at(pitch: Pitch) -> datetime:
    """When its time is over, by the server's clock."""
    return (pitch.started_at or timezone.now()) + timedelta(seconds=pitch.seconds)


def seconds_left(pitch: Pitch, now: datetime | None = None) -> int:
    """By the server's clock, begun seconds counted whole; 0 when it is over."""
    return max(0, ceil((ends_at(pitch) - (now or timezone.now())).total_seconds()))
