"""Canonical HTML as readers see it: titles become addresses, pictures images, headings places. wiki.md 4.

The result is the same for every reader, and is kept in the page until something in it changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citycamp import richtext
from citycamp.media.models import Attachment, Picture
from wiki import blocks, wikilinks
from wiki.content import Content
from wiki.models import Wiki, WikiPage
from wiki.writing import targets_of

TOC_FROM = 3
WIDTHS = (320, 640, 1280)


def shown(page: WikiPage) -> SafeString:
    """The page's text as it is now, from the kept rendering if nothing in it changed since."""
    if page.rendered_for != page.stamp:
        page.rendered = render(page, page.current.html if page.current else "")
        page.rendered_for = page.stamp
        # Only while the stamp is still the one that was read before the links were: else somebody else draws it.
        WikiPage.objects.filter(pk=page.pk, stamp=page.stamp).update(rendered=page.rendered, rendered_for=page.stamp)
    return richtext.trusted(page.rendered)


@dataclass
class Surroundings:
    """What a text's tags refer to, read at once."""

    wiki: Wiki
    links: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    trusted: set[str] = field(default_factory=set)
    pictures: dict[int, Picture] = field(default_factory=dict)
    files: dict[int, Attachment] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)
    page: WikiPage | None = None


def surroundings(page: WikiPage, html: str) -> Surroundings:
    around = Surroundings(page.wiki, page=page)
    rows = page.links_out.filter(target__isnull=False, target__state=WikiPage.State.LIVE)
    for to_wiki, slug, wiki_slug, target in rows.values_list("to_wiki", "slug", "target__wiki__slug", "target__slug"):
        around.links["" if to_wiki == page.wiki_id else wiki_slug, slug] = (wiki_slug, target)
    around.trusted = set(page.outside_links.filter(trusted_at__isnull=False).values_list("url", flat=True))
    around.places = {place.key: place for place in page.places.all()}
    read_files(around, html)
    return around


def read_files(around: Surroundings, html: str) -> None:
    kept = {"collection": around.wiki.collection_id, "hidden_at__isnull": True}
    if ids := wikilinks.pictures(html):
        around.pictures = Picture.objects.filter(**kept).in_bulk(ids)
    if ids := wikilinks.attachments(html):
        around.files = Attachment.objects.filter(**kept).in_bulk(ids)


def surroundings_elsewhere(wiki: Wiki, html: str) -> Surroundings:
    """The same for text that need not be any page's own: an older state, a proposal, one side of a collision.

    Its links lead where they would lead today. The caller puts in the places.
    """
    around = Surroundings(wiki)
    slugs = {wikilinks.slug_of(link.title) for link in wikilinks.page_links(html) if not link.wiki}
    if slugs:
        targets = targets_of((wiki.pk, slug) for slug in slugs)
        rows = WikiPage.objects.filter(pk__in=targets.values()).values_list("pk", "wiki__slug", "slug")
        pages = {pk: (wiki_slug, slug) for pk, wiki_slug, slug in rows}
        around.links = {("", slug): pages[pk] for (_wiki, slug), pk in targets.items()}
    read_files(around, html)
    return around


def render(page: WikiPage, html: str) -> str:
    """Draw this text as the page's own, in the wiki's language."""
    with translation.override(page.wiki.language or "en"):
        return Drawing(surroundings(page, html)).draw(html)


def render_state(page: WikiPage, state: Content) -> str:
    """Draw an older state of this page, in the wiki's language."""
    around = surroundings_elsewhere(page.wiki, state.html)
    around.places = places_of(state)
    with translation.override(page.wiki.language or "en"):
        return Drawing(around).draw(state.html)


def places_of(state: Content) -> dict[str, Any]:
    return {place["key"]: SimpleNamespace(**place) for place in state.places}


def fragment(around: Surroundings, html: str) -> str:
    """A piece that stands beside others of its kind: nothing in it has an id, so none comes twice."""
    return Drawing(around, named=False).draw(html) if blocks.is_balanced(html) else html


def heading_id(text: str, taken: set[str]) -> str:
    """`s-` and the heading's slug; the same for editing a part and for links to it."""
    base = "s-" + (wikilinks.slug_of(text) or "part")
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


