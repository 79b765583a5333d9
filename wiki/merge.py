"""Two people's words in one text: a three-way combination over blocks, then over words. wiki.md 6.

Pure, and our own. `combine` never drops a word that one side wrote: what cannot stand together
comes back as a `Clash` with both sides.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wiki import blocks
from wiki.likeness import Row, Two
from wiki.matching import hunks, matches, pairing

WORDY = frozenset(("p", "h2", "h3", "h4", "li", "caption"))
MOST_WORDS = 6_000  # tokens of a block, about 2,000 words with the spaces and marks between them


@dataclass(frozen=True, slots=True)
class Clash:
    """One place where both changed the same words: how it read before, mine, theirs."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Combined:
    """The text as parts: HTML, and a Clash wherever a person has to choose."""

    parts: tuple[str | Clash, ...]

    @property
    def clashes(self) -> list[Clash]:
        return [part for part in self.parts if isinstance(part, Clash)]

    @property
    def html(self) -> str:
        """The whole text; only where nothing clashes."""
        if self.clashes:
            raise ValueError("this text still needs somebody to choose")
        return "".join(str(part) for part in self.parts)

    def settled(self, choices: Iterable[str]) -> str:
        """The whole text, each clash decided by `mine`, `theirs` or `both`, in order."""
        chosen = iter(choices)
        return "".join(decided(part, next(chosen)) if isinstance(part, Clash) else part for part in self.parts)


def decided(clash: Clash, choice: str) -> str:
    if choice == "mine":
        return clash.mine
    if choice == "theirs":
        return clash.theirs
    return clash.mine + clash.theirs


def combine(base: str, mine: str, theirs: str, *, clean: Callable[[str], str] = lambda html: html) -> Combined:
    """Both sides' changes to `base`. The result is balanced and `clean` leaves it as it is.

    Where changes inside blocks do not fit together, whole blocks are tried; where those do not either,
    the whole text is one clash.
    """
    if mine in (theirs, base):
        return Combined((theirs,))
    if theirs == base:
        return Combined((mine,))
    ours, other = Row(mine), Row(theirs)
    before = Row(base)
    for inside in (True, False):
        combined = Combined(tuple(joined(over_blocks(before, ours, other, inside))))
        trials = [combined.settled([choice] * len(combined.clashes)) for choice in ("mine", "theirs", "both")]
        if not combined.clashes:
            trials = trials[:1]
        if all(blocks.is_balanced(trial) and clean(trial) == trial for trial in trials):
            return combined
    return Combined((Clash(base, mine, theirs),))


def joined(parts: Iterable[str | Clash]) -> Iterable[str | Clash]:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


@dataclass(slots=True)
class Side:
    """What one person did to each item of the base: `kept[i]` is its new text or None; `added[i]` stands before it."""

    kept: list[str | None]
    added: list[list[str]]


def changes(base: Row, side: Row) -> Side:
    two = Two(base, side)
    result = Side([None] * len(base.items), [[] for _ in range(len(base.items) + 1)])
    gap = 0
    for i, j in pairing(base.htmls, side.htmls, alike=two.alike, forced=True, weight=two.weight):
        if i is None:
            result.added[gap].append(side.htmls[j])  # type: ignore[index]
            continue
        if j is not None:
            result.kept[i] = side.htmls[j]
            gap = i + 1
    return result


def over_blocks(base: Row, mine: Row, theirs: Row, inside: bool) -> Iterable[str | Clash]:
    ours, other = changes(base, mine), changes(base, theirs)
    for place, item in enumerate(base.items):
        yield from together(ours.added[place], other.added[place])
        yield from one_item(item, ours.kept[place], other.kept[place], inside)
    yield from together(ours.added[-1], other.added[-1])


def together(mine: list[str], theirs: list[str]) -> Iterable[str]:
    """What both put at one place: first theirs, which is saved already, then mine; the same block once."""
    if mine == theirs or not mine:
        yield from theirs
        return
    i = j = 0
    for at, to, n in [*matches(theirs, mine), (len(theirs), len(mine), 0)]:
        yield from theirs[i:at]
        yield from mine[j:to]
        yield from theirs[at : at + n]
        i, j = at + n, to + n


