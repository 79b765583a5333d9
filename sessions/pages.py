"""Cutting the wall into pages, so that it never scrolls and never cuts a title or a room's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")

LEAST_SECONDS = 10
SECONDS_A_LINE = 1
LETTERS_A_LINE = 24
LONG_TITLE = 60
WIDE_TITLE = 120


# Type of a title by name: its size and the letters of a line on a projector of 4:3, the narrowest; in hundredths of
# the screen's height. Under a room's name of two lines a row of two has 19 for words, a row alone 53; hosts are 3.4.
TYPE = {"big": (7.7, 9), "": (5.7, 12), "mid": (4.8, 15), "long": (3.95, 17)}
ROOM = {2: 19.0, 1: 53.0}
HOSTS_LINE, HOSTS_LETTERS = 4.2, 18
# A room's name in the same measure: a line's height, the letters of a card, those that each theme's shape beside takes.
NAME_LINE, NAME_LETTERS, SHAPE_LETTERS, SHAPE_HIGH = 4.15, 17, 3, 6.4
NAME_LINES = 2


class Words(NamedTuple):
    """What a card says on the wall, and how many themes stand beside its room's name."""

    title: str
    hosts: str = ""
    room: str = ""
    themes: int = 0


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    seconds: int
    rows: int = 2


def lines(words: Words) -> int:
    """Lines a card needs at the size the wall uses for it."""
    each = LETTERS_A_LINE if len(words.title) <= LONG_TITLE else LETTERS_A_LINE * 3 // 2
    more = max(0, name_lines(words.room, width(words)) - NAME_LINES)
    return max(1, -(-len(words.title) // each)) + bool(words.hosts) + more


@lru_cache(maxsize=1024)
def width(words: Words) -> int:
    """Columns a card needs: two for a title of more than 120 letters, and where one leaves too little room."""
    return 2 if len(words.title) > WIDE_TITLE or fitting(words, 1, 1) is None else 1


def name_lines(room: str, wide: int, themes: int = 0) -> int:
    """Lines of a room's name beside so many shapes."""
    return len(wrap(room, NAME_LETTERS * wide - SHAPE_LETTERS * themes - bool(themes)))


def is_name_below(words: Words) -> bool:
    """Whether the room's name stands under the shapes of its themes: beside them it would take more than two lines."""
    return words.themes > 0 and name_lines(words.room, width(words), words.themes) > NAME_LINES


def size(words: Words, rows: int) -> str | None:
    """The largest type in which a card's words fit where a page has so many rows; None if in none."""
    return fitting(words, rows, width(words))


def fitting(words: Words, rows: int, wide: int) -> str | None:
    beside = name_lines(words.room, wide, words.themes)
    below = words.themes > 0 and beside > NAME_LINES
    name = name_lines(words.room, wide) * NAME_LINE + SHAPE_HIGH if below else beside * NAME_LINE
    room = ROOM[rows] - max(0.0, name - NAME_LINES * NAME_LINE)
    hosts = len(wrap(words.hosts, HOSTS_LETTERS * wide)) * HOSTS_LINE + 0.6
    for kind, (line, letters) in TYPE.items():
        if kind == "big" and rows > 1:
            continue
        if len(wrap(words.title, letters * wide)) * line + hosts <= room:
            return kind
    return None


def cut(items: Sequence[tuple[Item, Words]], *, columns: int = 3, rows: int = 2) -> list[Page[Item]]:
    """Pages of items by their words: six cards, or three taller ones where words need it; 10 s at least, 1 s a line.

    The order stays. Nothing to show is no page.
    """
    found: list[Page[Item]] = []
    at = 0
    while at < len(items):
        taken = fill(items[at:], columns, rows)
        if len(taken) <= columns or any(size(words, rows) is None for _item, words in taken):
            taken = fill(items[at:], columns, 1)
            high = 1
        else:
            high = rows
        seconds = sum(lines(words) * SECONDS_A_LINE for _item, words in taken)
        found.append(Page(tuple(item for item, _words in taken), max(LEAST_SECONDS, seconds), high))
        at += len(taken)
    return found


def fill(items: Sequence[tuple[Item, Words]], columns: int, rows: int) -> list[tuple[Item, Words]]:
    """The first items that fill so many rows."""
    taken: list[tuple[Item, Words]] = []
    row = column = 0
    for each in items:
        wide = min(width(each[1]), columns)
        if column + wide > columns:
            row, column = row + 1, 0
        if row >= rows:
            break
        taken.append(each)
        column += wide
    return taken
