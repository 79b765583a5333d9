"""One block of a page as text with small marks, and back: how one edits without JavaScript. wiki.md 5. Pure.

`from_text(to_text(block)) == block` for every block that marks can say; `to_text` gives None for others.
"""

from __future__ import annotations

import html as entities
import re
from itertools import pairwise

from wiki import blocks
from wiki.wikilinks import attributes

INLINE = frozenset(("strong", "em", "u", "s", "sub", "sup", "code"))
MARKS = {"strong": "**", "em": "*"}
SPECIAL = re.compile(r"([\\*\[<])")
LINE_START = re.compile(r"(#|-(?= |$)|>|\d+\.(?= |$)| )")
SMALL_TAG = re.compile(r"</?(?:strong|em|u|s|sub|sup|code)>|<br>|<a(?: [a-z-]+=\"[^\"<>]*\")*>|</a>")
ENTRY = re.compile(r"( *)(-|(\d{1,6})\.)(?: (.*))?$")
HEADING = re.compile(r"(#{2,4}) (.*)$")
LINK = re.compile(r"\[\[((?:\\.|[^\[\]\\])+)\]\]|\[((?:\\.|[^\[\]\\])+)\]\(((?:\\.|[^)\\\s\[])+)\)")
DEEPEST_QUOTE = 3


def to_text(block: str) -> str | None:
    """The block in small marks, or None where they cannot say it."""
    opening, inner, _closing = blocks.shell(block)
    name = blocks.tag_of(opening)
    if name in ("p", "h2", "h3", "h4") and opening == f"<{name}>":
        said = inline_text(inner)
        if said is None:
            return None
        if name == "p":
            return "\n".join(guarded(line) for line in said.split("\n"))
        return None if "\n" in said else "#" * int(name[1]) + " " + said
    if name in ("ul", "ol"):
        lines = list_lines(block, 0)
        return "\n".join(lines) if lines is not None else None
    if name == "blockquote" and opening == "<blockquote>":
        parts = [to_text(part) for part in blocks.top_level(inner)]
        if any(part is None for part in parts):
            return None
        whole = "\n\n".join(str(part) for part in parts)
        return "\n".join(f"> {line}".rstrip() for line in whole.split("\n"))
    if name == "pre" and opening == "<pre>" and "<" not in inner:
        return "\n".join(f"    {line}" for line in entities.unescape(inner).split("\n"))
    return None


def guarded(line: str) -> str:
    """A line with a backslash before what would begin something else."""
    return "\\" + line if LINE_START.match(line) else line


