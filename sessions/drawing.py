"""The board as HTML: one rendering per version, language and audience, which holds nothing about a viewer.

Marked places are filled in one pass: stars, own cards, what one may move, and which slot is now. The marks are
control characters, which no title may hold.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import board as pure
from sessions import reading
from sessions.kept import cache
from sessions.models import Board, Room, Session, Slot
from sessions.permissions import Viewer, may
from sessions.reading import Looked
from sessions.vocabulary import BoardKind, Feature, HostState, Policy, SessionKind, SlotKind

KEPT = 3600
MARK = re.compile("\x01([a-z]+):([0-9]+)\x02")
ROOM_ICONS = {Feature.STEP_FREE: "step", Feature.HEARING_LOOP: "ear"}


@dataclass(frozen=True)
class Face:
    """What a card shows."""

    id: int
    code: str
    title: str
    href: str
    hosts: str
    themes: list
    pinned: bool
    fixed: bool
    wish: bool
    off_record: bool
    lang: str
    needs: str = ""


def face(session: Session, board: Board, audience: str) -> Face:
    hosts, themes = getattr(session, "read_hosts", None), getattr(session, "read_themes", None)
    hosts = session.hosts.all() if hosts is None else hosts
    names = [reading.host_name(h, audience) for h in hosts if h.state == HostState.ACCEPTED]
    return Face(
        session.pk,
        session.code,
        session.title,
        session_address(board, session.code),
        ", ".join(names),
        list(session.themes.all() if themes is None else themes),
        session.pinned,
        session.kind == SessionKind.FIXED,
        session.kind == SessionKind.WISH,
        not session.on_record,
        session.language,
        ", ".join(str(Feature(need).label) for need in session.needs if need in Feature.values),
    )


def session_address(board: Board, code: str, act: str = "") -> str:
    return address_with(get_script_prefix(), board.camp.slug, act or "session").replace("CODE", code)


@lru_cache(maxsize=256)
def address_with(_prefix: str, slug: str, act: str) -> str:
    """With CODE for a session's code: a board has hundreds of them, and resolving is slow."""
    return reverse(f"sessions:{act}", args=[slug, "CODE"])


@dataclass
class Cell:
    slot: Slot
    room: Room
    label: str
    card: Face | None = None
    put: dict | None = None
    cannot: str = ""
    html: str = ""

    @property
    def id(self) -> str:
        return f"c-{self.slot.pk}-{self.room.pk}"

    @property
    def says(self) -> str:
        """All that its drawing shows: the same words, the same HTML."""
        themes = [(theme.slug, theme.name) for theme in self.card.themes] if self.card else []
        return repr((self.id, self.label, self.put, str(self.cannot), self.card, themes))


@dataclass
class Row:
    slot: Slot
    time: str
    until: str
    day: str = ""  # only where a new day begins
    cells: list[Cell] = field(default_factory=list)
    free: str = ""

    @property
    def everybody(self) -> bool:
        return self.slot.kind == SlotKind.EVERYBODY


def cell_label(slot: Slot, room: Room, board: Board) -> str:
    """Time, zone, room and seats, for who does not see the grid."""
    return _("%(time)s %(zone)s, %(room)s, %(seats)s.") % {
        "time": reading.clock(slot.starts_at, board),
        "zone": reading.zone_name(slot.starts_at, board),
        "room": room.name,
        "seats": reading.seats(room),
    }


def row(looked: Looked, slot: Slot, audience: str, *, day: str = "", hold: "Hold | None" = None) -> Row:
    board = looked.board
    made = Row(slot, reading.clock(slot.starts_at, board), reading.clock(slot.ends_at, board), day)
    if made.everybody:
        return made
    free = []
    taken = looked.by_cell
    for room in looked.rooms:
        session = taken.get((slot.pk, room.pk))
        if room.closed and session is None:
            made.cells.append(Cell(slot, room, "", cannot=_("Closed")))
            continue
        cell = Cell(slot, room, cell_label(slot, room, board), face(session, board, audience) if session else None)
        if session is None:
            free.append(room.name)
            if hold:
                hold.judge(cell)
        made.cells.append(cell)
    if hold:
        free = [cell.room.name for cell in made.cells if cell.put]
    made.free = ", ".join(free)
    return made


def rows(looked: Looked, audience: str, hold: "Hold | None" = None) -> list[Row]:
    board, made, day = looked.board, [], None
    several = reading.several_days(looked.slots, board)
    for slot in looked.slots:
        date = slot.starts_at.astimezone(reading.zone(board)).date()
        made.append(
            row(
                looked,
                slot,
                audience,
                day=reading.day_name(slot.starts_at, board) if several and date != day else "",
                hold=hold,
            )
        )
        day = date
    if hold:
        hold.mark_best(made)
    return made


