"""How alike two blocks are, by the words they share."""

from collections import Counter
from functools import cached_property

from wiki import blocks
from wiki.matching import BUDGET


class Row:
    """The items of one page, with their words counted once, when asked for."""

    def __init__(self, html: str) -> None:
        self.items = blocks.split(html)
        self.htmls = [item.html for item in self.items]
        self.counted: dict[int, Counter[str]] = {}

    def counts(self, place: int) -> Counter[str]:
        if place not in self.counted:
            self.counted[place] = Counter(filter(blocks.is_word, blocks.words(self.htmls[place])))
        return self.counted[place]

    @cached_property
    def lengths(self) -> list[int]:
        """Characters before each item, so that a stretch can be weighed at once."""
        sums = [0]
        for html in self.htmls:
            sums.append(sums[-1] + len(html))
        return sums


class Two:
    """Likeness between the items of two rows, as `matching.pairing` asks for it."""

    def __init__(self, old: Row, new: Row) -> None:
        self.old, self.new = old, new

    def alike(self, i: int, j: int) -> float:
        one, other = self.old.items[i], self.new.items[j]
        if one.kind != other.kind:
            return 0.0
        if one.kind in ("open", "close"):
            return 1.0 if one.tag == other.tag else 0.5
        # A row or a list entry is no partner for a paragraph: its container would be missing.
        if one.tag != other.tag and {one.tag, other.tag} & {"tr", "li", "caption"}:
            return 0.0
        mine, theirs = self.old.counts(i), self.new.counts(j)
        total = mine.total() + theirs.total()
        return max(2 * (mine & theirs).total() / total if total else 0.0, 0.01)

    def weight(self, start: int, end: int, to: int, stop: int) -> int:
        """About how many words would be compared; beyond the budget nobody tries."""
        if (end - start) * (stop - to) > BUDGET // 20:
            return BUDGET
        old = self.old.lengths[end] - self.old.lengths[start]
        new = self.new.lengths[stop] - self.new.lengths[to]
        return ((end - start) * new + (stop - to) * old) // 12
