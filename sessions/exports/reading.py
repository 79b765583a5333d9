"""Read a board into the one value that every exporter takes: what a visitor sees, and no more."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from citycamp.links import absolute
from events.models import Camp
from sessions import drawing, reading
from sessions.exports.programme import Item, Link, Person, Programme, Room, Slot, Theme
from sessions.models import Board, Host, Session
from sessions.models import Room as RoomRow
from sessions.models.cards import SHOWN
from sessions.vocabulary import HostState, ShowName, SlotKind, State


def read(board: Board, *, with_stars: bool = False) -> Programme:
    """The whole board in eight queries, whatever its size; one more for the stars."""
    camp = Camp.objects.select_related("venue").prefetch_related("days").get(pk=board.camp_id)
    board.camp = camp
    rooms = {row.pk: room(row) for row in board.rooms.all()}
    slots = {row.pk: slot(row) for row in board.slots.all()}
    counts = drawing.star_counts(board) if with_stars else {}
    # As plain lists: a queryset for each of hundreds of sessions would cost more than reading them.
    with_lists = [Prefetch(name, to_attr=f"read_{name}") for name in ("hosts", "themes", "links")]
    rows = Session.objects.filter(board=board, state__in=SHOWN).prefetch_related(*with_lists).order_by("pk")
    days = camp.settled_days
    first = days[0].date if days else camp.month or camp.made_at.astimezone(reading.zone(board)).date()
    return replace(
        frame(board),
        fallback=first,
        rooms=tuple(rooms.values()),
        slots=tuple(slots.values()),
        items=tuple(item(row, board, rooms, slots, counts.get(row.pk, 0)) for row in rows),
        changed_at=camp.changed_at or timezone.now(),
        words=said(),
    )


def read_one(session: Session, board: Board) -> Programme:
    """The board as far as one session's page needs it, from what that page has at hand."""
    rooms = {row.pk: room(row) for row in (session.room, session.last_room) if row}
    slots = {session.slot.pk: slot(session.slot)} if session.slot else {}
    return replace(frame(board), items=(item(session, board, rooms, slots, 0),))


def frame(board: Board) -> Programme:
    """What a board and its camp say of themselves, with nothing on it."""
    camp = board.camp
    address = absolute(camp.get_absolute_url())
    return Programme(
        camp=camp.name,
        slug=camp.slug,
        guid=camp.guid,
        zone=camp.zone,
        url=f"{address}board/",
        camp_url=address,
        version=board.version,
        phase=board.phase,
        kind=board.kind,
        languages=tuple(camp.languages or ()),
        place=venue_words(camp),
        camp_days=tuple((day.date, day.starts, day.ends) for day in camp.settled_days),
    )


def said() -> dict[str, str]:
    """The words that exporters write beside people's own, in the language of now."""
    return {
        "cancelled": _("Cancelled: %(title)s"),
        "everybody": _("Everybody"),
        "together": _("Everybody together"),
        "board_of": _("The board of %(camp)s"),
        "no_theme": _("No theme"),
        "tray": _("Not placed yet"),
        "wishes": _("Wishes"),
        "nothing": _("Nothing is on the board yet."),
        "times_in": _("Times are %(zone)s."),
        "off_record": _("off the record"),
    }


def venue_words(camp: Camp) -> str:
    if camp.venue is None:
        return ""
    return ", ".join(part for part in (camp.venue.name, camp.venue.address_line) if part)


def room(row: RoomRow) -> Room:
    return Room(row.pk, row.name, row.short, row.capacity, tuple(row.features), row.directions, row.closed)


def slot(row) -> Slot:
    return Slot(row.pk, row.guid, row.starts_at, row.ends_at, row.kind == SlotKind.EVERYBODY, row.title, row.place)


def item(row: Session, board: Board, rooms: dict[int, Room], slots: dict[int, Slot], stars: int) -> Item:
    at = slots[row.slot_id] if row.slot_id else None
    where = row.room_id if at else row.last_room_id
    on = at is not None and board.camp.state != Camp.CANCELLED  # a cancelled camp takes what is placed along
    off = at is not None and not on
    return Item(
        id=row.pk,
        guid=row.guid,
        code=row.code,
        title=row.title,
        url=absolute(drawing.session_address(board, row.code)),
        kind=row.kind,
        state=State.CANCELLED if off else row.state,
        reason=board.camp.cancelled_because if off else row.reason,
        summary=row.summary,
        format=row.format,
        language=row.language,
        on_record=row.on_record,
        needs=tuple(row.needs),
        hosts=tuple(person(host, board) for host in listed(row, "hosts") if host.state == HostState.ACCEPTED),
        themes=tuple(Theme(theme.slug, theme.name) for theme in listed(row, "themes")),
        links=tuple(Link(link.kind, link.label, link.address) for link in listed(row, "links")),
        placed=on,
        slot=at.guid if at and on else None,
        starts=at.starts if at else row.last_start,
        ends=at.ends if at else row.last_end,
        room=rooms.get(where) if where else None,
        pinned=row.pinned,
        stars=stars,
        wished_by=row.wished_by,
        sequence=row.sequence,
        place_version=row.place_version,
        changed_at=row.changed_at,
    )


def listed(row: Session, name: str) -> Iterable:
    """Hosts, themes or links: as `read` prepared them, or asked for."""
    prepared = getattr(row, f"read_{name}", None)
    return getattr(row, name).all() if prepared is None else prepared


def person(host: Host, board: Board) -> Person:
    """One number for a person in this camp. Who shows their name to attendees only has one for each session, so
    that nobody can tell which sessions are the same person's."""
    hidden = host.show_name == ShowName.ATTENDEES
    who = f"user:{host.user_id}" if host.user_id and not hidden else f"host:{host.pk}"
    digest = salted_hmac("sessions.person", f"{board.camp.guid}:{who}", algorithm="sha256").digest()
    return Person(UUID(bytes=digest[:16], version=4), reading.host_name(host, "public"), hidden)


def is_host(person_number: UUID, board: Board) -> bool:
    """Whether this is the number of somebody whose name everybody may read: one query, before a whole board is read
    for an address that anybody may think up.
    """
    hosts = Host.objects.filter(board=board, state=HostState.ACCEPTED, session__state__in=SHOWN)
    return any(person(host, board).guid == person_number for host in hosts.exclude(show_name=ShowName.ATTENDEES))