class Drawing:
    """One walk over canonical HTML."""

    def __init__(self, around: Surroundings, *, named: bool = True) -> None:
        self.around = around
        self.named = named
        self.taken: set[str] = set()
        self.contents: list[tuple[str, str, str]] = []
        self.closing: list[str] = []

    def draw(self, html: str) -> str:
        row = blocks.tokens(html)
        partner = blocks.pairs(row)
        out: list[str] = []
        for place, token in enumerate(row):
            if token[0] != "<" or len(token) == 1:
                out.append(token)
            elif token[1] == "/":
                out.append(self.close(blocks.tag_of(token), token))
            else:
                inside = "".join(row[place + 1 : partner[place]]) if partner[place] > place else ""
                out.append(self.open(blocks.tag_of(token), token, inside))
        return self.table_of_contents() + "".join(out)

    def close(self, name: str, token: str) -> str:
        if name in ("a", "figure", "div"):
            return self.closing.pop()
        return "</table></div>" if name == "table" else token

    def open(self, name: str, token: str, inside: str) -> str:
        match name:
            case "h2" | "h3" | "h4" if self.named:
                text = wikilinks.plain(inside)
                identity = heading_id(text, self.taken)
                self.contents.append((name, identity, text))
                return token[:-1] + f' id="{escape(identity)}">'
            case "a":
                return self.link(wikilinks.attributes(token))
            case "figure":
                return self.figure(wikilinks.attributes(token))
            case "div":
                return self.division(wikilinks.attributes(token))
            case "table":
                label = escape(_("Table, scrolls sideways"))
                return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">' + token
        return token

    def link(self, given: dict[str, str]) -> str:
        self.closing.append("</a>")
        if title := given.get("data-page"):
            return self.page_link(title, given.get("data-wiki", ""), given.get("data-anchor", ""))
        if file := given.get("data-file"):
            found = self.around.files.get(int(file))
            if found is None:
                self.closing[-1] = "</s>"
                return "<s>"
            address = reverse("wiki:file", args=[self.around.wiki.slug, found.pk])
            return f'<a class="file" href="{escape(address)}">'
        href = given.get("href", "")
        outside = href.startswith(("http://", "https://")) and href not in self.around.trusted
        return f'<a href="{escape(href)}"' + (' rel="nofollow ugc">' if outside else ">")

    def page_link(self, title: str, wiki: str, anchor: str) -> str:
        slug = wikilinks.slug_of(title)
        mark = "#" + heading_id(anchor, set()) if anchor else ""
        if wiki:
            # Whether a page of another wiki exists, or is called something else now, may not be for this reader to
            # know: the address is the one that was written, and who may see it is led on from there.
            return f'<a href="{escape(reverse("wiki:page", args=[wiki, slug or "page"]) + mark)}">'
        if found := self.around.links.get((wiki, slug)):
            return f'<a href="{escape(reverse("wiki:page", args=found) + mark)}">'
        address = reverse("wiki:new", args=[self.around.wiki.slug]) + "?" + urlencode({"title": title})
        unwritten = escape(_("not written yet"))
        self.closing[-1] = f'<span class="vh"> ({unwritten})</span></a>'
        return f'<a class="missing" href="{escape(address)}" title="{unwritten}" rel="nofollow">'

    def figure(self, given: dict[str, str]) -> str:
        self.closing.append("</figure>")
        if embed := given.get("data-embed"):
            host = escape(wikilinks.host_of(embed))
            words = escape(_("Opens at %(host)s") % {"host": wikilinks.host_of(embed)}) if host else ""
            return (
                f'<figure class="embed"><a class="card" href="{escape(embed)}" rel="nofollow ugc">'
                f"<b>{host}</b> <span>{words}</span></a>"
            )
        picture = self.around.pictures.get(int(given.get("data-picture") or 0))
        if picture is None:
            gone = escape(_("This picture is not here any more."))
            return f'<figure class="gone"><p class="soft">{gone}</p>'
        names = " ".join(["picture", given.get("data-align", ""), given.get("data-size", "")]).strip()
        alt = escape(given.get("data-alt") or picture.description)
        widths = [width for width in WIDTHS if width < picture.width] or [min(picture.width, WIDTHS[-1])]
        sources = ", ".join(f"{self.image(picture, width)} {width}w" for width in widths)
        width = widths[min(1, len(widths) - 1)]
        height = max(1, round(picture.height * width / picture.width))
        by = escape(_("Picture: %(credit)s") % {"credit": picture.credit}) if picture.credit else ""
        return (
            f'<figure class="{escape(names)}"><img src="{self.image(picture, width)}" srcset="{sources}" '
            f'sizes="(max-width: 60rem) 100vw, 42rem" width="{width}" height="{height}" alt="{alt}" loading="lazy">'
            + (f'<p class="credit">{by}</p>' if by else "")
        )

    def image(self, picture: Picture, width: int) -> str:
        return escape(reverse("wiki:picture", args=[self.around.wiki.slug, picture.pk, width]))

    def division(self, given: dict[str, str]) -> str:
        self.closing.append("</p>")
        if key := given.get("data-place"):
            place = self.around.places.get(key)
            if place is None:
                return '<p class="place soft">' + escape(_("A place that is not on the map any more."))
            address = f", {escape(place.address)}" if place.address else ""
            name = f' id="place-{escape(key)}"' if self.named else ""
            return f'<p class="place"{name}><b>{escape(place.name or _("A place"))}</b>{address}'
        title = given.get("data-include", "")
        return '<p class="include">' + self.page_link(title, "", "") + escape(title) + self.closing_of_link()

    def closing_of_link(self) -> str:
        """The end of a link that was drawn whole: page_link may have changed what closes it."""
        ending = self.closing[-1]
        self.closing[-1] = "</p>"
        return ending if ending.endswith("</a>") else "</a>"

    def table_of_contents(self) -> str:
        if len(self.contents) < TOC_FROM:
            return ""
        title = escape(_("On this page"))
        entries = "".join(
            f'<li class="{name}"><a href="#{escape(identity)}">{escape(text)}</a></li>'
            for name, identity, text in self.contents
        )
        return (
            f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">{title}</h2><ul>{entries}</ul></nav>'
        )
