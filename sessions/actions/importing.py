"""A programme comes in: preview, then apply in steps of 25 that can be resumed. board.md 12."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Theme
from sessions.actions import finding
from sessions.actions.journal import LeftAsItWas, Turn, turn
from sessions.actions.proposals import leave_board
from sessions.errors import Refused
from sessions.imports import comparing, settling
from sessions.imports.comparing import Present, Standing
from sessions.imports.found import line_of
from sessions.imports.kept import as_json, digest, entry_of
from sessions.imports.reading import read
from sessions.imports.settling import Entry
from sessions.models import Board, Change, Host, Import, Imported, Room, Session, SessionLink, Slot, new_code
from sessions.permissions import ask, stand
from sessions.vocabulary import BoardKind, HostState, ImportState, SlotKind, State

STEP = 25
CODE = re.compile(r"[0-9A-Z]{6}")
SEATS = 30
FAULTS_KEPT = 2_000


def preview(board: Board, raw: bytes, name: str, *, by) -> Import:
    """What the file would do; nothing on the board is changed. Raises imports.found.Refused, and then no row is left.

    An older preview of this board that nobody applied gives way.
    """
    ask(stand(by, board), "set_up", board)
    slugs = theme_slugs()
    rooms = list(board.rooms.values_list("name", flat=True))
    slots = list(board.slots.all())
    settled = settling.settle(
        read(raw, rooms=rooms),
        zone=board.camp.zone,
        camp=board.camp.guid,
        days=[day.date for day in board.camp.settled_days],
        themes=slugs,
        # Of several that begin together the shortest, so that a file that came in says the same the next time.
        lengths={slot.starts_at: slot.ends_at - slot.starts_at for slot in sorted(slots, key=ends_last)},
    )
    present = read_present(board)
    differences = comparing.compare(settled.entries, present, slugs)
    counts = {what: sum(each.what == what for each in differences) for what in ("new", "changed", "same")}
    told = {each.entry.source: each for each in differences}
    entries = [
        as_json(entry)
        | ({"what": told[entry.source].what, "fields": list(told[entry.source].fields)} if entry.source in told else {})
        for entry in settled.entries
    ]
    faults = [[fault.line, fault.what, fault.remedy] for fault in settled.faults]
    with transaction.atomic():
        Import.objects.filter(board=board, state=ImportState.PREVIEW).delete()
        return Import.objects.create(
            board=board,
            by=by,
            name=line_of(name)[:200] or _("a file"),
            kind=settled.kind,
            entries=entries,
            seats=settled.seats,
            faults=faults[:FAULTS_KEPT],
            counts=counts | {"faults": len(faults)},
            gone=comparing.gone(settled.entries, present),
            timetable=comparing.is_timetable(settled.entries, kept_spans(board)),
            batch=uuid4(),
        )


def ends_last(slot: Slot) -> float:
    return -slot.ends_at.timestamp()


def theme_slugs() -> dict[str, str]:
    """What a theme may be called in a file, in lower case, and its slug."""
    themes = list(Theme.objects.all())
    return {theme.name.lower(): theme.slug for theme in themes} | {theme.slug: theme.slug for theme in themes}


def kept_spans(board: Board) -> list[tuple[datetime, datetime]]:
    """Times that stay on the board: slots with sessions in them, and those for everybody where anything is placed."""
    used = set(Session.objects.filter(board=board, slot__isnull=False).values_list("slot_id", flat=True))
    return [
        (slot.starts_at, slot.ends_at)
        for slot in board.slots.all()
        if slot.pk in used or (used and slot.kind == SlotKind.EVERYBODY)
    ]


def read_present(board: Board, entries: Sequence[Entry] | None = None) -> Present:
    """The board, or as much of it as these entries are about."""
    known = Imported.objects.filter(board=board)
    rows = Session.objects.filter(board=board)
    if entries is not None:
        known = known.filter(source__in=[entry.source for entry in entries])
        guids = [entry.guid for entry in entries]
        rows = rows.filter(Q(guid__in=guids) | Q(pk__in=list(known.values_list("session_id", flat=True))))
    whole = rows.select_related("slot", "room", "last_room").prefetch_related("hosts", "links", "themes")
    sessions = {row.pk: standing(row) for row in whole}
    return Present(
        sessions,
        {each.guid: each.id for each in sessions.values()},
        {source: (pk, mark) for source, pk, mark in known.values_list("source", "session_id", "digest")},
    )


def standing(row: Session) -> Standing:
    room = row.room or row.last_room
    hosts = [host for host in row.hosts.all() if host.state == HostState.ACCEPTED]
    return Standing(
        id=row.pk,
        guid=row.guid,
        title=row.title,
        summary=row.summary,
        starts=row.slot.starts_at if row.slot else row.last_start,
        ends=row.slot.ends_at if row.slot else row.last_end,
        room=room.name if room else "",
        placed=row.slot_id is not None,
        state=row.state,
        hosts=tuple(host.name for host in hosts),
        has_accounts=any(host.user_id for host in hosts),
        themes=tuple(theme.slug for theme in row.themes.all()),
        format=row.format,
        language=row.language,
        on_record=row.on_record,
        links=tuple((link.kind, link.label, link.address) for link in row.links.all()),
    )


# Applying


def begin(found: Import, *, by, cancelling: Sequence[int] = ()) -> Import:
    """From the preview on it is applied, by whoever calls `carry`; only ticked ones of what is gone are cancelled."""
    ask(stand(by, found.board), "set_up", found.board)
    try:
        changed = Import.objects.filter(pk=found.pk, state__in=[ImportState.PREVIEW, ImportState.FAILED]).update(
            state=ImportState.RUNNING,
            by=by,
            cancelling=[pk for pk in cancelling if pk in found.gone],
            beat_at=None,
            made_at=timezone.now(),
            fault="",
        )
    except IntegrityError:
        raise Refused(_("Another file is being applied. Wait until it is done.")) from None
    if not changed:
        raise Refused(_("This file was applied or discarded already."))
    found.refresh_from_db()
    return found


def discard(found: Import, *, by) -> None:
    ask(stand(by, found.board), "set_up", found.board)
    Import.objects.filter(pk=found.pk, state__in=[ImportState.PREVIEW, ImportState.FAILED]).update(
        state=ImportState.DISCARDED, entries=[], seats={}
    )


def carry(found: Import, *, steps: int | None = None) -> bool:
    """Apply what is left, in steps of 25, each a transaction that also says how far it is: killed between two, it
    goes on where it was. Says whether it is done."""
    board, entries = found.board, [entry_of(each) for each in found.entries]
    slugs = theme_slugs()
    while steps is None or steps > 0:
        try:
            with turn(board, by=found.by) as here:
                ask(stand(found.by, here.board), "set_up", here.board)
                done = advance(found, entries, here, slugs)
                Import.objects.filter(pk=found.pk).update(done=found.done, beat_at=here.now, state=found.state)
        except LeftAsItWas:
            Import.objects.filter(pk=found.pk).update(done=found.done, beat_at=timezone.now(), state=found.state)
            done = found.state == ImportState.APPLIED
        if done:
            return True
        steps = steps - 1 if steps is not None else None
    return False


def advance(found: Import, entries: list[Entry], here: Turn, slugs: dict[str, str]) -> bool:
    """One step, in the board's turn: the ground first, then 25 entries, at last what is gone."""
    if found.done == 0:
        ground(found, entries, here)
    part = entries[found.done : found.done + STEP]
    if part:
        present = read_present(here.board, part)
        taken = set(Session.objects.filter(board=here.board, slot__isnull=False).values_list("slot_id", "room_id"))
        places = Places(here.board, taken)
        for entry in part:
            if not entry.everybody:
                write(entry, found, here, present, places, slugs)
        found.done += len(part)
        return False
    for session in Session.objects.filter(board=here.board, pk__in=found.cancelling, state=State.OPEN).select_related(
        "slot", "room"
    ):
        session.board = here.board
        state = State.CANCELLED if session.slot_id or session.last_start else State.WITHDRAWN
        leave_board(here, session, state, Change.Kind.CANCELLED, _("It is not in the programme any more."))
    found.state = ImportState.APPLIED
    return True


