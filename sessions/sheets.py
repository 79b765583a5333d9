"""Cutting what is printed into sheets, so that none cuts a cell or loses a word. Lengths are millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")

CARDS_A_SHEET = 8
# Where people buy Letter and not A4 (Unicode CLDR, paper size US-Letter).
LETTER_COUNTRIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])


@dataclass(frozen=True)
class Paper:
    code: str
    name: str
    wide: float  # upright
    high: float
    columns: int  # rooms side by side, when it lies

    @property
    def scale(self) -> float:
        """How much larger type is than on A4; paper.css says the same."""
        return {"a3": 1.4, "letter": 0.94}.get(self.code, 1.0)


PAPERS = {
    paper.code: paper
    for paper in (
        Paper("a4", "A4", 210, 297, 6),
        Paper("a3", "A3", 297, 420, 9),
        Paper("letter", "Letter", 215.9, 279.4, 6),
    )
}


def paper_for(country: str) -> Paper:
    """The paper of a printer in this country (ISO 3166, two letters)."""
    return PAPERS["letter" if country.upper() in LETTER_COUNTRIES else "a4"]


def evenly(items: Sequence[Item], most: int) -> list[list[Item]]:
    """Parts of at most `most`, as equal as can be, in order: 8 by 6 is 4 and 4. None of nothing."""
    parts = -(-len(items) // most)
    cuts = [round(len(items) * n / parts) for n in range(parts + 1)] if parts else [0]
    return [list(items[begin:end]) for begin, end in pairwise(cuts)]


def eights(items: Sequence[Item]) -> list[list[Item]]:
    return [list(items[n : n + CARDS_A_SHEET]) for n in range(0, len(items), CARDS_A_SHEET)]


# Letters of a title, and of what else stands on a card, that fit at each step of type.
STEPS = (("", 60, 110), ("long", 120, 190), ("longer", 160, 320))


def size_of(title: str, rest: str = "") -> str:
    """The step of type that a card's words fit in: "", "long", "longer" or "longest"."""
    for name, most_title, most_rest in STEPS:
        if len(title) <= most_title and len(rest) <= most_rest:
            return name
    return "longest"


@dataclass(frozen=True)
class Type:
    """A size of door sheet on A4: letters in a line of the title and of what stands under it, and heights."""

    name: str
    title_letters: int
    title_line: float
    rest_letters: int
    rest_line: float
    around: float


ROOMY = Type("", 26, 9, 42, 7, 14)
DENSE = Type("dense", 44, 5.6, 64, 5.1, 6)


def height(title: str, rest: str, size: Type) -> float:
    """What one row of a door sheet takes at most, on A4."""
    lines = max(1, -(-len(title) // size.title_letters))
    return size.around + lines * size.title_line + -(-len(rest) // size.rest_letters) * size.rest_line


def door(rows: Sequence[tuple[Item, str, str]], head: str, foot: str, paper: Paper) -> tuple[str, list[list[Item]]]:
    """The rows (item, title, rest) of a door on as few sheets as hold them: the size's name, and the sheets.

    One roomy sheet if the day fits, else one dense one, else several dense ones. `head` and `foot` are the words
    above and below the rows.
    """
    high = paper.high / paper.scale - 28 - 14  # margins, stamp
    free = high - 38 - -(-len(head) // 45) * 7 - (10 + -(-len(foot) // 75) * 6 if foot else 0)
    if sum(height(title, rest, ROOMY) for _item, title, rest in rows) <= free:
        return ROOMY.name, [[item for item, _title, _rest in rows]]
    sheets: list[list[Item]] = [[]]
    left = free
    for item, title, rest in rows:
        takes = height(title, rest, DENSE)
        if takes > left and sheets[-1]:
            sheets.append([])
            left = free
        sheets[-1].append(item)
        left -= takes
    return DENSE.name, sheets
