"""A board read from the database into the plain values that board.py thinks with."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.models import Theme
from sessions import board as pure
from sessions.kept import cache
from sessions.models import Away, Board, Host, Room, Session, Slot, Star
from sessions.vocabulary import SHOWN_FROM, HostState, SessionKind, ShowName, SlotKind, State

STARS_KEPT = 5  # seconds
GRID_KEPT = 60


def pure_room(room: Room) -> pure.Room:
    return pure.Room(room.pk, room.capacity, frozenset(room.features), room.closed, room.position)


def pure_slot(slot: Slot) -> pure.Slot:
    return pure.Slot(slot.pk, slot.starts_at, slot.ends_at, slot.kind == SlotKind.SESSIONS)


def kept_grid(board: Board) -> pure.Grid:
    """The board at its version, read once by each process. Never inside a turn: its version may be rolled back."""
    key = f"board:{board.pk}:{board.version}:grid"
    grid = cache.get(key)
    if grid is None:
        grid = read_grid(board)
        cache.set(key, grid, GRID_KEPT)
    return grid


def read_grid(board: Board) -> pure.Grid:
    """The whole board as values, in five queries."""
    hosts: dict[int, set[int]] = defaultdict(set)
    for session, user in Host.objects.filter(
        board=board, state=HostState.ACCEPTED, user__isnull=False, session__state=State.OPEN
    ).values_list("session_id", "user_id"):
        hosts[session].add(user)
    cards = {
        pk: pure.Card(pk, frozenset(hosts[pk]), frozenset(needs), (slot, room) if slot else None, pinned)
        for pk, needs, slot, room, pinned in Session.objects.on_the_board()
        .filter(board=board)
        .values_list("pk", "needs", "slot_id", "room_id", "pinned")
    }
    away = frozenset(Away.objects.filter(board=board).values_list("user_id", "slot_id"))
    rooms = tuple(pure_room(room) for room in board.rooms.all())
    slots = tuple(pure_slot(slot) for slot in board.slots.all())
    return pure.Grid(rooms, slots, cards, away)


def read_stars(board: Board) -> dict[int, Set[int]]:
    """Who starred which open sessions, at most five seconds old. Never shown, only counted."""
    key = f"board:{board.pk}:stars"
    stars = cache.get(key)
    if stars is None:
        gathered: dict[int, set[int]] = defaultdict(set)
        for user, session in Star.objects.filter(board=board, session__state=State.OPEN).values_list(
            "user_id", "session_id"
        ):
            gathered[user].add(session)
        stars = {user: frozenset(sessions) for user, sessions in gathered.items()}
        cache.set(key, stars, STARS_KEPT)
    return stars


def placement(grid: pure.Grid) -> dict[int, int]:
    return {card.id: card.cell[0] for card in grid.cards.values() if card.cell}


def read_placement(board: Board) -> dict[int, int]:
    """The same as it is now, in one query: session to slot."""
    placed = Session.objects.on_the_board().filter(board=board, slot__isnull=False)
    return dict(placed.values_list("pk", "slot_id"))


# Words that several pages and refusals share


def zone(board: Board) -> ZoneInfo:
    return ZoneInfo(board.camp.zone)


def clock(moment: datetime, board: Board) -> str:
    """“11:15”, in the camp's zone."""
    return moment.astimezone(zone(board)).strftime("%H:%M")


def zone_name(moment: datetime, board: Board) -> str:
    """“EDT”: which clock it is."""
    return moment.astimezone(zone(board)).strftime("%Z")


def clock_and_zone(moment: datetime, board: Board) -> str:
    """“11:15 EDT”."""
    return f"{clock(moment, board)} {zone_name(moment, board)}"


def day_name(moment: datetime, board: Board) -> str:
    return date_format(moment.astimezone(zone(board)), "l j F")


def several_days(slots: Iterable, board: Board) -> bool:
    return len({slot.starts_at.astimezone(zone(board)).date() for slot in slots}) > 1


def when(slot: Slot | pure.Slot, board: Board, *, with_day: bool = False) -> str:
    at = clock(slot.starts_at, board)
    return f"{date_format(slot.starts_at.astimezone(zone(board)), 'D')} {at}" if with_day else at


def seats(room: Room) -> str:
    return ngettext("%(n)s seat", "%(n)s seats", room.capacity) % {"n": room.capacity}


def name_of(user, by_name: str = "", *, for_public: bool = False, board: Board | None = None) -> str:
    """A person's name as the board says it: never of a closed account, and not to visitors if they
    host here under “only people at this camp see my name”."""
    if user is None:
        return by_name or _("a participant")
    if user.closed_at is not None:
        return _("a former member")
    if for_public and board is not None and hides_name(user, board):
        return _("a participant")
    return user.name or _("a participant")


def hides_name(user, board: Board) -> bool:
    return Host.objects.filter(board=board, user=user, show_name=ShowName.ATTENDEES).exists()


def host_name(host: Host, audience: str) -> str:
    """A host's name; of one whose account is closed, the words that stand in its place."""
    if not host.name:
        return _("a former member")
    if audience == "public" and host.show_name == ShowName.ATTENDEES:
        return _("a participant")
    return host.name


def misses(cost: int) -> str:
    """What a cell costs, in words. Counts below three are about somebody: they stay vague."""
    number = abs(cost)
    if cost == 0:
        return _("nobody misses more")
    if number < SHOWN_FROM:
        return _("fewer than 3 more would miss something") if cost > 0 else _("fewer than 3 fewer miss something")
    if cost > 0:
        return ngettext("%(n)s more would miss something", "%(n)s more would miss something", number) % {"n": number}
    return ngettext("%(n)s fewer miss something", "%(n)s fewer miss something", number) % {"n": number}


