"""A part of a page as form fields, and back: text in small marks, a table by its cells, a picture by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from wiki import blocks, plaintext, wikilinks

MOST_CELLS = 100
SIZES = ("", "small", "medium", "large", "full")
ALIGNS = ("", "left", "center", "right")


def part_name(part: str) -> str:
    """What this part is, for its buttons: `Heading “Trees”`."""
    kinds = {
        "p": _("Paragraph"),
        "h2": _("Heading"),
        "h3": _("Heading"),
        "h4": _("Heading"),
        "ul": _("List"),
        "ol": _("List"),
        "table": _("Table"),
        "figure": _("Picture"),
        "div": _("Place"),
        "blockquote": _("Quotation"),
        "pre": _("Text as typed"),
        "hr": _("Line"),
    }
    words = wikilinks.plain(part)[:40].split("\n")[0]
    kind = kinds.get(blocks.tag_of(part), _("Part"))
    return f"{kind} “{words}”" if words else str(kind)


def fields_of(part: str) -> list[dict[str, Any]] | None:
    """name, label, value, and rows or choices; None where only the editor can change this part."""
    match blocks.tag_of(part):
        case "table":
            return table_fields(part)
        case "figure":
            return figure_fields(part)
    text = plaintext.to_text(part)
    if text is None:
        return None
    rows = min(max(text.count("\n") + 2 + len(text) // 80, 4), 24)
    return [{"name": "text", "label": _("Text"), "value": text, "rows": rows}]


def cells_of(table: str) -> list[tuple[int, int]]:
    """Where the inside of each cell begins and ends, among the tokens."""
    row = blocks.tokens(table)
    partner = blocks.pairs(row)
    return [
        (place + 1, partner[place])
        for place, token in enumerate(row)
        if token[0] == "<" and token[1] != "/" and blocks.tag_of(token) in ("td", "th", "caption")
    ]


def table_fields(table: str) -> list[dict[str, Any]] | None:
    row = blocks.tokens(table)
    cells = cells_of(table)
    if len(cells) > MOST_CELLS:
        return None
    fields = []
    for number, (start, end) in enumerate(cells, 1):
        text = plaintext.inline_text("".join(row[start:end]))
        if text is None or blocks.BLOCKS & {blocks.tag_of(token) for token in row[start:end] if token[0] == "<"}:
            return None
        label = _("Cell %(number)d") % {"number": number}
        if blocks.tag_of(row[start - 1]) == "caption":
            label = _("Caption")
        fields.append({"name": f"cell-{number}", "label": label, "value": text, "rows": 1 + text.count("\n")})
    return fields


def figure_fields(figure: str) -> list[dict[str, Any]] | None:
    opening, inner, _closing = blocks.shell(figure)
    given = wikilinks.attributes(opening)
    caption = plaintext.inline_text(re.sub("</?figcaption>", "", inner))
    if caption is None:
        return None
    fields = [{"name": "caption", "label": _("Caption"), "value": caption, "rows": 2}]
    if "data-picture" in given:
        words = _("What the picture shows, for those who cannot see it")
        fields.insert(0, {"name": "alt", "label": words, "value": given.get("data-alt", ""), "rows": 2})
        fields.append(choice("align", _("Side"), given.get("data-align", ""), ALIGNS))
        fields.append(choice("size", _("Size"), given.get("data-size", ""), SIZES))
    return fields


def choice(name: str, label: str, value: str, choices: tuple[str, ...]) -> dict[str, Any]:
    words = {
        "": _("as it comes"),
        "left": _("left"),
        "center": _("middle"),
        "right": _("right"),
        "small": _("small"),
        "medium": _("medium"),
        "large": _("large"),
        "full": _("whole width"),
    }
    return {"name": name, "label": label, "value": value, "choices": [(each, words[each]) for each in choices]}


def filled(part: str, data: Mapping[str, str]) -> str:
    """The part with what was typed into its fields; cleaning follows."""
    match blocks.tag_of(part):
        case "table":
            return filled_table(part, data)
        case "figure":
            return filled_figure(part, data)
    return plaintext.from_text(data.get("text", "")) if "text" in data else part


def filled_table(table: str, data: Mapping[str, str]) -> str:
    row = blocks.tokens(table)
    for number, (start, end) in reversed(list(enumerate(cells_of(table), 1))):
        typed = data.get(f"cell-{number}")
        if typed is not None and typed.replace("\r\n", "\n") != plaintext.inline_text("".join(row[start:end])):
            lines = typed.replace("\r\n", "\n").split("\n")
            row[start:end] = ["<br>".join(map(plaintext.inline_html, lines))]
    return "".join(row)


def filled_figure(figure: str, data: Mapping[str, str]) -> str:
    opening, _inner, _closing = blocks.shell(figure)
    given = wikilinks.attributes(opening)
    for name, key in (("alt", "data-alt"), ("align", "data-align"), ("size", "data-size")):
        if name in data and "data-picture" in given:
            given[key] = data[name].strip()
    written = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)
    caption = plaintext.inline_html(" ".join(data.get("caption", "").split()))
    return f"<figure{written}>" + (f"<figcaption>{caption}</figcaption>" if caption else "") + "</figure>"
