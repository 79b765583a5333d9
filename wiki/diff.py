"""What differs between two states: blocks first, then words. wiki.md 7. Pure.

`compare` returns rows that make the new text out of the old (`apply`), and that a page can show: each
side stays balanced, since only words are wrapped and never tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wiki import blocks, geometry, wikilinks
from wiki.likeness import Row, Two
from wiki.matching import hunks, pairing

MOST_WORDS = 6_000  # tokens; about 2,000 words with the spaces and marks between them
ALIKE = 0.25  # below this, two blocks that stand in one place are shown whole


@dataclass(frozen=True, slots=True)
class Line:
    """One item on both sides: kind is same, changed, added or removed; `old` and `new` are its HTML."""

    kind: str
    old: blocks.Item | None
    new: blocks.Item | None


def compare(old: str, new: str) -> list[Line]:
    """The items of both texts side by side, in order."""
    before, after = Row(old), Row(new)
    two = Two(before, after)

    def alike(i: int, j: int) -> float:
        likeness = two.alike(i, j)
        return likeness if likeness >= ALIKE else 0.0

    lines = []
    for i, j in pairing(before.htmls, after.htmls, alike=alike, forced=True, weight=two.weight):
        one = before.items[i] if i is not None else None
        other = after.items[j] if j is not None else None
        if one is None:
            kind = "added"
        elif other is None:
            kind = "removed"
        else:
            kind = "same" if one.html == other.html else "changed"
        lines.append(Line(kind, one, other))
    return lines


def apply(lines: list[Line], old: str) -> str:
    """The new text; ValueError if the comparison was made of another old one."""
    if "".join(line.old.html for line in lines if line.old) != old:
        raise ValueError("this comparison belongs to another text")
    return "".join(line.new.html for line in lines if line.new)


Wrap = Callable[[str, str], str]


def marked(line: Line, wrap: Wrap) -> tuple[str, str]:
    """Both sides of one line, with `wrap("del" or "ins", words)` around what went and what came."""
    if line.kind == "same":
        return line.old.html, line.new.html  # type: ignore[union-attr]
    if line.old is None or line.new is None:
        whole = [whole_marked(item.html, mark, wrap) if item else "" for item, mark in sides(line)]
        return whole[0], whole[1]
    olds, news = blocks.words(line.old.html), blocks.words(line.new.html)
    if max(len(olds), len(news)) > MOST_WORDS:
        return whole_marked(line.old.html, "del", wrap), whole_marked(line.new.html, "ins", wrap)
    changes = hunks(olds, news, junk=str.isspace)
    return (
        woven(olds, [(start, end) for start, end, _, _ in changes], "del", wrap),
        woven(news, [(start, end) for _, _, start, end in changes], "ins", wrap),
    )


def sides(line: Line) -> list[tuple[blocks.Item | None, str]]:
    return [(line.old, "del"), (line.new, "ins")]


def whole_marked(html: str, mark: str, wrap: Wrap) -> str:
    row = blocks.tokens(html)
    return "".join(wrap(mark, token) if token[0] != "<" and token.strip() else token for token in row)


def woven(row: list[str], spans: list[tuple[int, int]], mark: str, wrap: Wrap) -> str:
    out = []
    done = 0
    for start, end in spans:
        out += row[done:start]
        run: list[str] = []
        for token in row[start:end]:
            if token[0] == "<" and len(token) > 1:
                out += [wrap(mark, "".join(run))] if "".join(run).strip() else run
                run = []
                out.append(token)
            else:
                run.append(token)
        out += [wrap(mark, "".join(run))] if "".join(run).strip() else run
        done = end
    return "".join(out + row[done:])


@dataclass(frozen=True, slots=True)
class Note:
    """A difference that is not words: `what` names the sentence, `words` are what it says."""

    what: str
    words: dict[str, Any]


def notes(old: Any, new: Any) -> list[Note]:
    """Title, pictures, links, places and tags of two contents, as sentences to be said."""
    found = []
    if old.title != new.title:
        found.append(Note("title", {"before": old.title, "after": new.title}))
    was, now = set(wikilinks.pictures(old.html)), set(wikilinks.pictures(new.html))
    found += [Note("picture_added", {"picture": picture}) for picture in sorted(now - was)]
    found += [Note("picture_removed", {"picture": picture}) for picture in sorted(was - now)]
    found += link_notes(old.html, new.html)
    found += place_notes({p["key"]: p for p in old.places}, {p["key"]: p for p in new.places})
    had, has = ({wikilinks.slug_of(tag): tag for tag in each.tags} for each in (old, new))
    found += [Note("tag_added", {"tag": has[slug]}) for slug in sorted(has.keys() - had.keys())]
    found += [Note("tag_removed", {"tag": had[slug]}) for slug in sorted(had.keys() - has.keys())]
    return found


def link_notes(old: str, new: str) -> list[Note]:
    """Links whose words stayed and whose address did not."""
    before, after = dict(worded_links(old)), dict(worded_links(new))
    return [
        Note("link", {"words": words, "after": after[words]})
        for words in before
        if words in after and before[words] != after[words]
    ]


def worded_links(html: str) -> Iterator[tuple[str, str]]:
    for part in blocks.children(html, "a"):
        if blocks.tag_of(part) == "a" and part[0] == "<":
            opening, inner, _closing = blocks.shell(part)
            given = wikilinks.attributes(opening)
            yield wikilinks.plain(inner), given.get("data-page") or given.get("href") or given.get("data-file", "")


def place_notes(old: dict[str, Any], new: dict[str, Any]) -> list[Note]:
    found = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is None:
            found.append(Note("place_added", {"place": now["name"]}))  # type: ignore[index]
        elif now is None:
            found.append(Note("place_removed", {"place": was["name"]}))
        elif was["geometry"] != now["geometry"]:
            one, other = geometry.shape(was["geometry"]), geometry.shape(now["geometry"])
            metres = round(geometry.metres((one.lat, one.lng), (other.lat, other.lng)))
            found.append(Note("place_moved" if metres else "place_redrawn", {"place": now["name"], "metres": metres}))
        elif was != now:
            found.append(Note("place_changed", {"place": now["name"]}))
    return found
