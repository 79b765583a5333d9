"""Putting a card into a cell, moving it, putting it back: one action for finger, key, form and card.

The race protocol of board.md 6: raise the version first, which puts all writers of the board in line;
then replay, `seen`, guards, write; the unique constraint has the last word; a refusal rolls all back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import board as pure
from sessions import reading
from sessions.actions.cells import cell_now
from sessions.actions.journal import Replayed, Turn, turn
from sessions.actions.limits import clean_text, in_time
from sessions.errors import NotAllowed, Offer, PlaceRefused, Refused, Unusable, ago
from sessions.models import Away, Board, Change, Host, Room, Session, Slot
from sessions.permissions import Viewer, refusal, stand
from sessions.vocabulary import (
    SHOWN_FROM,
    STAR_WARNING,
    Feature,
    HostState,
    Phase,
    Policy,
    SessionKind,
    SlotKind,
    State,
)

SHORT_NOTICE = timedelta(minutes=30)
OWN_UNDO = timedelta(minutes=10)
PLACINGS, PLACINGS_IN = 60, timedelta(minutes=10)


def place_session(
    session: Session,
    *,
    slot: Slot | None,
    room: Room | None,
    seen: int,
    by,
    confirmed: bool = False,
    override: bool = False,
    reason: str = "",
    key: UUID | None = None,
    by_card: bool = False,
    now: datetime | None = None,
) -> Session:
    """Put `session` into a cell, or back to the tray where slot and room are None.

    `seen` is the place_version the person saw. `by` is a person, or None for who holds the card
    (`by_card`). Raises PlaceRefused with who, when and the nearest free cells, WrongPhase,
    NotAllowed, or Unusable. Doing it again with the same key changes nothing.
    """
    now = now or timezone.now()
    board = session.board
    known = board.version  # of a time before slot and room were read
    if (slot is None) != (room is None):
        raise Unusable(_("Choose a time and a room, or neither."), "slot")
    if session.kind == SessionKind.WISH and slot is not None:
        raise Unusable(_("A wish has no host yet. Somebody has to say “I will run it” first."), "slot")
    reason = clean_text(reason, "reason", 300)
    try:
        if slot and room and hopeless(session, slot, room, seen=seen, by=by, key=key, by_card=by_card, reason=reason):
            raise Stopped("cell_taken")
        with turn(board, by=by, key=key, by_name=_("by card") if by_card else "", now=now) as here:
            session = fresh(session, here.board)
            if slot and room and board.version != known + 1:
                slot, room = cell_now(slot, room, board)
            viewer = holder(by, here.board, by_card)
            may_place(viewer, session, here.board, reason)
            if viewer.known and not viewer.facilitator:
                in_time(here, PLACINGS, PLACINGS_IN, [Change.Kind.PLACED])
            unmoved(session, seen)
            guard(session, slot, room, viewer=viewer, override=override, reason=reason, now=now)
            if not confirmed:
                confirm_first(session, slot, room, now=now)
            session.placing = put(here, session, slot, room, reason=reason)
    except Replayed as replay:
        return Session.objects.get(pk=replay.session.pk)
    except Stopped as stop:
        stop.in_public = by_card
        raise explain(stop, session, slot, room, now=now) from None
    return session


def hopeless(
    session: Session, slot: Slot, room: Room, *, seen: int, by, key: UUID | None, by_card: bool, reason: str
) -> bool:
    """Whether the cell is seen to be taken before standing in line.

    When hundreds reach for one cell, all but the first few are told so by reading alone, and the line
    stays short for those who have a chance. Everything else (replay, `seen`, guards) is judged in line.
    """
    if not Session.objects.filter(slot=slot, room=room).exclude(pk=session.pk).exists():
        return False
    if session.place_version != seen or session.state != State.OPEN:
        return False
    if key and Change.objects.filter(key=key, by=None if by_card else by, board=session.board).exists():
        return False
    may_place(holder(by, session.board, by_card), session, session.board, reason or "looking")
    return True


def fresh(session: Session, board: Board) -> Session:
    """The session as it stands now that we are in line, with `fans`: how many starred it."""
    now = Session.objects.select_related("slot", "room").annotate(starred=Count("stars")).get(pk=session.pk)
    now.board, now.fans = board, now.starred
    if now.state != State.OPEN:
        raise Stopped("moved_meanwhile")
    return now


def holder(by, board: Board, by_card: bool) -> Viewer:
    return Viewer(user=None, by_card=True) if by_card else stand(by, board)


def may_place(viewer: Viewer, session: Session, board: Board, reason: str) -> None:
    why = refusal(viewer, "place", board, session)
    if why:
        raise why
    if viewer.facilitator:
        if (board.policy == Policy.FROZEN or board.phase == Phase.CLOSE) and not reason.strip():
            raise Stopped("frozen")
    elif board.policy == Policy.FROZEN:
        raise Stopped("frozen")
    elif session.kind == SessionKind.FIXED:
        raise NotAllowed(_("Fixed items are placed by facilitators."))


def unmoved(session: Session, seen: int) -> None:
    if session.place_version != seen:
        raise Stopped("moved_meanwhile")


class Stopped(Exception):
    """A guard spoke; the words are found after the rollback, so that nobody waits in line for them.

    `in_public`: whoever holds a card reads them, so names that are for attendees only stay out.
    """

    in_public = False

    def __init__(self, code: str, what: tuple = ()) -> None:
        self.code, self.what = code, what


def guard(
    session: Session,
    slot: Slot | None,
    room: Room | None,
    *,
    viewer: Viewer,
    override: bool,
    reason: str,
    now: datetime,
    by_clock: str = "",
) -> None:
    """What speaks against it. A facilitator may override with a reason, but never step-free or a hearing loop."""
    if session.pinned:
        raise Stopped("pinned")
    found: list[pure.Obstacle] = []
    if session.slot and session.slot.starts_at <= now:
        found.append(pure.Obstacle("ended" if session.slot.ends_at <= now else "started"))
    if slot and room:
        if slot.kind != SlotKind.SESSIONS:
            raise Stopped("everybody")
        if room.closed:
            raise Stopped("room_closed")
        if slot.ends_at <= now:
            found.append(pure.Obstacle("over"))
        lacks = set(session.needs) - set(room.features)
        if lacks:
            found.append(pure.Obstacle("room_lacks", tuple(sorted(lacks))))
        found += elsewhere(session, slot)
    for obstacle in found:
        why = reason.strip() or (by_clock if obstacle.code in ("over", "started", "ended") else "")
        overridden = override and viewer.facilitator and why and obstacle.may_be_overridden
        if not overridden:
            raise Stopped(obstacle.code, obstacle.what)


def elsewhere(session: Session, slot: Slot) -> list[pure.Obstacle]:
    """Whether a host of it hosts another session in this slot, or is away: one question."""
    hosts = Host.objects.filter(session=session, state=HostState.ACCEPTED, user__isnull=False).order_by().values("user")
    others = Host.objects.filter(board=session.board, state=HostState.ACCEPTED, session__slot=slot)
    busy = others.filter(user__in=hosts).exclude(session=session).order_by()
    away = Away.objects.filter(slot=slot, user__in=hosts).order_by()
    rows = sorted(busy.values_list("session_id", "user_id").union(away.values_list(Value(0), "user_id"), all=True))
    hosting, gone = [row for row in rows if row[0]], [user for other, user in rows if not other]
    found = [pure.Obstacle("host_busy", hosting[0])] if hosting else []
    return [*found, pure.Obstacle("host_away", (gone[0],))] if gone else found


def leaving_asks(slot: Slot, stars: int, now: datetime) -> bool:
    """Whether leaving this time asks first: for who starred the session, or since it begins within half an hour."""
    return stars >= STAR_WARNING or slot.starts_at - now <= SHORT_NOTICE


def confirm_first(session: Session, slot: Slot | None, room: Room | None, *, now: datetime) -> None:
    """Ask before people who starred it lose their plan, and before a room is too small. `session` is `fresh`."""
    left = session.slot if slot is None or slot.pk != session.slot_id else None
    stars = session.fans
    if left and leaving_asks(left, stars, now):
        raise Stopped("confirm", ("moved", stars))
    if slot and room and stars > room.capacity:
        stars_of, lying = reading.read_stars(session.board), reading.read_placement(session.board)
        coming = pure.expected(stars_of, lying, session.pk, slot.pk)
        if coming > room.capacity:
            raise Stopped("confirm", ("small", round(coming)))


def put(
    here: Turn,
    session: Session,
    slot: Slot | None,
    room: Room | None,
    *,
    reason: str = "",
    batch: UUID | None = None,
    undoes: Change | None = None,
    why: Sequence[Mapping[str, Any]] = (),
) -> Change:
    """Write the cell, and `why` into the journal. The constraint decides, also for code that did not stand in line."""
    before = where_it_is(session)
    if session.slot is not None:
        session.last_start, session.last_end = session.slot.starts_at, session.slot.ends_at
        session.last_room = session.room
    session.slot, session.room = slot, room
    session.place_version += 1
    session.sequence += 1
    session.changed_at = here.now
    try:
        with transaction.atomic():
            session.save(
                update_fields=[
                    "slot", "room", "place_version", "sequence", "changed_at", "last_start", "last_end", "last_room",
                ]
            )  # fmt: skip
    except IntegrityError:
        raise Stopped("cell_taken") from None
    return here.write(
        Change.Kind.PLACED,
        session,
        before=before,
        after=where_it_is(session) | {"place_version": session.place_version} | ({"why": list(why)} if why else {}),
        reason=reason,
        batch=batch,
        undoes=undoes,
    )


def where_it_is(session: Session) -> dict:
    return {"slot": session.slot_id, "room": session.room_id}


# The words of a refusal


def explain(stop: Stopped, session: Session, slot: Slot | None, room: Room | None, *, now: datetime) -> Refused:
    """Who and when, and where else it would fit; read after the rollback, from the board as it is now."""
    board = session.board
    board.refresh_from_db(fields=["version", "policy", "phase"])
    session = Session.objects.select_related("slot", "room").get(pk=session.pk)
    session.board = board
    refused = PlaceRefused(code=stop.code)
    say = WORDS[stop.code]
    say(refused, stop, session, slot, room, now)
    if slot and room and stop.code in OFFERING and session.state == State.OPEN:
        refused.nearest = offers(session, slot, room, now=now)
    Exception.__init__(refused, refused.message)
    return refused


OFFERING = {"cell_taken", "host_busy", "host_away", "room_lacks", "room_closed", "everybody", "over", "confirm"}


def offers(session: Session, slot: Slot, room: Room, *, now: datetime) -> list[Offer]:
    """At most five free cells that pass all guards, each with its cost in words."""
    board = session.board
    grid = reading.kept_grid(board)
    card = grid.cards.get(session.pk)
    if card is None:
        return []
    stars, lying = reading.read_stars(board), reading.placement(grid)
    fans = pure.expected(stars, lying, session.pk, None)
    cells = pure.nearest_cells(grid, card, (slot.pk, room.pk), expected=fans, now=now)
    cost = pure.costs(stars, lying, session.pk, {cell[0] for cell in cells})
    rooms = {each.pk: each for each in Room.objects.filter(pk__in={cell[1] for cell in cells})}
    with_day = reading.several_days(grid.slots, board)
    found = []
    for slot_id, room_id in cells:
        where = f"{reading.when(grid.slot(slot_id), board, with_day=with_day)}, {rooms[room_id].name}"
        seats = reading.seats(rooms[room_id])
        found.append(Offer(slot_id, room_id, f"{where} ({seats})", where, f"{seats}, {reading.misses(cost[slot_id])}"))
    return found


def last_placing(session: Session) -> Change | None:
    placings = Change.objects.filter(session=session, kind=Change.Kind.PLACED)
    return placings.select_related("by").order_by("-version").first()


def who_and_when(refused: PlaceRefused, change: Change | None, board: Board, stop: Stopped) -> None:
    if change:
        refused.by = reading.name_of(change.by, change.by_name, for_public=stop.in_public, board=board)
        refused.at = change.at


def say_taken(refused, stop, session, slot, room, now) -> None:
    board = session.board
    there = Session.objects.filter(slot=slot, room=room).first()
    if there is None or there.pk == session.pk:
        refused.message = _(
            "%(room)s at %(time)s was taken for a moment and is free again. Put it there once more."
        ) % {
            "room": room.name,
            "time": reading.clock(slot.starts_at, board),
        }
        return
    change = last_placing(there)
    who_and_when(refused, change, board, stop)
    refused.message = _("%(room)s at %(time)s was taken %(ago)s by %(who)s for “%(title)s”.") % {
        "room": room.name,
        "time": reading.clock(slot.starts_at, board),
        "ago": ago((now - refused.at).total_seconds()) if refused.at else "",
        "who": refused.by,
        "title": there.title,
    }


def say_moved(refused, stop, session, slot, room, now) -> None:
    board = session.board
    if session.state != State.OPEN:
        refused.message = _("“%(title)s” is not on the board any more: %(state)s.") % {
            "title": session.title,
            "state": session.get_state_display(),
        }
        return
    change = last_placing(session)
    who_and_when(refused, change, board, stop)
    facts = {
        "title": session.title,
        "who": refused.by,
        "ago": ago((now - refused.at).total_seconds()) if change else "",
    }
    if session.slot:
        facts |= {"room": session.room.name, "time": reading.clock(session.slot.starts_at, board)}
        refused.message = (
            _("%(who)s moved “%(title)s” to %(time)s, %(room)s, %(ago)s. It stays there until you move it again.")
            % facts
        )
    else:
        refused.message = _("%(who)s put “%(title)s” back to the tray, %(ago)s.") % facts


def host_word(host: Host | None, stop: Stopped) -> str:
    return reading.host_name(host, "public" if stop.in_public else "attendee") if host else _("The host")


def say_busy(refused, stop, session, slot, room, now) -> None:
    other = Session.objects.get(pk=stop.what[0])
    host = Host.objects.filter(session=session, user_id=stop.what[1]).first()
    refused.message = _("%(host)s already hosts “%(title)s” at %(time)s.") % {
        "host": host_word(host, stop),
        "title": other.title,
        "time": reading.clock(slot.starts_at, session.board),
    }
    refused.may_override = True


def say_away(refused, stop, session, slot, room, now) -> None:
    host = Host.objects.filter(session=session, user_id=stop.what[0]).first()
    refused.message = _("%(host)s cannot be there at %(time)s.") % {
        "host": host_word(host, stop),
        "time": reading.clock(slot.starts_at, session.board),
    }
    refused.may_override = True


def say_lacks(refused, stop, session, slot, room, now) -> None:
    refused.message = _("%(room)s has no %(features)s, and this session needs it.") % {
        "room": room.name,
        "features": ", ".join(str(Feature(one).label) for one in stop.what if one in Feature.values),
    }
    refused.may_override = not pure.HARD_NEEDS & set(stop.what)


def starred_words(number: int) -> str:
    """How many people starred it; fewer than three are not counted out."""
    if number < SHOWN_FROM:
        return _("Fewer than 3 people starred it")
    return ngettext("%(n)s person starred it", "%(n)s people starred it", number) % {"n": number}


def say_confirm(refused, stop, session, slot, room, now) -> None:
    why, number = stop.what
    refused.may_confirm = True
    if why == "small":
        refused.message = _(
            "About %(n)s people are expected, and %(room)s seats %(seats)s. Put it there all the same?"
        ) % {
            "n": number,
            "room": room.name,
            "seats": room.capacity,
        }
        return
    parts = [starred_words(number)]
    if slot:
        board = session.board
        lying = reading.read_placement(board)
        cost = pure.costs(reading.read_stars(board), lying, session.pk, [slot.pk])[slot.pk]
        parts.append(reading.misses(cost))
    if session.slot and session.slot.starts_at - now <= SHORT_NOTICE:
        parts.append(_("it starts at %(time)s") % {"time": reading.clock(session.slot.starts_at, session.board)})
    refused.message = _("%(facts)s; all will be told. Move “%(title)s” all the same?") % {
        "facts": "; ".join(parts),
        "title": session.title,
    }


def plainly(text):
    def say(refused, stop, session, slot, room, now) -> None:
        refused.message = text()

    return say


WORDS = {
    "cell_taken": say_taken,
    "moved_meanwhile": say_moved,
    "host_busy": say_busy,
    "host_away": say_away,
    "room_lacks": say_lacks,
    "confirm": say_confirm,
    "pinned": plainly(lambda: _("It is pinned. A facilitator has to unpin it first.")),
    "started": plainly(lambda: _("It has started already.")),
    "ended": plainly(lambda: _("This session is over. It stays where it was.")),
    "over": plainly(lambda: _("That time is over.")),
    "room_closed": plainly(lambda: _("That room is closed.")),
    "everybody": plainly(lambda: _("That time is for everybody together. Nothing is placed against it.")),
    "frozen": plainly(
        lambda: _(
            "The board is frozen. Facilitators still move cards, and each move needs a reason that the hosts read."
        )
    ),
}


# Undo


def undo(change: Change, *, by, reason: str = "", key: UUID | None = None, now: datetime | None = None) -> Session:
    """Put back what one placing changed, if nobody moved the session since.

    Hosts undo their own moves for ten minutes, facilitators anything. An undo is an entry like any
    other and can be undone.
    """
    now = now or timezone.now()
    board, session = change.board, change.session
    if change.kind != Change.Kind.PLACED or session is None:
        raise Unusable(_("This entry cannot be undone from here."))
    reason = clean_text(reason, "reason", 300)
    slot = Slot.objects.filter(board=board, pk=change.before.get("slot")).first()
    room = Room.objects.filter(board=board, pk=change.before.get("room")).first()
    try:
        with turn(board, by=by, key=key, now=now) as here:
            session = fresh(session, here.board)
            viewer = stand(by, here.board)
            may_undo(viewer, change, session, here.board, now)
            unmoved(session, change.after.get("place_version", -1))
            if session.pinned:
                raise Stopped("pinned")
            if slot and room:
                # What the clock says is no obstacle to an undo; what would break the grid is, without a reason.
                guard(session, slot, room, viewer=viewer, override=True, reason=reason, by_clock="undo", now=now)
            session.placing = put(here, session, slot, room, reason=reason, undoes=change)
    except Replayed as replay:
        return Session.objects.get(pk=replay.session.pk)
    except Stopped as stop:
        raise explain(stop, session, slot, room, now=now) from None
    return session


def may_undo(viewer: Viewer, change: Change, session: Session, board: Board, now: datetime) -> None:
    why = refusal(viewer, "place", board, session)
    if why:
        raise why
    if viewer.facilitator:
        return
    own = viewer.known is not None and change.by_id == viewer.known.pk
    if not own or now - change.at > OWN_UNDO:
        raise NotAllowed(_("Your own moves can be undone for 10 minutes. A facilitator can undo any."))
    if board.policy == Policy.FROZEN:
        raise Stopped("frozen")