def one_item(base: blocks.Item, mine: str | None, theirs: str | None, inside: bool) -> Iterable[str | Clash]:
    if mine == theirs or mine == base.html:
        result = theirs
    elif theirs == base.html:
        result = mine
    else:
        fitted = within(base, mine, theirs) if inside and mine is not None and theirs is not None else None
        if fitted is None:
            yield Clash(base.html, mine or "", theirs or "")
            return
        result = fitted
    if result is not None:
        yield result


def within(base: blocks.Item, mine: str, theirs: str) -> str | None:
    """Both changes in one block, or None where they touch each other."""
    if base.tag in WORDY and base.kind == "block":
        return in_element(base.html, mine, theirs)
    if base.kind == "text":
        return over_words(base.html, mine, theirs)
    if base.tag == "tr":
        return part_by_part(base.html, mine, theirs, "td", "th")
    if base.tag == "figure":
        return part_by_part(base.html, mine, theirs, "figcaption")
    return None


def part_by_part(base: str, mine: str, theirs: str, *names: str) -> str | None:
    """A table row by its cells, a figure by its caption: everything around them must be the same in all three."""
    shells = [blocks.shell(html) for html in (base, mine, theirs)]
    if len({(opening, closing) for opening, _, closing in shells}) > 1:
        return None
    rows = [list(blocks.children(inner, *names)) for _, inner, _ in shells]
    if len({len(row) for row in rows}) > 1:
        return None
    parts = []
    for before, ours, other in zip(*rows, strict=True):
        if ours == other or other == before:
            parts.append(ours)
        elif ours == before:
            parts.append(other)
        elif blocks.tag_of(before) in names and not blocks.BLOCKS & {
            blocks.tag_of(token) for token in blocks.tokens(before + ours + other) if token[0] == "<"
        }:
            fitted = in_element(before, ours, other)
            if fitted is None:
                return None
            parts.append(fitted)
        else:
            return None
    return shells[0][0] + "".join(parts) + shells[0][2]


def in_element(base: str, mine: str, theirs: str) -> str | None:
    opening, closing = [], []
    inner = []
    for html in (base, mine, theirs):
        start, middle, end = blocks.shell(html)
        opening.append(start)
        closing.append(end)
        inner.append(middle)
    head = one_of_three(*opening)
    foot = one_of_three(*closing)
    text = over_words(*inner)
    if head is None or foot is None or text is None:
        return None
    result = head + text + foot
    return result if blocks.is_balanced(result) else None


def one_of_three(base: str, mine: str, theirs: str) -> str | None:
    if mine in (theirs, base):
        return theirs
    return mine if theirs == base else None


def over_words(base: str, mine: str, theirs: str) -> str | None:
    """Both sides' changes of words, if a word that neither touched stands between any two of them."""
    before, ours, other = blocks.words(base), blocks.words(mine), blocks.words(theirs)
    if max(len(before), len(ours), len(other)) > MOST_WORDS:
        return None
    edits = sorted(
        [(start, end, ours[to:stop]) for start, end, to, stop in hunks(before, ours, junk=str.isspace)]
        + [(start, end, other[to:stop]) for start, end, to, stop in hunks(before, other, junk=str.isspace)]
    )
    whose: dict[tuple[int, int, tuple[str, ...]], set[int]] = {}
    for side, text in ((0, ours), (1, other)):
        for start, end, to, stop in hunks(before, text, junk=str.isspace):
            whose.setdefault((start, end, tuple(text[to:stop])), set()).add(side)
    result: list[str] = []
    done = 0
    last: tuple[int, int, tuple[str, ...]] | None = None
    for start, end, new in edits:
        key = (start, end, tuple(new))
        if key == last:
            continue
        if last is not None and whose[key] != whose[last]:
            between = before[last[1] : start]
            if start < last[1] or not any(blocks.is_word(token) for token in between):
                return None
        result += before[done:start] + new
        done, last = end, key
    # Where one took a word out and the other its neighbour, two spaces would meet.
    return re.sub(" {2,}", " ", "".join(result + before[done:])).strip(" ")
