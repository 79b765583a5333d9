"""The board's phase, policy and settings: one step at a time, journalled; nothing moves by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.people.permissions import is_staff_member
from sessions.actions import announcing
from sessions.actions.journal import LeftAsItWas, Replayed, turn
from sessions.errors import Confirm, NotAllowed, Unusable, WrongPhase
from sessions.models import Board, Change
from sessions.permissions import ask, stand
from sessions.vocabulary import PHASES, Phase, Policy

REOPENED_UNTIL = timedelta(days=30)
SETTINGS = ("policy", "pitch_seconds", "door_proposals", "session_limit")


def change_phase(
    board: Board,
    phase: str,
    *,
    by,
    announce: bool = False,
    text: str = "",
    confirmed: bool = False,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Board:
    """One step forward or back. 30 days after the camp only staff reopen. Raises Confirm, unless `confirmed`.

    With `announce` the first step to a phase is one post to the camp's announcement list, in words of one's own if
    there is `text`.
    """
    now = now or timezone.now()
    if phase not in PHASES:
        raise Unusable(_("Choose a phase from the list."), "phase")
    try:
        with turn(board, by=by, key=key, now=now) as here:
            ask(stand(by, here.board), "change_phase", here.board)
            before = here.board.phase
            if before == phase:
                raise LeftAsItWas
            if abs(PHASES.index(phase) - PHASES.index(before)) != 1:
                raise WrongPhase(
                    _("From “%(now)s” it goes one step forward or back.") % {"now": Phase(before).label}, phases=[]
                )
            ends = board.camp.ends
            if before == Phase.CLOSE and ends and now > ends + REOPENED_UNTIL and not is_staff_member(by):
                raise NotAllowed(_("The camp was more than 30 days ago. Only the network's staff reopen its board."))
            if not confirmed:
                raise Confirm(about_to(before, phase))
            offered = announcing.offer(here.board, phase) if announce else None
            if offered:
                announcing.announce(here.board, phase, offered, text, by=by)
            board.phase = phase
            board.save(update_fields=["phase"])
            here.write(Change.Kind.PHASE, before={"phase": before}, after={"phase": phase})
    except (Replayed, LeftAsItWas):
        board.refresh_from_db()
    return board


def about_to(before: str, phase: str) -> str:
    """What a step of the board is, before it is taken. board.md 3."""
    words = (
        _("You are about to go on from “%(now)s” to “%(next)s”.")
        if PHASES.index(phase) > PHASES.index(before)
        else _("You are about to go back from “%(now)s” to “%(next)s”.")
    )
    return words % {"now": Phase(before).label, "next": Phase(phase).label}


def means(phase: str, policy: str) -> str:
    """What people may do in a phase, as the table of permissions has it."""
    if phase in (Phase.PLACE, Phase.RUN) and policy == Policy.FROZEN:
        return _("People propose and star. Only facilitators put sessions on the board, with a reason.")
    return {
        Phase.PROPOSE: _("People propose and star. Nobody pitches, and only facilitators put sessions on the board."),
        Phase.PITCH: _("Hosts join the line and pitch in turn. Only facilitators put sessions on the board."),
        Phase.PLACE: _("Hosts put their own sessions on the board. Nobody joins the line of pitches any more."),
        Phase.RUN: _("Sessions are on. Hosts may still put theirs on the board and move them."),
        Phase.CLOSE: _("Nobody proposes or stars any more, and only facilitators still move sessions, with a reason."),
    }[Phase(phase)]


def change_settings(board: Board, values: Mapping[str, object], *, by, key: UUID | None = None) -> Board:
    """Policy, seconds of a pitch, proposals at the door, sessions per person."""
    wanted = {name: values[name] for name in SETTINGS if name in values}
    if wanted.get("policy", Policy.OPEN) not in Policy.values:
        raise Unusable(_("Choose a policy from the list."), "policy")
    if not 10 <= int(wanted.get("pitch_seconds", 30)) <= 180:  # type: ignore[call-overload]
        raise Unusable(_("A pitch lasts 10 to 180 seconds."), "pitch_seconds")
    if not 1 <= int(wanted.get("session_limit", 10)) <= 100:  # type: ignore[call-overload]
        raise Unusable(_("Between 1 and 100 sessions for each person."), "session_limit")
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "set_up", here.board)
            before = {name: getattr(board, name) for name in wanted}
            if "pitch_seconds" in wanted:
                before["pitch_seconds"] = Board.objects.values_list("pitch_seconds", flat=True).get(pk=board.pk)
            if before == wanted:
                raise LeftAsItWas
            for name, value in wanted.items():
                setattr(board, name, value)
            board.save(update_fields=list(wanted))
            here.write(Change.Kind.SETTINGS, before=before, after=wanted)
    except (Replayed, LeftAsItWas):
        board.refresh_from_db()
    return board