def few(number: int) -> str:
    return str(number) if number >= SHOWN_FROM else _("fewer than 3")


@dataclass(frozen=True)
class Looked:
    """Everything a page of the board shows, read once."""

    board: Board
    rooms: list[Room]
    slots: list[Slot]
    sessions: list[Session]

    @cached_property
    def by_cell(self) -> dict[tuple[int, int], Session]:
        return {(s.slot_id, s.room_id): s for s in self.sessions if s.slot_id}

    @property
    def tray(self) -> list[Session]:
        return [s for s in self.sessions if s.slot_id is None and s.kind == SessionKind.SESSION]

    @property
    def wishes(self) -> list[Session]:
        return [s for s in self.sessions if s.kind == SessionKind.WISH]


def look(board: Board, slots: list[Slot] | None = None) -> Looked:
    """Rooms, slots and open sessions with hosts and themes: five queries, whatever their number. With `slots`, of
    these slots of the board alone.
    """
    # As plain lists: a queryset for each of hundreds of sessions would cost more than reading them.
    with_lists = [Prefetch("hosts", to_attr="read_hosts"), Prefetch("themes", to_attr="read_themes")]
    found = Session.objects.on_the_board().filter(board=board).prefetch_related(*with_lists)
    sessions = list(found if slots is None else found.filter(slot__in=slots))
    rooms, slots = list(board.rooms.all()), list(board.slots.all()) if slots is None else slots
    of_room, of_slot = {room.pk: room for room in rooms}, {slot.pk: slot for slot in slots}
    for session in sessions:
        session.board = board
        if session.slot_id:
            session.slot, session.room = of_slot[session.slot_id], of_room[session.room_id]
    return Looked(board, rooms, slots, sessions)


DRAWN = ("code", "title", "kind", "pinned", "on_record", "language", "needs", "slot_id", "room_id")


def cards_near(board: Board, slots: Set[int], changed: Set[int]) -> list[Session]:
    """The open sessions in these slots, in the slots of those that changed, and in the tray: as they are drawn, with
    hosts, themes and how many starred them (`fans`), in one query.
    """
    of_changed = Session.objects.filter(pk__in=changed, slot__isnull=False).values("slot")
    near = Q(slot__isnull=True) | Q(slot__in=slots) | Q(slot__in=of_changed)
    of_one = Star.objects.filter(session=OuterRef("pk")).order_by().values("session").annotate(n=Count("pk"))
    host, theme = ("pk", "name", "state", "show_name"), ("pk", "slug", "name")
    joined = {f"host_{name}": F(f"hosts__{name}") for name in host}
    joined |= {f"theme_{name}": F(f"themes__{name}") for name in theme}
    rows = (
        Session.objects.on_the_board()
        .filter(near, board=board)
        .only(*DRAWN)
        .annotate(fans=Subquery(of_one.values("n")), **joined)
        .order_by("pk", "hosts__pk", "themes__position", "themes__pk")
    )
    # A session comes once for each pair of its hosts and themes.
    sessions: dict[int, Session] = {}
    hosts: dict[int, dict[int, Host]] = defaultdict(dict)
    themes: dict[int, dict[int, Theme]] = defaultdict(dict)
    known: dict[int, Theme] = {}
    for each in rows:
        sessions.setdefault(each.pk, each)
        if each.host_pk is not None and each.host_pk not in hosts[each.pk]:
            hosts[each.pk][each.host_pk] = Host(**{name: getattr(each, f"host_{name}") for name in host})
        if each.theme_pk is not None:
            if each.theme_pk not in known:
                known[each.theme_pk] = Theme(**{name: getattr(each, f"theme_{name}") for name in theme})
            themes[each.pk][each.theme_pk] = known[each.theme_pk]
    for pk, session in sessions.items():
        session.board, session.fans = board, session.fans or 0
        session.read_hosts, session.read_themes = list(hosts[pk].values()), list(themes[pk].values())
    return list(sessions.values())


def slots_with_rooms(board: Board, wanted: Set[int]) -> tuple[list[Slot], list[Room]]:
    """Some slots of the board in order of time, and all its rooms as the grid names them, in one query."""
    of_room = ("pk", "name", "capacity", "closed")
    rows = (
        Slot.objects.filter(board=board, pk__in=wanted)
        .annotate(**{f"room_{name}": F(f"board__rooms__{name}") for name in of_room})
        .order_by("starts_at", "ends_at", "pk", "board__rooms__position", "board__rooms__pk")
    )
    slots: dict[int, Slot] = {}
    rooms: dict[int, Room] = {}
    for each in rows:
        slots.setdefault(each.pk, each)
        if each.room_pk is not None and each.room_pk not in rooms:
            rooms[each.room_pk] = Room(board=board, **{name: getattr(each, f"room_{name}") for name in of_room})
    return list(slots.values()), list(rooms.values())


def look_near(board: Board, slots_said: Set[int], changed: Set[int]) -> Looked:
    """What is to be drawn when these sessions changed and these slots were named: the slots, theirs and the changed
    sessions' own, with all rooms and what stands there, and the tray. Two queries.
    """
    sessions = cards_near(board, slots_said, changed)
    wanted = slots_said | {each.slot_id for each in sessions if each.pk in changed and each.slot_id}
    slots, rooms = slots_with_rooms(board, wanted) if wanted else ([], [])
    of_room, of_slot = {room.pk: room for room in rooms}, {slot.pk: slot for slot in slots}
    for session in sessions:
        if session.slot_id in of_slot and session.room_id in of_room:
            session.slot, session.room = of_slot[session.slot_id], of_room[session.room_id]
    return Looked(board, rooms, slots, sessions)


def language_now() -> str:
    return get_language() or "en"
