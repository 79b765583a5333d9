"""What surrounds a session on its page: why it is there, what it collides with, what happened to it. board.md 8, 10."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from sessions import board as pure
from sessions import drawing, journal, reading, why
from sessions.actions.arrangements import placed_by_machine
from sessions.actions.placing import last_placing
from sessions.actions.proposals import look_alikes
from sessions.kept import cache
from sessions.models import Board, Change, Outcome, Session, SessionLink
from sessions.permissions import Viewer
from sessions.vocabulary import SessionKind, SlotKind, State

ENTRIES = 5
KEPT = 60  # seconds


@dataclass(frozen=True)
class Time:
    """A time for sessions, as a select writes it."""

    number: str
    words: str
    ends_at: datetime

    def choice(self, now: datetime) -> tuple[str, str]:
        over = self.ends_at <= now
        return self.number, _("%(time)s, over") % {"time": self.words} if over else self.words


@dataclass(frozen=True)
class Around:
    """What is the same for everybody of one audience until the board's next version."""

    why_here: list[str]
    happened: list[dict[str, str]]
    alike: list[drawing.Face]
    links: list[SessionLink]
    times: list[Time]  # what the form for placing offers
    rooms: list[tuple[str, str]]
    promises: list[int]  # numbers of commitments, in the order they were made


def around(board: Board, viewer: Viewer, shown: Session) -> Around:
    """Read once for each version, language and audience; the figures in it may be a minute old."""
    audience = "facilitator" if viewer.facilitator else viewer.audience
    key = f"board:{board.pk}:{board.version}:{reading.language_now()}:{audience}:around:{shown.pk}"
    found = cache.get(key)
    if found is None:
        prefetch_related_objects([board], "rooms", "slots")
        found = Around(
            why_here(board, viewer, shown),
            happened(board, viewer, shown),
            alike(board, viewer, shown),
            list(shown.links.all()),
            *cells_to_choose(board),
            list(Outcome.objects.filter(session=shown).order_by("pk").values_list("commitment", flat=True)),
        )
        cache.set(key, found, KEPT)
    return found


def cells_to_choose(board: Board) -> tuple[list[Time], list[tuple[str, str]]]:
    """Times and rooms with their words, for two selects."""
    slots = [slot for slot in board.slots.all() if slot.kind == SlotKind.SESSIONS]
    several = reading.several_days(slots, board)
    return (
        [Time(str(slot.pk), reading.when(slot, board, with_day=several), slot.ends_at) for slot in slots],
        [(str(room.pk), f"{room.name}, {reading.seats(room)}") for room in board.rooms.all() if not room.closed],
    )


def alike(board: Board, viewer: Viewer, shown: Session) -> list[drawing.Face]:
    """Up to three open sessions that look like it."""
    if shown.state != State.OPEN or shown.kind == SessionKind.FIXED:
        return []
    themes = [theme.pk for theme in shown.themes.all()]
    found = look_alikes(board, shown.title, shown.summary, themes, but=shown.pk)
    return [drawing.face(each, board, viewer.audience) for each in found]


def why_here(board: Board, viewer: Viewer, shown: Session) -> list[str]:
    """Sentences with a number or a name: the arranger's reasons, or who put it there, and the seats."""
    if shown.slot is None or shown.room is None:
        return []
    change = last_placing(shown)
    reasons = placed_by_machine(shown, change)
    if reasons is not None:
        named = [reason["session"] for reason in reasons if "session" in reason]
        titles = dict(
            Session.objects.on_the_board().filter(board=board, code__in=named).values_list("code", "title")
            if named
            else ()
        )
        return [_("The arranger chose this place, and a facilitator agreed."), *why.sentences(reasons, titles)]
    said = []
    if change:
        hidden = viewer.audience == "public" and reading.hides_name(change.by, board) if change.by else False
        said.append(
            _("%(who)s put it here on %(day)s at %(time)s %(zone)s.")
            % {
                "who": _("a participant") if hidden else reading.name_of(change.by, change.by_name),
                "day": reading.day_name(change.at, board),
                "time": reading.clock(change.at, board),
                "zone": reading.zone_name(change.at, board),
            }
        )
    if shown.pinned:
        said.append(why.pinned({}, {}))
    stars = reading.read_stars(board)
    people = sum(1 for starred in stars.values() if shown.pk in starred)
    return [*said, why.seats({"n": shown.room.capacity, "people": people}, {})]


def meter(board: Board, viewer: Viewer, shown: Session, now: datetime) -> dict[str, Any] | None:
    """What this session collides with, and which trades would spare people something: for facilitators, and for its
    hosts. None for anybody else, or without a place."""
    if shown.slot_id is None or shown.kind != SessionKind.SESSION or not (
        viewer.facilitator or shown.pk in viewer.hosts
    ):  # fmt: skip
        return None
    key = f"board:{board.pk}:{board.version}:{reading.language_now()}:meter:{shown.pk}"
    found = cache.get(key)
    if found is None:
        found = measured(board, shown, now)
        cache.set(key, found, reading.STARS_KEPT)
    return found


def measured(board: Board, shown: Session, now: datetime) -> dict[str, Any]:
    grid, stars = reading.kept_grid(board), reading.read_stars(board)
    card = grid.cards.get(shown.pk)
    if card is None or card.cell is None:
        return {"worst": [], "swaps": []}
    lying = reading.placement(grid)
    worst = pure.collisions(stars, lying, shown.pk)
    swaps = pure.best_swaps(grid, stars, card, now=now)
    found = {
        session.pk: session
        for session in Session.objects.on_the_board()
        .filter(board=board, pk__in=[pk for pk, _n in worst + swaps])
        .select_related("slot", "room")
    }
    return {
        "worst": [line(board, found[pk], people_words(people)) for pk, people in worst if pk in found],
        "swaps": [
            line(board, found[pk], reading.misses(cost))
            | {"code": found[pk].code, "seen": found[pk].place_version, "fans": fans(stars, shown.pk, pk)}
            for pk, cost in swaps
            if pk in found
        ],
    }


def fans(stars: pure.Stars, *cards: int) -> str:
    """How many people starred one of these, in words."""
    return reading.few(sum(1 for starred in stars.values() if starred & set(cards)))


def line(board: Board, other: Session, words: str) -> dict[str, Any]:
    where = ""
    if other.slot and other.room:
        where = f"{reading.clock(other.slot.starts_at, board)}, {other.room.name}"
    return {
        "title": other.title,
        "lang": other.language,
        "href": drawing.session_address(board, other.code),
        "where": where,
        "words": words,
    }


def people_words(number: int) -> str:
    return _("%(few)s people want both") % {"few": reading.few(number)}


def happened(board: Board, viewer: Viewer, shown: Session) -> list[dict[str, str]]:
    """The last entries of its journal in plain sentences, newest first."""
    entries = Change.objects.filter(board=board, session=shown).select_related("by", "session").order_by("-version")
    if not viewer.facilitator:
        entries = journal.for_everybody(entries)
    newest = list(entries[:ENTRIES])
    placings = any(change.kind == Change.Kind.PLACED for change in newest)
    rooms = {room.pk: room for room in board.rooms.all()} if placings else {}
    slots = {slot.pk: slot for slot in board.slots.all()} if placings else {}
    hidden = journal.names_to_hide(board) if newest and viewer.audience == "public" else set()
    return [
        {
            "words": journal.words(change, board, rooms, slots, hidden),
            "reason": change.reason,
            "at": f"{reading.day_name(change.at, board)}, {reading.clock_and_zone(change.at, board)}",
        }
        for change in newest
    ]