@dataclass
class Hold:
    """A card in the hand: which cells are possible, and what each costs."""

    session: Session
    grid: pure.Grid
    costs: Mapping[int, int]
    now: datetime

    @classmethod
    def of(cls, session: Session, board: Board, now: datetime) -> "Hold":
        grid = reading.kept_grid(board)
        stars, lying = reading.read_stars(board), reading.placement(grid)
        return cls(session, grid, pure.costs(stars, lying, session.pk, [slot.id for slot in grid.slots]), now)

    def judge(self, cell: Cell) -> None:
        card = self.grid.cards[self.session.pk]
        obstacle = self.grid.obstacle(card, (cell.slot.pk, cell.room.pk), now=self.now)
        if obstacle:
            cell.cannot = why_not(obstacle)
            return
        cost = self.costs[cell.slot.pk]
        cell.put = {
            "cost": cost,
            "words": reading.misses(cost),
            "best": False,
            "where": f"{cell.room.name}, {reading.seats(cell.room)}",
            "label": _("Put ‘%(title)s’ at %(time)s, %(room)s, %(seats)s, %(misses)s")
            % {
                "title": self.session.title,
                "time": reading.clock(cell.slot.starts_at, self.session.board),
                "room": cell.room.name,
                "seats": reading.seats(cell.room),
                "misses": reading.misses(cost),
            },
        }

    def mark_best(self, made: Iterable[Row]) -> None:
        possible = [cell for each in made for cell in each.cells if cell.put]
        if possible:
            min(possible, key=lambda cell: cell.put["cost"]).put["best"] = True  # type: ignore[index]


def why_not(obstacle: pure.Obstacle) -> str:
    if obstacle.code == "room_lacks":
        return _("Has no %(features)s") % {
            "features": ", ".join(str(Feature(one).label) for one in obstacle.what if one in Feature.values)
        }
    return {
        "host_busy": _("A host is elsewhere then"),
        "host_away": _("A host is away then"),
        "room_closed": _("Closed"),
        "over": _("Over"),
        "everybody": _("For everybody"),
    }.get(obstacle.code, _("Not possible"))


# One rendering for all


@dataclass(frozen=True)
class Rendering:
    html: str
    titles: dict[int, tuple[str, str]]  # session -> title, code
    spans: dict[int, tuple[datetime, datetime]]  # slot -> start, end
    cells: dict[int, int]  # session -> slot
    tray: str = ""
    days: str = ""


def whole_board(board: Board, audience: str) -> Rendering:
    """The grid and the tray with marks, from the cache if this version was drawn before."""
    key = f"board:{board.pk}:{board.version}:{reading.language_now()}:{audience}"
    drawn = cache.get(key)
    if drawn is None:
        looked = reading.look(board)
        # A change touches a cell or two: the others are taken over from the drawing before.
        cells_key = f"board:{board.pk}:{reading.language_now()}:{audience}:cells"
        cells = cache.get(cells_key, {})
        drawn = draw(looked, audience, known=cells)
        cache.set_many({key: drawn, cells_key: cells}, KEPT)
    return drawn


def draw_cells(made: Iterable[Row], known: dict[str, str]) -> None:
    """Give each cell its HTML. `known` is what cells said in an earlier drawing; afterwards, what they say in this."""
    used: dict[str, str] = {}
    for cell in (cell for each in made for cell in each.cells):
        says = cell.says
        cell.html = used[says] = known.get(says) or one_cell(cell)
    known.clear()
    known.update(used)


def draw(looked: Looked, audience: str, hold: Hold | None = None, *, known: dict[str, str] | None = None) -> Rendering:
    made = rows(looked, audience, hold)
    draw_cells(made, {} if known is None else known)
    html = render_to_string(
        "sessions/grid.html",
        {
            "rooms": [room_head(room) for room in looked.rooms],
            "rows": made,
            "columns": max(1, min(len(looked.rooms), 24)),
            "holding": hold is not None,
            "empty": not looked.slots or not looked.rooms,
        },
    )
    return Rendering(
        html,
        {session.pk: (session.title, session.code) for session in looked.sessions},
        {slot.pk: (slot.starts_at, slot.ends_at) for slot in looked.slots},
        {session.pk: session.slot_id for session in looked.sessions if session.slot_id},
        draw_tray(looked, audience, hold),
        camp_days(looked.board),
    )


def camp_days(board: Board) -> str:
    """The camp's first day, in words."""
    days = board.camp.settled_days
    return reading.day_name(days[0].starts, board) if days else ""


def room_head(room: Room) -> dict[str, Any]:
    return {
        "room": room,
        "seats": reading.seats(room),
        "icons": [ROOM_ICONS[f] for f in ROOM_ICONS if f in room.features],
    }