def ground(found: Import, entries: list[Entry], here: Turn) -> None:
    """Rooms and times that the entries need; empty slots that would be in the way go."""
    board = here.board
    spans = {(entry.starts, entry.ends) for entry in entries if entry.starts and entry.ends and not entry.cancelled}
    kept = set(kept_spans(board))
    timetable = comparing.is_timetable(entries, kept)
    have = {room.name.lower() for room in board.rooms.all()}
    position = board.rooms.count()
    made_rooms = []
    for name in dict.fromkeys(entry.room for entry in entries if entry.room):
        if name.lower() not in have:
            have.add(name.lower())
            position += 1
            seats = min(max(int(found.seats.get(name, SEATS)), 1), 10_000)
            made_rooms.append(Room(board=board, name=name, position=position, capacity=seats))
    Room.objects.bulk_create(made_rooms)
    unused = board.slots.filter(sessions__isnull=True)
    in_the_way = [
        slot.pk
        for slot in unused
        if (slot.starts_at, slot.ends_at) not in spans | kept
        and (
            (timetable and slot.kind == SlotKind.SESSIONS)
            or any(a < slot.ends_at and slot.starts_at < b for a, b in spans)
        )
    ]
    Slot.objects.filter(pk__in=in_the_way).delete()
    there = {(slot.starts_at, slot.ends_at) for slot in board.slots.all()}
    together = {(e.starts, e.ends): e for e in entries if e.everybody and e.starts}
    made_slots = [
        Slot(
            board=board,
            starts_at=starts,
            ends_at=ends,
            kind=SlotKind.EVERYBODY if (starts, ends) in together else SlotKind.SESSIONS,
            title=together[(starts, ends)].title[:120] if (starts, ends) in together else "",
        )
        for starts, ends in sorted(spans - there)
    ]
    Slot.objects.bulk_create(made_slots)
    if timetable and board.kind != BoardKind.TIMETABLE:
        board.kind = BoardKind.TIMETABLE
        board.save(update_fields=["kind"])
    if made_rooms or made_slots or in_the_way:
        here.write(
            Change.Kind.SETTINGS,
            after={"rooms": len(made_rooms), "slots": len(made_slots), "gone": len(in_the_way)},
            batch=found.batch,
        )


