"""Titles, slugs, and the links and plain words inside canonical HTML. wiki.md 3 and 4. Pure."""

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from wiki import blocks

LONGEST_TITLE = 120
LONGEST_SLUG = 100
APOSTROPHES = "'’ʼ‘`´"
DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
STUB = 60


class BadTitle(ValueError):
    """Its `reason`: empty, long, controls or letters (not one letter or digit to make an address of)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def title_of(typed: str) -> str:
    """The title as it is kept: NFC, one space between words. Raises BadTitle."""
    title = " ".join(unicodedata.normalize("NFC", typed).split())
    if not title:
        raise BadTitle("empty")
    if len(title) > LONGEST_TITLE:
        raise BadTitle("long")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co") or letter in DIRECTIONS for letter in title):
        raise BadTitle("controls")
    if not slug_of(title):
        raise BadTitle("letters")
    return title


def slug_of(title: str) -> str:
    """The title's part of an address. Letters of any script stay; may be empty."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = "".join(
        letter if unicodedata.category(letter)[0] in "LNM" else "-" for letter in folded if letter not in APOSTROPHES
    )
    return re.sub("-+", "-", kept).strip("-")[:LONGEST_SLUG].rstrip("-")


def attributes(tag: str) -> dict[str, str]:
    return {name: entities.unescape(value) for name, value in ATTRIBUTE.findall(tag)}


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to a page by its title, perhaps of another wiki (its slug)."""

    title: str
    wiki: str = ""
    anchor: str = ""


def tags(html: str, *names: str) -> Iterator[dict[str, str]]:
    """The attributes of each opening tag of these names, in order."""
    for token in blocks.tokens(html):
        if token[0] == "<" and token[1:2] != "/" and blocks.tag_of(token) in names:
            yield attributes(token)


def page_links(html: str) -> list[PageLink]:
    return [
        PageLink(found["data-page"], found.get("data-wiki", ""), found.get("data-anchor", ""))
        for found in tags(html, "a")
        if found.get("data-page")
    ]


def outside_links(html: str) -> list[str]:
    """Addresses of other sites, each once, in order."""
    found = (each.get("href", "") for each in tags(html, "a"))
    return list(dict.fromkeys(href for href in found if href.startswith(("http://", "https://"))))


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:253]
    except ValueError:
        return ""


def pictures(html: str) -> list[int]:
    """The ids of the pictures in this text, each once."""
    found = (each.get("data-picture", "") for each in tags(html, "figure"))
    return list(dict.fromkeys(int(each) for each in found if each.isdecimal() and len(each) < 18))


def attachments(html: str) -> list[int]:
    found = (each.get("data-file", "") for each in tags(html, "a"))
    return list(dict.fromkeys(int(each) for each in found if each.isdecimal() and len(each) < 18))


def plain(html: str) -> str:
    """The words people read, for search, previews and counting."""
    text = []
    for token in blocks.tokens(html):
        if token[0] != "<" or len(token) == 1:
            text.append(entities.unescape(token))
        elif blocks.tag_of(token) in blocks.BLOCKS or blocks.tag_of(token) in ("td", "th", "br", "figcaption"):
            text.append("\n")
    return re.sub(r"[ \t]*\n\s*", "\n", "".join(text)).strip()


def count_words(html: str) -> int:
    return sum(map(blocks.is_word, blocks.words(html)))
