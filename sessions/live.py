"""What a live stream carries: the fragments that changed, star counts, a beat. board.md 9."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycamp.people.models import Role, Sanction, User
from events.models import Registration
from sessions import drawing, reading
from sessions.hub import Event
from sessions.kept import cache
from sessions.models import Board, Change
from sessions.vocabulary import BoardKind, State

MOST_REPLAYED = 200
AT_ONCE = 1000  # entries that one look at the journal takes in
BOARDS_AT_ONCE = 300  # SQLite takes no longer row of conditions than 1,000
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


def batch(board: Board, after: int, audience: str, upto: int) -> dict | None:
    """All that changed after a version up to another, as `News` tells it; None if nothing did."""
    found = Change.objects.filter(board=board, version__gt=after, version__lte=upto).order_by("version")
    changes = list(found[: MOST_REPLAYED + 1])
    return told(read_news(board, after, changes), audience) if changes else None


@dataclass(frozen=True)
class News:
    """What was journalled on a board after a version, and what is to be drawn of it; nothing where a page should fetch
    the board instead. It is read once, for all audiences and languages.
    """

    board: Board  # at the last of these versions
    after: int
    changes: list[Change]
    looked: reading.Looked | None


def news(heads: Mapping[int, int]) -> Iterable[News]:
    """What is new on these boards after these versions: one query for all boards, two more for each that has news.

    What is more than `AT_ONCE` comes with the next asking. A journal has no gap, so it says the boards' versions too.
    """
    board, camp = ("kind", "phase", "policy", "version"), ("slug", "zone")
    columns = [
        *("board_id", "version", "kind", "session_id", "before", "after"),
        *(f"board__{name}" for name in board),
        *(f"board__camp__{name}" for name in camp),
    ]
    watched = list(heads.items())
    for start in range(0, len(watched), BOARDS_AT_ONCE):
        some = watched[start : start + BOARDS_AT_ONCE]
        newer = reduce(or_, (Q(board=pk, version__gt=version) for pk, version in some))
        found = Change.objects.filter(newer).select_related("board__camp").only(*columns).order_by("board", "version")
        for pk, changes in groupby(found[:AT_ONCE], lambda change: change.board_id):
            listed = list(changes)
            yield read_news(listed[0].board, heads[pk], listed)


def read_news(board: Board, after: int, changes: list[Change]) -> News:
    """News of these changes, which are some and in order; two queries at most."""
    board.version = changes[-1].version
    # A timetable's page holds a day and some rooms: it is fetched again, as it is.
    patched = board.kind == BoardKind.GRID and len(changes) <= MOST_REPLAYED
    if not patched or any(change.kind in WHOLE for change in changes):
        return News(board, after, changes, None)
    said = {where.get("slot") for change in changes for where in (change.before, change.after)} - {None}
    changed = {change.session_id for change in changes} - {None}
    return News(board, after, changes, reading.look_near(board, said, changed))


def told(of: News, audience: str) -> dict:
    """Fragments as they are now, the versions covered, a sentence; `whole` where the page should fetch the board."""
    board, looked = of.board, of.looked
    versions = [change.version for change in of.changes]
    data = {"from": of.after, "version": board.version, "versions": versions, "at": clock_of(board)}
    if looked is None:
        return data | {"html": [], "say": "", "whole": True}
    marks = drawing.filling(
        {each.pk: (each.title, each.code) for each in looked.sessions},
        board,
        counts={each.pk: each.fans for each in looked.sessions},
        for_script=True,
    )
    html = [drawing.fill(html, **marks) for html in fragments(looked, of.changes, audience)]
    return data | {"html": html, "say": sentence(looked, of.changes)}


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


def draw_news(of: News, audience: str, language: str) -> Event:
    """The event for these news, in the rendering of one audience and language. Asks nothing."""
    with translation.override(language):
        return Event("change", of.board.version, encode("change", told(of, audience), of.board.version), of.after)


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