class Places:
    """Which cell an entry gets: its own if it is free."""

    def __init__(self, board: Board, taken: set[tuple[int, int]]) -> None:
        self.slots = {(slot.starts_at, slot.ends_at): slot for slot in board.slots.all()}
        self.rooms = {room.name.lower(): room for room in board.rooms.all()}
        self.taken = taken

    def of(self, entry: Entry, session: Session) -> tuple[Slot | None, Room | None]:
        slot = self.slots.get((entry.starts, entry.ends)) if entry.starts and entry.ends else None
        room = self.rooms.get(entry.room.lower())
        if slot is None or room is None or slot.kind != SlotKind.SESSIONS or entry.cancelled:
            return None, None
        cell = (slot.pk, room.pk)
        if cell in self.taken and cell != (session.slot_id, session.room_id):
            return None, None
        return slot, room


def write(entry: Entry, found: Import, here: Turn, present: Present, places: Places, slugs: dict[str, str]) -> None:
    """One entry: a new session, or the fields that differ of the one it is about."""
    difference = comparing.difference(entry, present, slugs)
    if difference.what == "same":
        if difference.session and present.find(entry)[1] not in ("", digest(entry)):
            remember(entry, here.board, difference.session, only_known=True)
        return
    fields: Sequence[str] = difference.fields
    if difference.what == "new":
        session = Session(board=here.board, guid=guid_for(entry, here.board), code=code_for(entry), title=entry.title)
        fields = ("title", "summary", "place", "hosts", "theme", "format", "language", "on_record", "links")
    else:
        session = Session.objects.select_related("slot", "room").get(pk=difference.session or 0)
        session.board = here.board
        if session.state in (State.HIDDEN, State.REFUSED, State.HELD):
            return
    before = {"slot": session.slot_id, "room": session.room_id, "state": session.state}
    set_words(session, entry, fields)
    if "place" in fields:
        set_place(session, entry, places)
    session.changed_at = here.now
    session.words_version += 0 if session._state.adding else 1
    session.save()
    set_beside(session, entry, fields, slugs)
    after = {"slot": session.slot_id, "room": session.room_id, "state": session.state, "fields": list(fields)}
    here.write(Change.Kind.IMPORTED, session, before=before, after=after, batch=found.batch)
    finding.index(session)
    remember(entry, here.board, session.pk, only_known=difference.what != "new")


