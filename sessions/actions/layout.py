"""What there is to place into: rooms, times, and what stands fixed in them. board.md 2 and 3."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from sessions.actions import finding
from sessions.actions.cells import cell_now, slot_now
from sessions.actions.journal import Replayed, Turn, turn
from sessions.actions.limits import clean_text, clean_title
from sessions.actions.placing import Stopped, put
from sessions.errors import Refused, Unusable
from sessions.models import Board, Change, Room, Session, Slot
from sessions.permissions import ask, stand
from sessions.vocabulary import Feature, SessionKind, SlotKind


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
    now: datetime | None = None,
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
        with turn(board, by=by, key=key, now=now) as here:
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
            slot = slot_now(slot) if slot else None
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


def drop_slot(slot: Slot, *, by, key: UUID | None = None) -> None:
    """Take a time away in which nothing was ever placed: the journal names the others."""
    board = slot.board
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "set_up", here.board)
            slot = slot_now(slot)
            placings = Change.objects.filter(board=board, kind=Change.Kind.PLACED)
            if slot.sessions.exists() or placings.filter(Q(after__slot=slot.pk) | Q(before__slot=slot.pk)).exists():
                raise Refused(
                    _("Something was placed in it, so it stays. Change its hours, or make it a time for everybody.")
                )
            before = {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}
            gone = slot.pk
            slot.delete()
            here.write(Change.Kind.SETTINGS, before=before, after={"slot": gone, "dropped": True})
    except Replayed:
        pass


def place_fixed(board: Board, title: str, *, slot: Slot, room: Room, by, key: UUID | None = None) -> Session:
    """A keynote, set-up time, a closed room: placed and pinned, not starred; the one constraint guards its cell too."""
    title = clean_title(title)
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "place_any", here.board)
            slot, room = cell_now(slot, room, here.board)
            if slot.kind != SlotKind.SESSIONS:
                raise Refused(_("That time is for everybody. Choose one in which sessions are."))
            session = Session.objects.create(
                board=board, kind=SessionKind.FIXED, title=title, proposer=by, pinned=True, changed_at=here.now
            )
            here.write(Change.Kind.PROPOSED, session, after={"kind": session.kind})
            try:
                put(here, session, slot, room)
            except Stopped:
                raise Refused(
                    _("There is something at that time in %(room)s. Move it first.") % {"room": room.name}
                ) from None
            finding.index(session)
    except Replayed as replay:
        return replay.session
    return session


def too_much_fixed(board: Board) -> bool:
    """Fixed items in more than half of the cells: the agenda belongs to participants."""
    cells = board.slots.filter(kind=SlotKind.SESSIONS).count() * board.rooms.filter(closed=False).count()
    fixed = Session.objects.on_the_board().filter(board=board, kind=SessionKind.FIXED, slot__isnull=False).count()
    return fixed * 2 > cells