def draw_tray(looked: Looked, audience: str, hold: Hold | None = None) -> str:
    board = looked.board
    cards = [face(session, board, audience) for session in looked.tray]
    return render_to_string(
        "sessions/tray.html",
        {
            "cards": cards,
            "count": ngettext("%(n)s session", "%(n)s sessions", len(cards)) % {"n": len(cards)},
            "wishes": [face(session, board, audience) for session in looked.wishes],
            "held": hold.session.pk if hold else None,
        },
    )


def one_cell(cell: Cell) -> str:
    return render_to_string("sessions/cell.html", {"cell": cell})


def one_freeline(made: Row) -> str:
    return render_to_string("sessions/free.html", {"row": made})


# Filling the marks


def fill(html: str, **marks: Callable[[int], str]) -> str:
    return MARK.sub(lambda found: marks[found[1]](int(found[2])) if found[1] in marks else "", html)


def star_counts(board: Board, viewer: Viewer | None = None, starred: Set[int] = frozenset()) -> Counter[int]:
    """Stars per session, at most five seconds old, but never wrong about the viewer's own."""
    stars = reading.read_stars(board)
    counts = Counter(session for sessions in stars.values() for session in sessions)
    if viewer and viewer.known:
        known = stars.get(viewer.known.pk, frozenset())
        counts.update(starred - known)
        counts.subtract(known - starred)
    return counts


def filling(
    rendering_titles: Mapping[int, tuple[str, str]],
    board: Board,
    *,
    counts: Mapping[int, int],
    spans: Mapping[int, tuple[datetime, datetime]] | None = None,
    now: datetime | None = None,
    starred: frozenset[int] | set[int] = frozenset(),
    viewer: Viewer | None = None,
    held: int | None = None,
    for_script: bool = False,
) -> dict[str, Callable[[int], str]]:
    """What goes into each kind of mark, for one viewer; `for_script`: for everybody, the script adds the rest."""
    viewer = viewer or Viewer()
    any_card = may_place_any(viewer, board)
    own = viewer.hosts if may_place_own(viewer, board) else frozenset()
    star = star_maker(board)
    board_address = reverse("sessions:board", args=[board.camp.slug])

    def stars(pk: int) -> str:
        title, code = rendering_titles.get(pk, ("", ""))
        return star(title, code, counts.get(pk, 0), pk in starred)

    def move(pk: int) -> str:
        title, code = rendering_titles.get(pk, ("", ""))
        if pk == held:
            return render_to_string("sessions/in_hand.html")
        if for_script or any_card or pk in own:
            return move_button(title, f"{board_address}?pick={code}", code, hidden=for_script)
        return ""

    def is_now(pk: int) -> bool:
        span = (spans or {}).get(pk)
        return bool(now and span and span[0] <= now < span[1])

    return {
        "star": stars,
        "move": move,
        "mine": lambda pk: " mine" if pk in viewer.hosts else "",
        "held": lambda pk: " held-up" if pk == held else "",
        "yours": lambda pk: render_to_string("sessions/yours.html") if pk in viewer.hosts else "",
        "now": lambda pk: " is-now" if is_now(pk) else "",
        "nowword": lambda pk: _(", now") if is_now(pk) else "",
    }


def may_place_any(viewer: Viewer, board: Board) -> bool:
    return viewer.facilitator and board.kind == BoardKind.GRID and may(viewer, "place_any", board)


def may_place_own(viewer: Viewer, board: Board) -> bool:
    if board.policy == Policy.FROZEN or board.kind != BoardKind.GRID or not viewer.hosts:
        return False
    anybody = Viewer(user=viewer.user, attendee=True, silenced=viewer.silenced, hosts=frozenset({0}))
    return may(anybody, "place", board, Session(pk=0))


def star_maker(board: Board) -> Callable[[str, str, int, bool], str]:
    """The button of one card, for hundreds of them: what they share is looked up once."""
    drawing = render_to_string("sessions/star_icon.html")
    addresses = session_address(board, "CODE", "star"), session_address(board, "CODE", "unstar")
    words = _("Star: %(title)s, %(n)s stars"), _("Take back your star: %(title)s, %(n)s stars")

    def star(title: str, code: str, count: int, pressed: bool) -> str:
        return format_html(
            '<button class="star" form="acts" formaction="{}" data-star="{}" aria-pressed="{}" '
            'aria-label="{}">{}{}</button>',
            addresses[pressed].replace("CODE", code),
            code,
            "true" if pressed else "false",
            words[pressed] % {"title": title, "n": count},
            drawing,
            count,
        )

    return star


def move_button(title: str, href: str, code: str, *, hidden: bool = False) -> str:
    return render_to_string("sessions/move.html", {"title": title, "href": href, "code": code, "hidden": hidden})