def set_words(session: Session, entry: Entry, fields: Sequence[str]) -> None:
    values: dict[str, Any] = {
        "title": entry.title,
        "summary": entry.summary,
        "format": entry.format,
        "language": entry.language,
        "on_record": entry.on_record,
    }
    for name, value in values.items():
        if name in fields:
            setattr(session, name, value)


def set_place(session: Session, entry: Entry, places: Places) -> None:
    """Its cell, the tray where that is taken, or the last time of what is cancelled."""
    slot, room = places.of(entry, session)
    places.taken.discard((session.slot_id, session.room_id))  # type: ignore[arg-type]
    if entry.cancelled:
        session.state = State.CANCELLED if entry.starts else State.WITHDRAWN
        session.last_start, session.last_end = entry.starts, entry.ends
        session.last_room = places.rooms.get(entry.room.lower())
    else:
        session.state, session.reason = State.OPEN, ""
        if slot is None and session.slot is not None:
            session.last_start, session.last_end = session.slot.starts_at, session.slot.ends_at
            session.last_room = session.room
    session.slot, session.room = slot, room
    if slot and room:
        places.taken.add((slot.pk, room.pk))
    if slot is None:
        session.pinned = False
    if not session._state.adding:
        session.place_version += 1
        session.sequence += 1


def set_beside(session: Session, entry: Entry, fields: Sequence[str], slugs: dict[str, str]) -> None:
    if "hosts" in fields:
        session.hosts.filter(user__isnull=True).delete()
        Host.objects.bulk_create(Host(board=session.board, session=session, name=name) for name in entry.hosts)
    if "links" in fields:
        session.links.all().delete()
        SessionLink.objects.bulk_create(
            SessionLink(session=session, position=number, kind=kind, label=label, address=address)
            for number, (kind, label, address) in enumerate(entry.links, 1)
        )
    if "theme" in fields and (slug := slugs.get(entry.theme.lower())):
        session.themes.set(Theme.objects.filter(slug=slug))


def guid_for(entry: Entry, board: Board) -> UUID:
    """Its own; if a session of another board has it, one made from it for this camp."""
    if not Session.objects.filter(guid=entry.guid).exists():
        return entry.guid
    return uuid5(board.camp.guid, str(entry.guid))


def code_for(entry: Entry) -> str:
    taken = not CODE.fullmatch(entry.code) or Session.objects.filter(code=entry.code).exists()
    return new_code() if taken else entry.code


def remember(entry: Entry, board: Board, session: int, *, only_known: bool = False) -> None:
    """Where it came from, for the next file. What was here before any file stays the board's own."""
    known = Imported.objects.filter(board=board, session_id=session)
    if known.exists():
        known.update(digest=digest(entry))
    elif not only_known:
        Imported.objects.create(board=board, session_id=session, source=entry.source, digest=digest(entry))
