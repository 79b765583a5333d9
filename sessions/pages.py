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


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    seconds: int


def lines(title: str, hosts: str = "") -> int:
    """Lines a card needs at the size the wall uses for it."""
    each = LETTERS_A_LINE if len(title) <= LONG_TITLE else LETTERS_A_LINE * 3 // 2
    return max(1, -(-len(title) // each)) + bool(hosts)


def width(title: str) -> int:
    """Columns a card needs: a title of more than 120 letters takes two."""
    return 2 if len(title) > WIDE_TITLE else 1


def cut(items: Sequence[tuple[Item, str, str]], *, columns: int = 3, rows: int = 2) -> list[Page[Item]]:
    """Pages of (item, title, hosts) that fill at most rows × columns; 10 s at least, and 1 s a line.

    The order stays. Nothing to show is no page.
    """
    found: list[Page[Item]] = []
    page: list[Item] = []
    row, column, seconds = 0, 0, 0
    for item, title, hosts in items:
        wide = min(width(title), columns)
        if column + wide > columns:
            row, column = row + 1, 0
        if row >= rows:
            found.append(Page(tuple(page), max(LEAST_SECONDS, seconds)))
            page, row, column, seconds = [], 0, 0, 0
        page.append(item)
        column += wide
        seconds += lines(title, hosts) * SECONDS_A_LINE
    if page:
        found.append(Page(tuple(page), max(LEAST_SECONDS, seconds)))
    return found
