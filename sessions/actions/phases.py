"""The board's phase, policy and settings: one step at a time, journalled; nothing moves by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.people.permissions import is_staff_member
from sessions.actions import announcing
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.proposals import clean_text
from sessions.errors import NotAllowed, Refused, Unusable, WrongPhase
from sessions.models import Board, Change, Room, Session, Slot
from sessions.permissions import ask, stand
from sessions.vocabulary import PHASES, Feature, Phase, Policy, SlotKind

REOPENED_UNTIL = timedelta(days=30)
SETTINGS = ("policy", "pitch_seconds", "door_proposals", "session_limit")


def change_phase(
    board: Board,
    phase: str,
    *,
    by,
    announce: bool = False,
    text: str = "",
    key: UUID | None = None,
    now: datetime | None = None,
) -> Board:
    """One step forward or back. 30 days after the camp only staff reopen.

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
            offered = announcing.offer(here.board, phase) if announce else None
            if offered:
                announcing.announce(here.board, phase, offered, text, by=by)
            board.phase = phase
            board.save(update_fields=["phase"])
            here.write(Change.Kind.PHASE, before={"phase": before}, after={"phase": phase})
    except (Replayed, LeftAsItWas):
        board.refresh_from_db()
    return board


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


# Rooms and slots


def save_room(
    board: Board,
    *,
    by,
    room: Room | None = None,
    name: str,
    capacity: int,
    features: tuple[str, ...] | list[str] = (),
    directions: str = "",
    online_url: str = "",
    short: str = "",
    closed: bool = False,
    key: UUID | None = None,
) -> Room:
    """A new room, or a changed one."""
    name = clean_text(" ".join(name.split()), "name", 60)
    if not name:
        raise Unusable(_("A room needs a name."), "name")
    if not 1 <= capacity <= 10_000:
        raise Unusable(_("A room has 1 to 10,000 seats."), "capacity")
    if not set(features) <= set(Feature.values):
        raise Unusable(_("Choose what the room has from the list."), "features")
    if online_url and not online_url.startswith("https://"):
        raise Unusable(_("The online room's address begins with https://."), "online_url")
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "set_up", here.board)
            if room is None:
                room = Room(board=board, position=board.rooms.count() + 1)
            before = {"name": room.name, "capacity": room.capacity}
            if room.pk and room.name != name:
                told_anew(Session.objects.filter(room=room), here)
            room.name, room.short, room.capacity = name, clean_text(short, "short", 12), capacity
            room.features, room.directions = sorted(set(features)), clean_text(directions, "directions", 200)
            room.online_url, room.closed = online_url, closed
            try:
                with transaction.atomic():
                    room.save()
            except IntegrityError:
                raise Refused(_("There is a room called “%(name)s” already.") % {"name": name}) from None
            here.write(Change.Kind.SETTINGS, before=before, after={"room": room.pk, "name": name, "capacity": capacity})
    except Replayed as replay:
        return Room.objects.get(pk=replay.change.after["room"])
    return room


def told_anew(sessions: QuerySet[Session], here: Turn) -> None:
    """Calendars learn of a new time or room by a higher SEQUENCE (RFC 5545 3.8.7.4)."""
    sessions.update(sequence=F("sequence") + 1, changed_at=here.now)


def save_slot(
    board: Board,
    *,
    by,
    starts_at: datetime,
    ends_at: datetime,
    kind: str = SlotKind.SESSIONS,
    title: str = "",
    place: str = "",
    slot: Slot | None = None,
    key: UUID | None = None,
) -> Slot:
    """A new slot, or a changed one; on a grid no two overlap."""
    if kind not in SlotKind.values:
        raise Unusable(_("Choose what the time is for from the list."), "kind")
    if not timedelta(minutes=5) <= ends_at - starts_at <= timedelta(hours=12):
        raise Unusable(_("A slot lasts 5 minutes to 12 hours, and ends after it starts."), "ends_at")
    title, place = clean_text(title, "title", 120), clean_text(place, "place", 120)
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "set_up", here.board)
            others = board.slots.exclude(pk=slot.pk) if slot else board.slots.all()
            if board.kind == "grid" and others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
                raise Unusable(_("It overlaps another slot. Change that one first."), "starts_at")
            if slot is None:
                slot = Slot(board=board)
            if slot.pk and kind == SlotKind.EVERYBODY and slot.sessions.exists():
                raise Refused(_("Sessions are placed in it. Move them first."))
            before = {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()} if slot.pk else {}
            if slot.pk and (slot.starts_at, slot.ends_at) != (starts_at, ends_at):
                told_anew(Session.objects.filter(slot=slot), here)
            slot.starts_at, slot.ends_at, slot.kind, slot.title, slot.place = starts_at, ends_at, kind, title, place
            slot.save()
            here.write(
                Change.Kind.SETTINGS,
                before=before,
                after={"slot": slot.pk, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
            )
    except Replayed as replay:
        return Slot.objects.get(pk=replay.change.after["slot"])
    return slot
