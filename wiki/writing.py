"""One new state of a page, and everything that is found again from it: the only place that writes either.

Both functions want a transaction around them. A race shows as IntegrityError: the new state's parent, its
number or its slug was taken by somebody who was first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from citycamp import richtext
from citycamp.search import actions as search
from wiki import geometry, signals, wikilinks
from wiki.content import Content, clean_title
from wiki.models import (
    ExternalLink,
    Link,
    Place,
    Redirect,
    Revision,
    Tag,
    Tagging,
    Wiki,
    WikiPage,
)

SEARCH_KIND = "wiki.page"


def write_state(
    page: WikiPage,
    before: Revision | None,
    content: Content,
    *,
    by: Any,
    kind: str,
    now: datetime,
    base: Revision | None = None,
    summary: str = "",
    trusted: bool = False,
    state: str = WikiPage.State.LIVE,
) -> Revision:
    """Put a new state after `before`; `page` is in memory what it is in the database afterwards."""
    size = len(content.html.encode())
    words = wikilinks.count_words(content.html)
    lock(page, content)
    revision = Revision.objects.create(
        wiki_id=page.wiki_id,
        page=page,
        number=before.number + 1 if before else 1,
        parent=before,
        base=base or before,
        kind=kind,
        title=content.title,
        author=by,
        summary=summary[:300],
        size=size,
        size_change=size - (before.size if before else 0),
        words_change=words - (page.words if before else 0),
        digest=content.digest,
        policy=richtext.WIKI.version,
        created_at=now,
        patrolled_at=now if trusted else None,
        patrolled_by=by if trusted else None,
        tags=list(content.tags),
        places=list(content.places),
        html=content.html,
    )
    old_slug, was_live = page.slug, page.state == WikiPage.State.LIVE and before is not None
    fields = {
        "current": revision,
        "title": content.title,
        "slug": wikilinks.slug_of(content.title),
        "state": state,
        "words": words,
        "stub": words < wikilinks.STUB,
        "has_picture": bool(wikilinks.pictures(content.html)),
        "edited_at": now,
    }
    if not WikiPage.objects.filter(pk=page.pk, current=before).update(**fields, stamp=F("stamp") + 1):
        raise IntegrityError("somebody saved this page first")
    for name, value in fields.items():
        setattr(page, name, value)
    page.stamp += 1
    if state == WikiPage.State.LIVE:
        if was_live and page.slug != old_slug:
            lead_on(page, old_slug, before.title, by, now)
        if not was_live or page.slug != old_slug:
            take_address(page)
        rebuild(page, content, revision, trusted=trusted, by=by, now=now)
    else:
        forget(page)
    signals.page_saved.send(WikiPage, page=page, revision=revision)
    return revision


def lock(page: WikiPage, content: Content) -> None:
    """Take every page row that this write touches, in order, or two saves that link to each other wait for ever."""
    slugs = {wikilinks.slug_of(link.title) for link in wikilinks.page_links(content.html)}
    targets = WikiPage.objects.filter(wiki=page.wiki_id, slug__in=slugs).values("pk")
    old = Link.objects.filter(source=page, target__isnull=False).values("target")
    sources = Link.objects.filter(target=page).values("source")
    pages = WikiPage.objects.filter(pk__in=targets).union(
        WikiPage.objects.filter(pk__in=old),
        WikiPage.objects.filter(pk__in=sources),
        WikiPage.objects.filter(pk=page.pk),
    )
    ids = sorted(pages.values_list("pk", flat=True))
    list(WikiPage.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def lead_on(page: WikiPage, old_slug: str, old_title: str, by: Any, now: datetime) -> None:
    """After a new title: the old address leads here, and pages that link here show the new one."""
    Redirect.objects.update_or_create(
        wiki_id=page.wiki_id, slug=old_slug, defaults={"target": page, "title": old_title, "by": by, "at": now}
    )
    drop_rendered(Link.objects.filter(target=page).values("source"))
    signals.page_renamed.send(WikiPage, page=page, before=old_title)


def take_address(page: WikiPage) -> None:
    """A live page stands at its slug now: what was written as a link to it leads here."""
    Redirect.objects.filter(wiki_id=page.wiki_id, slug=page.slug).delete()
    waiting = Link.objects.filter(to_wiki_id=page.wiki_id, slug=page.slug).exclude(target=page)
    before = set(waiting.filter(target__isnull=False).values_list("target", flat=True))
    sources = list(waiting.values_list("source", flat=True))
    waiting.update(target=page)
    drop_rendered(sources)
    count_inlinks({page.pk, *before})


def drop_rendered(pages: Any) -> None:
    """These pages show something that has changed."""
    WikiPage.objects.filter(pk__in=pages).update(stamp=F("stamp") + 1)


def count_inlinks(pages: Iterable[int]) -> None:
    counted = (
        Link.objects.filter(target=OuterRef("pk"), source__state=WikiPage.State.LIVE)
        .exclude(source=OuterRef("pk"))
        .order_by()
        .values("target")
        .annotate(number=Count("source", distinct=True))
        .values("number")
    )
    WikiPage.objects.filter(pk__in=pages).update(inlinks=Coalesce(Subquery(counted), 0))


def forget(page: WikiPage) -> None:
    """A deleted page leads nowhere and nothing leads to it; restoring finds all of it again."""
    led_to = set(page.links_out.filter(target__isnull=False).values_list("target", flat=True))
    drop_rendered(Link.objects.filter(target=page).values("source"))
    page.links_in.update(target=None)
    for rows in (page.links_out, page.outside_links, page.taggings, page.places):
        rows.all().delete()
    WikiPage.objects.filter(pk=page.pk).update(inlinks=0)
    count_inlinks(led_to)
    search.drop(SEARCH_KIND, page.pk)


def rebuild(page: WikiPage, content: Content, revision: Revision, *, trusted: bool, by: Any, now: datetime) -> None:
    """Links, outside links, tags, places and the search row, as the current text says."""
    rebuild_links(page, content.html)
    rebuild_outside_links(page, content.html, revision, trusted, by, now)
    rebuild_tags(page, content.tags)
    rebuild_places(page, content.places)
    search.put(SEARCH_KIND, page.pk, page.wiki_id, page.title, search_text(content), page.language)


def search_text(content: Content) -> str:
    parts = [wikilinks.plain(content.html), *content.tags]
    parts += [f"{place['name']} {place['address']}".strip() for place in content.places]
    return "\n".join(filter(None, parts))


def rebuild_links(page: WikiPage, html: str) -> None:
    wanted: dict[tuple[int, str], str] = {}
    others = {link.wiki for link in wikilinks.page_links(html) if link.wiki}
    wikis = dict(Wiki.objects.filter(slug__in=others).values_list("slug", "pk")) if others else {}
    for link in wikilinks.page_links(html):
        slug = wikilinks.slug_of(link.title)
        to_wiki = wikis.get(link.wiki) if link.wiki else page.wiki_id
        if slug and to_wiki:
            wanted.setdefault((to_wiki, slug), link.title[:120])
    had = {(row.to_wiki_id, row.slug): row for row in page.links_out.all()}
    gone = [row for key, row in had.items() if key not in wanted]
    new = [key for key in wanted if key not in had]
    touched = {row.target_id for row in gone if row.target_id}
    if gone:
        Link.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if new:
        targets = targets_of(new)
        Link.objects.bulk_create(
            Link(
                wiki_id=page.wiki_id,
                source=page,
                to_wiki_id=to_wiki,
                slug=slug,
                title=wanted[to_wiki, slug],
                target_id=targets.get((to_wiki, slug)),
            )
            for to_wiki, slug in new
        )
        touched |= {targets[key] for key in new if key in targets}
    if touched:
        count_inlinks(touched)


def targets_of(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The page that each (wiki, slug) leads to: a live one there, else what a redirect names."""
    keys = list(keys)
    wikis, slugs = {wiki for wiki, _ in keys}, {slug for _, slug in keys}
    found = {
        (wiki, slug): target
        for wiki, slug, target in Redirect.objects.filter(
            wiki__in=wikis, slug__in=slugs, target__state=WikiPage.State.LIVE
        ).values_list("wiki", "slug", "target")
    }
    live = WikiPage.objects.live().filter(wiki__in=wikis, slug__in=slugs)
    found |= {(wiki, slug): pk for wiki, slug, pk in live.values_list("wiki", "slug", "pk")}
    return found