def from_text(text: str, quotes: int = 0) -> str:
    """Blocks of HTML from text in small marks. What is no mark stays as words; cleaning follows."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")]
    made: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line:
            place += 1
            continue
        end = place
        if line.startswith("    "):
            while end < len(lines) and (lines[end].startswith("    ") or (not lines[end] and more_code(lines, end))):
                end += 1
            made.append("<pre>" + escaped("\n".join(each[4:] for each in lines[place:end])) + "</pre>")
        elif line.startswith(">") and quotes < DEEPEST_QUOTE:
            while end < len(lines) and lines[end].startswith(">"):
                end += 1
            inner = "\n".join(re.sub("^> ?", "", each) for each in lines[place:end])
            made.append("<blockquote>" + from_text(inner, quotes + 1) + "</blockquote>")
        elif heading := HEADING.match(line):
            level = len(heading[1])
            made.append(f"<h{level}>{inline_html(heading[2])}</h{level}>")
            end = place + 1
        elif ENTRY.match(line):
            while end < len(lines) and ENTRY.match(lines[end]):
                end += 1
            made.append(list_html(lines[place:end]))
        else:
            while end < len(lines) and lines[end] and not begins_block(lines[end], end > place):
                end += 1
            made.append("<p>" + "<br>".join(inline_html(unmarked(each)) for each in lines[place:end]) + "</p>")
        place = end
    return "".join(made)


def more_code(lines: list[str], place: int) -> bool:
    while place < len(lines) and not lines[place]:
        place += 1
    return place < len(lines) and lines[place].startswith("    ")


def begins_block(line: str, later: bool) -> bool:
    return later and bool(HEADING.match(line) or ENTRY.match(line) or line.startswith(">"))


def unmarked(line: str) -> str:
    """A line without the backslash before what would have begun something else."""
    return line[1:] if line.startswith("\\") and LINE_START.match(line[1:]) else line


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# Words inside a block


def inline_text(inner: str) -> str | None:
    row = blocks.tokens(inner)
    partner = blocks.pairs(row)
    return said(row, partner, 0, len(row), False)


def said(row: list[str], partner: list[int], start: int, end: int, marked: bool) -> str | None:
    """The tokens from start to end in marks; inside one mark, others stand as small tags."""
    out: list[str] = []
    place = start
    while place < end:
        token = row[place]
        if token[0] != "<" or len(token) == 1:
            if "\n" in token:
                return None
            out.append(SPECIAL.sub(r"\\\1", entities.unescape(token)))
            place += 1
            continue
        name = blocks.tag_of(token)
        if name == "br":
            out.append("<br>" if marked else "\n")
            place += 1
            continue
        close = partner[place]
        if close <= place:
            return None
        inside = said(row, partner, place + 1, close, True)
        if inside is None:
            return None
        words = link_said(token, inside) if name == "a" else mark_said(name, token, inside, marked, out)
        if words is None:
            return None
        out.append(words)
        place = close + 1
    return "".join(out)


def mark_said(name: str, token: str, inside: str, marked: bool, out: list[str]) -> str | None:
    if name not in INLINE or token != f"<{name}>":
        return None
    mark = MARKS.get(name)
    before = "".join(out)[-1:]
    plain = mark and not marked and inside == inside.strip() and inside and before != "*" and inside[-1:] != "\\"
    if plain and not inside.startswith("*") and not inside.endswith("*"):
        return f"{mark}{inside}{mark}"
    return f"<{name}>{inside}</{name}>"


def link_said(token: str, inside: str) -> str | None:
    given = attributes(token)
    if list(given) == ["data-page"] and "]" not in inside:
        title = given["data-page"]
        target = re.sub(r"([\\|\[\]])", r"\\\1", title)
        return f"[[{target}]]" if inside == SPECIAL.sub(r"\\\1", title) else f"[[{target}|{inside}]]"
    if list(given) == ["href"] and "]" not in inside:
        address = re.sub(r"([)\[\\])", r"\\\1", given["href"])
        return f"[{inside}]({address})"
    return f"{token}{inside}</a>" if SMALL_TAG.fullmatch(token) else None


def inline_html(text: str) -> str:
    """Marks to tags. A mark that nothing closes is a sign like others."""
    parts = pieces(text)
    out: list[str] = []
    opened: list[tuple[str, int]] = []  # mark, and where in `out` it stands
    for number, (kind, value) in enumerate(parts):
        if kind != "stars":
            out.append(value)
            continue
        before = parts[number - 1][1] if number else " "
        after = parts[number + 1][1] if number + 1 < len(parts) else " "
        out.extend(stars(len(value), opened, out, before[-1:].isspace(), after[:1].isspace()))
    for mark, place in opened:
        out[place] = mark
    return "".join(out)


def stars(
    count: int, opened: list[tuple[str, int]], out: list[str], space_before: bool, space_after: bool
) -> list[str]:
    """What a run of stars becomes: ends of open marks first, then beginnings."""
    made: list[str] = []
    while count:
        mark = opened[-1][0] if opened else ""
        if mark and count >= len(mark) and not space_before and not (mark == "*" and count == 2):
            opened.pop()
            made.append("</strong>" if mark == "**" else "</em>")
            count -= len(mark)
            continue
        new = "**" if count >= 2 else "*"
        if space_after or any(each == new for each, _ in opened):
            made.append("*" * count)
            break
        opened.append((new, len(out) + len(made)))
        made.append("<strong>" if new == "**" else "<em>")
        count -= len(new)
    return made


def pieces(text: str) -> list[tuple[str, str]]:
    """The text as (html, …) and (stars, …)."""
    made: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        letter = text[place]
        if letter == "\\" and place + 1 < len(text) and text[place + 1] in "\\*[<]":
            made.append(("html", escaped(text[place + 1])))
            place += 2
        elif letter == "*":
            end = place
            while end < len(text) and text[end] == "*":
                end += 1
            made.append(("stars", text[place:end]))
            place = end
        elif letter == "[" and (link := LINK.match(text, place)):
            made.append(("html", link_html(link)))
            place = link.end()
        elif letter == "<" and (tag := SMALL_TAG.match(text, place)):
            made.append(("html", tag[0]))
            place = tag.end()
        else:
            made.append(("html", escaped(letter)))
            place += 1
    return made


def link_html(link: re.Match[str]) -> str:
    if link[1]:
        target, bar, words = split_bar(link[1])
        title = target.strip()
        return f'<a data-page="{quoted(title)}">{inline_html(words) if bar else escaped(title)}</a>'
    address = re.sub(r"\\(.)", r"\1", link[3]).strip()
    return f'<a href="{quoted(address)}">{inline_html(link[2])}</a>'


def split_bar(inside: str) -> tuple[str, bool, str]:
    """The target before the first bar that is not escaped, and the words after it as they were typed."""
    target: list[str] = []
    place = 0
    while place < len(inside):
        if inside[place] == "\\" and place + 1 < len(inside):
            target.append(inside[place + 1])
            place += 2
        elif inside[place] == "|":
            return "".join(target), True, inside[place + 1 :]
        else:
            target.append(inside[place])
            place += 1
    return "".join(target), False, ""


def quoted(value: str) -> str:
    return escaped(value).replace('"', "&quot;")


# Lists


def list_lines(html: str, depth: int) -> list[str] | None:
    opening, inner, _closing = blocks.shell(html)
    name, given = blocks.tag_of(opening), attributes(opening)
    if given and (name != "ol" or list(given) != ["start"] or not given["start"].isdecimal() or given["start"] == "1"):
        return None
    number = int(given.get("start", 1))
    lines: list[str] = []
    for entry in blocks.top_level(inner):
        start, inside, _end = blocks.shell(entry)
        if start != "<li>":
            return None
        parts = blocks.top_level(inside)
        words = parts.pop(0) if parts and parts[0][:3] not in ("<ul", "<ol") else ""
        if parts and words.startswith("<p>"):
            words = words[3:-4]  # beside a list below it, an entry's words stand in a paragraph
        if words.startswith("<") and blocks.tag_of(words) in blocks.BLOCKS:
            return None
        text = said_in_entry(words)
        if text is None or not text or any(blocks.tag_of(part) not in ("ul", "ol") for part in parts):
            return None
        tags = [blocks.tag_of(part) for part in parts]
        if any(one == other for one, other in pairwise(tags)):
            return None  # two lists of one kind in a row would read back as one
        lines.append("  " * depth + ("- " if name == "ul" else f"{number}. ") + text)
        number += 1
        for part in parts:
            nested = list_lines(part, depth + 1)
            if nested is None or (blocks.tag_of(part) == "ol" and part.startswith("<ol start") and len(parts) > 1):
                return None
            lines += nested
    return lines


def said_in_entry(inner: str) -> str | None:
    row = blocks.tokens(inner)
    text = said(row, blocks.pairs(row), 0, len(row), False)
    return text.replace("\n", "<br>") if text is not None else None


def list_html(lines: list[str]) -> str:
    """Entries with their indents as nested lists; another kind of mark at one depth begins a new list."""
    out: list[str] = []
    opened: list[tuple[int, str, int]] = []  # indent, tag, and where the words of its open entry stand
    for line in lines:
        found = ENTRY.match(line)
        indent, tag = len(found[1]), "ul" if found[2] == "-" else "ol"  # type: ignore[index]
        while opened and indent < opened[-1][0]:
            out.append(f"</li></{opened.pop()[1]}>")
        if opened and indent <= opened[-1][0] + 1:
            level, kind, _words = opened.pop()
            out.append("</li>")
            if kind != tag:
                out.append(f"</{kind}>")
                opening = True
            else:
                indent, opening = level, False
        else:
            opening = True
        if opening:
            if opened and not out[opened[-1][2]].startswith("<p>"):
                out[opened[-1][2]] = f"<p>{out[opened[-1][2]]}</p>"
            number = int(found[3] or 1)  # type: ignore[index]
            out.append(f'<ol start="{number}">' if tag == "ol" and number != 1 else f"<{tag}>")
        out += ["<li>", inline_html(found[4] or "")]  # type: ignore[index]
        opened.append((indent, tag, len(out) - 1))
    while opened:
        out.append(f"</li></{opened.pop()[1]}>")
    return "".join(out)
