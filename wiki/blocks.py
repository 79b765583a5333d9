"""Canonical HTML as a flat row of items, in one linear pass. wiki.md 21.

An item is a block that people see as one thing (a paragraph, a list entry, a table row, a picture), or
one tag of the container around it. Joining the items gives the input back, byte for byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(r'<(?:[^<>"]|"[^"]*")*+>|[^<]++|<')
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
WORD = re.compile(
    r'<(?:[^<>"]|"[^"]*")*+>'  # a whole tag
    r"|\s++"
    r"|&[#a-zA-Z0-9]++;"
    r"|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # scripts without spaces
    r"|[^\W_](?:[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|['’](?=\w))*+"
    r"|."
    r"|\n",
    re.DOTALL,
)
VOID = frozenset(("br", "hr"))
WHOLE = frozenset(("p", "h2", "h3", "h4", "pre", "figure", "div", "tr", "caption"))
CONTAINERS = frozenset(("ul", "ol", "blockquote", "table", "thead", "tbody"))
BLOCKS = WHOLE | CONTAINERS | {"li", "hr"}


@dataclass(frozen=True, slots=True)
class Item:
    """`kind` is block, text (loose words in a container), open or close."""

    kind: str
    tag: str
    html: str


def tag_of(token: str) -> str:
    found = TAG.match(token)
    return found[1].lower() if found else ""


def tokens(html: str) -> list[str]:
    """Tags and the text between them; a lone `<` stands alone."""
    return TOKEN.findall(html)


def words(html: str) -> list[str]:
    """Whole tags, words, spaces and marks; joining them gives the input back."""
    return WORD.findall(html)


def is_word(token: str) -> bool:
    """Whether this token of `words` is one that people read: not a tag, not a space, not a mark."""
    return token[0].isalnum()


def pairs(row: list[str]) -> list[int]:
    """For each token the place of its partner: itself for text and void tags, -1 where there is none."""
    partner = list(range(len(row)))
    stack: list[int] = []
    for place, token in enumerate(row):
        name = tag_of(token) if token[0] == "<" else ""
        if not name or name in VOID:
            continue
        if token[1] != "/":
            partner[place] = -1
            stack.append(place)
        elif stack and tag_of(row[stack[-1]]) == name:
            opened = stack.pop()
            partner[opened], partner[place] = place, opened
        else:
            partner[place] = -1
    return partner


def is_balanced(html: str) -> bool:
    """Every tag that opens closes, in order."""
    return -1 not in pairs(tokens(html))


def entries_with_blocks(row: list[str], partner: list[int]) -> set[int]:
    """The places of `<li>` tags that hold more than words: a list, a table, two paragraphs."""
    found: set[int] = set()
    open_entries: list[int] = []
    for place, token in enumerate(row):
        if token[0] != "<":
            continue
        name = tag_of(token)
        if name == "li" and partner[place] > place:
            if open_entries:
                found.add(open_entries[-1])
            open_entries.append(place)
        elif name == "li":
            if open_entries and partner[place] == open_entries[-1]:
                open_entries.pop()
        elif name in BLOCKS and open_entries:
            found.add(open_entries[-1])
    return found


def split(html: str) -> list[Item]:
    """The items of a page; their `html` joined is the input."""
    row = tokens(html)
    partner = pairs(row)
    holders = entries_with_blocks(row, partner)
    items: list[Item] = []
    loose: list[str] = []

    def settle() -> None:
        if loose:
            items.append(Item("text", "", "".join(loose)))
            loose.clear()

    place = 0
    while place < len(row):
        token = row[place]
        name = tag_of(token) if token[0] == "<" else ""
        closes = partner[place]
        if name not in BLOCKS:
            loose.append(token)
        elif name == "hr":
            settle()
            items.append(Item("block", name, token))
        elif closes > place and (name in WHOLE or (name == "li" and place not in holders)):
            settle()
            items.append(Item("block", name, "".join(row[place : closes + 1])))
            place = closes
        else:
            settle()
            items.append(Item("close" if token[1] == "/" else "open", name, token))
        place += 1
    settle()
    return items


def join(items: list[Item]) -> str:
    return "".join(item.html for item in items)


def top_level(html: str) -> list[str]:
    """The page cut where no element is open: what one edits without JavaScript is one of these."""
    row = tokens(html)
    partner = pairs(row)
    cut: list[str] = []
    loose: list[str] = []
    place = 0
    while place < len(row):
        closes = partner[place]
        if tag_of(row[place]) in BLOCKS and row[place][0] == "<":
            if loose:
                cut.append("".join(loose))
                loose = []
            end = max(closes, place)
            cut.append("".join(row[place : end + 1]))
            place = end
        else:
            loose.append(row[place])
        place += 1
    if loose:
        cut.append("".join(loose))
    return cut


def shell(html: str) -> tuple[str, str, str]:
    """A block as its opening tag, what is inside, and its closing tag."""
    opening = TOKEN.match(html)
    start = opening.end() if opening else 0
    end = html.rfind("</")
    if not opening or end < start:
        return html, "", ""
    return html[:start], html[start:end], html[end:]


def children(html: str, *names: str) -> Iterator[str]:
    """The parts of a block's inside, each element of `names` as one part, what lies between as others."""
    row = tokens(html)
    partner = pairs(row)
    loose: list[str] = []
    place = 0
    while place < len(row):
        if row[place][0] == "<" and tag_of(row[place]) in names and partner[place] > place:
            if loose:
                yield "".join(loose)
                loose = []
            yield "".join(row[place : partner[place] + 1])
            place = partner[place] + 1
            continue
        loose.append(row[place])
        place += 1
    if loose:
        yield "".join(loose)
