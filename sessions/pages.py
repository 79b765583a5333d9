"""Cutting the wall into pages, so that it never scrolls and never cuts a title."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

LEAST_SECONDS = 10
SECONDS_A_LINE = 1
LETTERS_A_LINE = 24
LONG_TITLE = 60
WIDE_TITLE = 120


# Type of a title by name: its size and the letters of a line on a projector of 4:3, the narrowest; in hundredths of
# the screen's height. A row of two has 19 for words under a room's name of two lines, a row alone 53; hosts are 3.4.
TYPE = {"big": (7.7, 9), "": (5.7, 12), "mid": (4.8, 15), "long": (3.95, 17)}
ROOM = {2: 19.0, 1: 53.0}
HOSTS_LINE, HOSTS_LETTERS = 4.2, 18


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    seconds: int
    rows: int = 2


def lines(title: str, hosts: str = "") -> int:
    """Lines a card needs at the size the wall uses for it."""
    each = LETTERS_A_LINE if len(title) <= LONG_TITLE else LETTERS_A_LINE * 3 // 2
    return max(1, -(-len(title) // each)) + bool(hosts)


def width(title: str) -> int:
    """Columns a card needs: a title of more than 120 letters takes two."""
    return 2 if len(title) > WIDE_TITLE else 1


def size(title: str, hosts: str, rows: int) -> str | None:
    """The largest type in which a card's words fit where a page has so many rows; None if in none."""
    wide = width(title)
    below = -(-len(hosts) // (HOSTS_LETTERS * wide)) * HOSTS_LINE + 0.6
    for name, (line, letters) in TYPE.items():
        if name == "big" and rows > 1:
            continue
        if max(1, -(-len(title) // (letters * wide))) * line + below <= ROOM[rows]:
            return name
    return None


def cut(items: Sequence[tuple[Item, str, str]], *, columns: int = 3, rows: int = 2) -> list[Page[Item]]:
    """Pages of (item, title, hosts): six cards, or three taller ones where words need it; 10 s at least, 1 s a line.

    The order stays. Nothing to show is no page.
    """
    found: list[Page[Item]] = []
    at = 0
    while at < len(items):
        taken = fill(items[at:], columns, rows)
        if len(taken) <= columns or any(size(title, hosts, rows) is None for _item, title, hosts in taken):
            taken = fill(items[at:], columns, 1)
            high = 1
        else:
            high = rows
        seconds = sum(lines(title, hosts) * SECONDS_A_LINE for _item, title, hosts in taken)
        found.append(Page(tuple(item for item, _title, _hosts in taken), max(LEAST_SECONDS, seconds), high))
        at += len(taken)
    return found


def fill(items: Sequence[tuple[Item, str, str]], columns: int, rows: int) -> list[tuple[Item, str, str]]:
    """The first items that fill so many rows."""
    taken: list[tuple[Item, str, str]] = []
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