def rebuild_outside_links(page: WikiPage, html: str, revision: Revision, trusted: bool, by: Any, now: datetime) -> None:
    wanted = [url for url in wikilinks.outside_links(html) if len(url) <= 1000]
    had = set(page.outside_links.values_list("url", flat=True))
    page.outside_links.exclude(url__in=wanted).delete() if had - set(wanted) else None
    ExternalLink.objects.bulk_create(
        ExternalLink(
            wiki_id=page.wiki_id,
            page=page,
            url=url,
            host=wikilinks.host_of(url),
            added_in=revision,
            trusted_at=now if trusted else None,
            trusted_by=by if trusted else None,
        )
        for url in wanted
        if url not in had
    )


def rebuild_tags(page: WikiPage, names: Iterable[str]) -> None:
    wanted = {wikilinks.slug_of(name): name for name in names}
    had = set(page.taggings.values_list("tag__slug", flat=True))
    if had - wanted.keys():
        page.taggings.exclude(tag__slug__in=list(wanted)).delete()
    new = wanted.keys() - had
    if new:
        Tag.objects.bulk_create(
            [Tag(wiki_id=page.wiki_id, slug=slug, name=wanted[slug]) for slug in sorted(new)], ignore_conflicts=True
        )
        tags = Tag.objects.filter(wiki=page.wiki_id, slug__in=new)
        Tagging.objects.bulk_create(Tagging(wiki_id=page.wiki_id, page=page, tag=tag) for tag in tags)


