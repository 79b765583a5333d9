"""What a live stream carries: the fragments that changed, star counts, a beat. board.md 9."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycamp.people.models import Role, Sanction, User
from events.models import Registration
from sessions import drawing, reading
from sessions.hub import Event
from sessions.models import Board, Change
from sessions.vocabulary import BoardKind, State

MOST_REPLAYED = 200
BATCH_KEPT = 30  # seconds
WHOLE = {Change.Kind.PHASE, Change.Kind.SETTINGS, Change.Kind.MADE}


def encode(name: str, data: dict, version: int | None = None) -> bytes:
    """One event of the stream, by the HTML standard: id only where the journal moves on."""
    lines = [f"event: {name}", f"data: {json.dumps(data, separators=(',', ':'))}"]
    if version is not None:
        lines.insert(0, f"id: {version}")
    return ("\n".join(lines) + "\n\n").encode()


def kept_batch(board: Board, after: int, audience: str) -> dict | None:
    """`batch` up to the version that this board was read at, drawn once for all who come back from there: when the
    wifi drops a room, everybody in it asks the same."""
    if after == board.version:
        return None
    where = f"{board.pk}:{board.made_at.timestamp()}:{after}:{board.version}"
    key = f"board:batch:{where}:{reading.language_now()}:{audience}"
    data = cache.get(key)
    if data is None:
        data = batch(board, after, audience, board.version)
        cache.set(key, data, BATCH_KEPT)
    return data


def batch(board: Board, after: int, audience: str, upto: int | None = None) -> dict | None:
    """All that changed after a version: fragments as they are now, the versions covered, a sentence.

    None if nothing did; `whole` where the page should fetch the board instead.
    """
    found = Change.objects.filter(board=board, version__gt=after).order_by("version")
    if upto is not None:
        found = found.filter(version__lte=upto)
    changes = list(found[: MOST_REPLAYED + 1])
    if not changes:
        return None
    versions = [change.version for change in changes]
    board.version = versions[-1]
    data = {"from": after, "version": board.version, "versions": versions, "at": clock_of(board), "html": [], "say": ""}
    # A timetable's page holds a day and some rooms: it is fetched again, as it is.
    patched = board.kind == BoardKind.GRID and len(changes) <= MOST_REPLAYED
    if not patched or any(change.kind in WHOLE for change in changes):
        return data | {"whole": True, "version": board.version, "versions": versions}
    looked = reading.look(board)
    marks = drawing.filling(
        {each.pk: (each.title, each.code) for each in looked.sessions},
        board,
        counts=drawing.star_counts(board),
        for_script=True,
    )
    data["html"] = [drawing.fill(html, **marks) for html in fragments(looked, changes, audience)]
    data["say"] = sentence(looked, changes)
    return data


def fragments(looked: reading.Looked, changes: Iterable[Change], audience: str) -> Iterable[str]:
    """Each cell that was or is touched, its slot's line of free rooms, and the tray."""
    slots = {slot.pk: slot for slot in looked.slots}
    rooms = {room.pk: room for room in looked.rooms}
    of_pk = {session.pk: session for session in looked.sessions}
    cells = set()
    for change in changes:
        for where in (change.before, change.after):
            cells.add((where.get("slot"), where.get("room")))
        now = of_pk.get(change.session_id)
        if now:
            cells.add((now.slot_id, now.room_id))
    cells = {cell for cell in cells if cell[0] in slots and cell[1] in rooms}
    drawn: dict[int, drawing.Row] = {}
    for slot, room in sorted(cells):
        if slot not in drawn:
            drawn[slot] = drawing.row(looked, slots[slot], audience)
        for cell in drawn[slot].cells:
            if cell.room.pk == room:
                yield drawing.one_cell(cell)
    for row in drawn.values():
        yield drawing.one_freeline(row)
    yield drawing.draw_tray(looked, audience)


