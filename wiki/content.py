"""What a page says at one moment, made clean, and two people's versions put together. wiki.md 3, 4, 6."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from citycamp import richtext
from wiki import geometry, merge, wikilinks
from wiki.errors import Refused

MOST_PLACES = 50
MOST_TAGS = 50
LONGEST_SUMMARY = 300

TITLE_SENTENCES: dict[str, Callable[[], str]] = {
    "empty": lambda: _("Write a title."),
    "long": lambda: _("A title has 120 letters at most."),
    "controls": lambda: _("This title has signs in it that cannot be seen. Type it again."),
    "letters": lambda: _("A title needs at least one letter or digit."),
}
PLACE_SENTENCES: dict[str, Callable[[], str]] = {
    "kind": lambda: _("it is no point, line or area"),
    "numbers": lambda: _("a position is not two numbers"),
    "range": lambda: _("a position lies outside the earth: latitude goes to 90, longitude to 180"),
    "positions": lambda: _("it has more than 2,000 positions"),
    "short": lambda: _("a line needs two positions"),
    "ring": lambda: _("an area needs three corners"),
    "wide": lambda: _("it is wider than half the earth: split it at the date line"),
}


@dataclass(frozen=True, slots=True)
class Content:
    """Title, text, tags and places of a page; places are `key name address geometry`."""

    title: str
    html: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[dict[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        whole = [self.title, self.html, list(self.tags), list(self.places)]
        return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def content_of(snapshot: Any) -> Content:
    """The content of a Revision or a Proposal."""
    return Content(snapshot.title, snapshot.html, tuple(snapshot.tags), tuple(snapshot.places))


def cleaned(typed: Content) -> Content:
    """What may be stored of what was typed. Raises Refused. Slow: never inside a transaction."""
    return Content(clean_title(typed.title), clean_html(typed.html), clean_tags(typed.tags), clean_places(typed.places))


def clean_title(typed: str) -> str:
    try:
        return wikilinks.title_of(typed)
    except wikilinks.BadTitle as bad:
        raise Refused(TITLE_SENTENCES[bad.reason](), "title") from bad


def clean_html(html: str) -> str:
    try:
        return richtext.clean(html, richtext.WIKI)
    except richtext.Refused as refused:
        raise Refused(refused.reason, "html") from refused


def as_cleaned(html: str) -> str:
    """What cleaning makes of a combined text; nothing where it would be refused."""
    try:
        return richtext.clean(html, richtext.WIKI)
    except richtext.Refused:
        return ""


def clean_tags(typed: Iterable[str]) -> tuple[str, ...]:
    """In order of their slugs, each once."""
    tags: dict[str, str] = {}
    for each in typed:
        if not each.strip():
            continue
        try:
            name = wikilinks.title_of(each)
        except wikilinks.BadTitle as bad:
            raise Refused(
                _("“%(tag)s” cannot be a tag: it needs letters or digits.") % {"tag": each[:40]}, "tags"
            ) from bad
        tags.setdefault(wikilinks.slug_of(name), name)
    if len(tags) > MOST_TAGS:
        raise Refused(_("A page has 50 tags at most."), "tags")
    return tuple(tags[slug] for slug in sorted(tags))


def clean_places(typed: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """In order of their keys. A place without a key gets one."""
    places: dict[str, dict[str, Any]] = {}
    for number, each in enumerate(typed, 1):
        name = str(each.get("name") or "").strip()[:120]
        try:
            shape = geometry.shape(each.get("geometry"))
        except geometry.BadShape as bad:
            words = {"place": name or _("number %(number)d") % {"number": number}, "rule": PLACE_SENTENCES[bad.rule]()}
            raise Refused(_("The place %(place)s cannot be drawn: %(rule)s.") % words, "places") from bad
        key = str(each.get("key") or "")[:40] or uuid.uuid4().hex[:10]
        address = str(each.get("address") or "").strip()[:200]
        places[key] = {"key": key, "name": name, "address": address, "geometry": shape.geometry}
    if len(places) > MOST_PLACES:
        raise Refused(_("A page has 50 places at most."), "places")
    return tuple(places[key] for key in sorted(places))


@dataclass(frozen=True, slots=True)
class Together:
    """Two contents put together: the text with its clashes, and clashes of title and places, mine first."""

    text: merge.Combined
    title: str
    tags: tuple[str, ...]
    places: dict[str, dict[str, Any]]
    title_clash: tuple[str, str] | None = None
    place_clashes: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = field(default_factory=list)

    @property
    def collides(self) -> bool:
        return bool(self.text.clashes or self.title_clash or self.place_clashes)

    @property
    def choices(self) -> int:
        """How many things somebody has to choose: the clashes of the text, then title, then places."""
        return len(self.text.clashes) + bool(self.title_clash) + len(self.place_clashes)

    def content(self, choices: Iterable[str] = ()) -> Content:
        """The whole, each clash decided by mine, theirs or both; both of a title or place is mine."""
        chosen = list(choices)
        html = self.text.settled(chosen)
        rest = chosen[len(self.text.clashes) :]
        title = self.title
        if self.title_clash:
            title = self.title_clash[rest.pop(0) == "theirs"]
        places = dict(self.places)
        for (mine, theirs), choice in zip(self.place_clashes, rest, strict=True):
            kept = theirs if choice == "theirs" else mine
            if kept:
                places[kept["key"]] = kept
            if choice == "both" and theirs and mine:
                key = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(theirs, sort_keys=True)).hex[:10]
                places[key] = {**theirs, "key": key}
        return Content(title, html, self.tags, tuple(places[key] for key in sorted(places)))


def together(base: Content | None, mine: Content, theirs: Content) -> Together:
    """Both sides' changes. Without a base both began empty, and the title is theirs."""
    before = base or Content(theirs.title)
    if base is None:
        mine = replace(mine, title=theirs.title)
    title = merge.one_of_three(before.title, mine.title, theirs.title)
    places: dict[str, dict[str, Any]] = {}
    clashes = []
    old, ours, other = ({place["key"]: place for place in each.places} for each in (before, mine, theirs))
    for key in sorted({*old, *ours, *other}):
        was, my, your = old.get(key), ours.get(key), other.get(key)
        if my in (your, was):
            kept = your
        elif your == was:
            kept = my
        elif my is None or your is None:
            kept = my or your  # changed beats deleted
        else:
            clashes.append((my, your))
            continue
        if kept:
            places[key] = kept
    return Together(
        merge.combine(before.html, mine.html, theirs.html, clean=as_cleaned),
        title if title is not None else theirs.title,
        tags_together(before.tags, mine.tags, theirs.tags),
        places,
        (mine.title, theirs.title) if title is None else None,
        clashes,
    )


def tags_together(base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Both sides' additions and removals."""
    old, ours, other = ({wikilinks.slug_of(tag): tag for tag in tags} for tags in (base, mine, theirs))
    kept = {**ours, **other}
    gone = {slug for slug in old if slug not in ours or slug not in other}
    return tuple(kept[slug] for slug in sorted(kept) if slug not in gone)