def rebuild_places(page: WikiPage, places: Iterable[dict[str, Any]]) -> None:
    wanted = {place["key"]: place for place in places}
    had = {row.key: row for row in page.places.all()}
    kept = {
        key
        for key, row in had.items()
        if key in wanted
        and (row.name, row.address, row.geometry)
        == (wanted[key]["name"], wanted[key]["address"], wanted[key]["geometry"])
    }
    gone = [row.pk for key, row in had.items() if key not in kept]
    if gone:
        Place.objects.filter(pk__in=gone).delete()
    Place.objects.bulk_create(place_row(page, wanted[key]) for key in sorted(wanted.keys() - kept))


def place_row(page: WikiPage, place: dict[str, Any]) -> Place:
    shape = geometry.shape(place["geometry"])
    return Place(
        wiki_id=page.wiki_id,
        page=page,
        key=place["key"],
        name=place["name"],
        address=place["address"],
        geometry=shape.geometry,
        south=shape.south,
        west=shape.west,
        north=shape.north,
        east=shape.east,
        lat=shape.lat,
        lng=shape.lng,
        vertices=shape.vertices,
    )


def free_title(wiki: Wiki, title: str) -> str:
    """The title, or the first of `title (2)`, `title (3)` … that no live page of this wiki has."""
    number, candidate = 1, clean_title(title)
    while WikiPage.objects.live().filter(wiki=wiki, slug=wikilinks.slug_of(candidate)).exists():
        number += 1
        tail = f" ({number})"
        candidate = clean_title(title)[: wikilinks.LONGEST_TITLE - len(tail)].rstrip() + tail
    return candidate