def sentence(looked: reading.Looked, changes: list[Change]) -> str:
    """What a reader of the page hears: the place of one card, or how many changed."""
    shown = {session.pk: session for session in looked.sessions}
    placed = {c.session_id for c in changes if c.kind == Change.Kind.PLACED and c.session_id in shown}
    if len(placed) > 1:
        return ngettext("%(n)s session changed its place.", "%(n)s sessions changed their places.", len(placed)) % {
            "n": len(placed)
        }
    for pk in placed:
        session = shown[pk]
        if session.slot_id:
            return _("“%(title)s” is at %(time)s, %(room)s.") % {
                "title": session.title,
                "time": reading.clock(session.slot.starts_at, looked.board),
                "room": session.room.name,
            }
        return _("“%(title)s” went back to the tray.") % {"title": session.title}
    return ""


def clock_of(board: Board, now: datetime | None = None) -> str:
    return reading.clock(now or timezone.now(), board)


def fetch(board_id: int) -> Board:
    return Board.objects.select_related("camp").get(pk=board_id)


def draw_batch(board_id: int, after: int, upto: int, audience: str, language: str) -> Event:
    """The event for the versions after one up to another, in the rendering of one audience and language."""
    with translation.override(language):
        board = fetch(board_id)
        data = batch(board, after, audience, upto)
        if data is None:
            return Event("change", after, b"", after)
        return Event("change", data["version"], encode("change", data, data["version"]), after)


def draw_stars(board_id: int) -> Event:
    from sessions.models import Star

    rows = Star.objects.filter(board=board_id, session__state=State.OPEN).values_list("session__code")
    counts: dict[str, int] = {}
    for (code,) in rows:
        counts[code] = counts.get(code, 0) + 1
    return Event("stars", 0, encode("stars", dict(sorted(counts.items()))))


def still_allowed(board_id: int, users: set[int]) -> tuple[bool, set[int]]:
    """Whether visitors may watch, and which of these people still may as attendees. A draft is its team's only."""
    open_to_all = Board.objects.visible_to(AnonymousUser()).filter(pk=board_id).exists()
    board = Board.objects.select_related("camp").filter(pk=board_id).first()
    if board is None or not users:
        return open_to_all, set()
    if not open_to_all:
        some = User.objects.filter(pk__in=users)
        users = {user.pk for user in some if Board.objects.visible_to(user).filter(pk=board_id).exists()}
    now = timezone.now()
    seated = set(
        Registration.objects.confirmed().filter(camp=board.camp, user__in=users).values_list("user_id", flat=True)
    )
    for scope, roles in ((board.camp, ["organizer", "facilitator"]), (None, ["staff"])):
        seated |= set(
            Role.objects.awake(now).at(scope).filter(user__in=users, role__in=roles).values_list("user_id", flat=True)
        )
    shut_out = Sanction.objects.running(now).at_or_above(board.camp).stopping("out")
    return open_to_all, seated - set(shut_out.values_list("person_id", flat=True))


def opening(board: Board, since: int | None, audience: str) -> tuple[bytes, int]:
    """The first words of a stream: what was missed since then, or `reset` where that cannot be said."""
    head = board.version
    if since is None:
        return b"", head
    if not 0 <= since <= head or head - since > MOST_REPLAYED:
        return encode("reset", {"version": head}, head), head
    data = kept_batch(board, since, audience)
    return (encode("change", data, data["version"]), data["version"]) if data else (b"", since)


def beat(version: int) -> bytes:
    """Every ten seconds: the version, and the server's time by which clients tell now and next."""
    return encode("beat", {"version": version, "time": timezone.now().isoformat()})


def catch_up(board_id: int, after: int, audience: str, language: str) -> tuple[bytes, int]:
    """For a stream whose queue ran over: read the journal again. Runs in the hub's pool."""
    try:
        with translation.override(language):
            return opening(fetch(board_id), after, audience)
    finally:
        connection.close()
