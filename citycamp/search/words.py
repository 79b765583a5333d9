"""Folding, words and queries, as plain data."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

WORD = re.compile(r"[^\W_]+")
EASTERN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
PIECE = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
LONGEST_QUERY = 500
SHORTEST_PREFIX = 3


class Folding(dict):
    """Lower case without accents, one character for one, so that places in a text stay where they were."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char).lower()
        bare = [part for part in base if not unicodedata.combining(part)]
        self[code] = bare[0] if len(bare) == 1 else (char.lower() if len(char.lower()) == 1 else char)
        return self[code]


FOLDING = Folding()


def fold(text: str) -> str:
    return text.translate(FOLDING)


def title_key(title: str) -> str:
    return " ".join(fold(unicodedata.normalize("NFC", title.replace("\x00", ""))).split())[:300]


def words_of(text: str) -> list[str]:
    """Folded words, none longer than 100 letters."""
    return [word[:100] for word in WORD.findall(fold(text))]


def pairs_of(text: str) -> str:
    """Every run of Eastern characters as overlapping pairs, its last character once more by itself."""
    found: list[str] = []
    for run in EASTERN.findall(text):
        found += [a + b for a, b in pairwise(run)]
        found.append(run[-1])
    return " ".join(found)


@dataclass(frozen=True)
class Term:
    """Words that stand together. `pairs` looks among the pairs of characters."""

    words: tuple[str, ...]
    prefix: bool = False
    pairs: bool = False
    without: bool = False


def terms_of(query: str) -> list[Term]:
    """What somebody typed: words, "phrases", -not, prefix*. Anything else in it is plain words."""
    query = unicodedata.normalize("NFC", query.replace("\x00", ""))[:LONGEST_QUERY]
    found: list[Term] = []
    for minus, phrase, loose in PIECE.findall(query):
        without = bool(minus)
        text = phrase or loose
        eastern = EASTERN.findall(text)
        for run in eastern:
            pairs = tuple(a + b for a, b in pairwise(run)) or (run,)
            found.append(Term(pairs, prefix=len(run) == 1, pairs=True, without=without))
        words = words_of(EASTERN.sub(" ", text)) if eastern else words_of(text)
        if not words:
            continue
        prefix = not phrase and loose.endswith("*") and len(words[-1]) >= SHORTEST_PREFIX
        if phrase or without:
            found.append(Term(tuple(words), prefix=prefix, without=without))
        else:
            # "city-camp" and "a.b@c.org" are words side by side, as the index has them
            found.append(Term(tuple(words), prefix=prefix))
    return found


@dataclass(frozen=True)
class Piece:
    text: str
    hit: bool = False


def excerpt(text: str, terms: list[Term], *, around: int = 90, most: int = 240) -> list[Piece]:
    """A stretch of the text about the first hit, cut at words, its hits marked."""
    wanted = sorted({word for term in terms if not term.without and not term.pairs for word in term.words}, key=len)
    eastern = {"".join(pair[0] for pair in term.words) + term.words[-1][1:] for term in terms if term.pairs}
    ends = {term.words[-1] for term in terms if term.prefix}
    flat = fold(text[:100_000])
    parts = [rf"(?<![^\W_]){re.escape(word)}" + ("" if word in ends else r"(?![^\W_])") for word in reversed(wanted)]
    parts += [re.escape(run) for run in eastern]
    pattern = re.compile("|".join(parts)) if parts else None
    first = pattern.search(flat) if pattern else None
    start = max(0, (first.start() if first else 0) - around)
    if start:
        gap = text.find(" ", start, start + 30)
        start = gap + 1 if gap >= 0 else start
    stop = min(len(text), start + most)
    if stop < len(text):
        gap = text.rfind(" ", max(start, stop - 30), stop)
        stop = gap if gap > start else stop
    pieces = [Piece("… ")] if start else []
    here = start
    for found in pattern.finditer(flat, start, min(stop, len(flat))) if pattern else ():
        if found.start() > here:
            pieces.append(Piece(text[here : found.start()]))
        pieces.append(Piece(text[found.start() : found.end()], hit=True))
        here = found.end()
    pieces.append(Piece(text[here:stop] + (" …" if stop < len(text) else "")))
    return [piece for piece in pieces if piece.text]
