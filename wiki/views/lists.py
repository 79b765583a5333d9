"""Recent changes, tags, what links here, and the lists one mends a wiki with."""

from __future__ import annotations

import random
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wiki import finding
from wiki.models import Link, Place, Redirect, Revision, Tag, WikiPage
from wiki.views.history import feed
from wiki.views.places import as_points
from wiki.views.rooms import Room, enter, open_page, trail

A_PAGE = 50


def changes(room: Room) -> Any:
    """The changes that the address asks for, newest first."""
    asked, user = room.request.GET, room.request.user
    rows = Revision.objects.light().filter(wiki=room.wiki, page__state=WikiPage.State.LIVE)
    rows = rows.select_related("author", "page").order_by("-created_at", "-id")
    kind = asked.get("kind", "")
    rows = rows.filter(kind=kind) if kind in Revision.Kind.values else rows.exclude(kind=Revision.Kind.IMPORT)
    if asked.get("person"):
        rows = rows.filter(author__public_id=asked["person"]).exclude(hidden_at__isnull=False, hides__contains="author")
    if asked.get("not_me") and user.is_authenticated:
        rows = rows.exclude(author=user)
    if asked.get("tag"):
        rows = rows.filter(page__taggings__tag__slug=asked["tag"])
    if asked.get("unchecked"):
        rows = rows.filter(patrolled_at__isnull=True)
    return rows


@require_safe
def recent(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    rows = changes(room)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        last = Revision.objects.filter(wiki=room.wiki, pk=int(before)).values_list("created_at", "pk").first()
        if last:
            rows = rows.filter(Q(created_at__lt=last[0]) | Q(created_at=last[0], pk__lt=last[1]))
    shown = list(rows[: A_PAGE + 1])
    zone = ZoneInfo(room.wiki.time_zone or "UTC")
    days = []
    for day, group in groupby(shown[:A_PAGE], key=lambda row: timezone.localtime(row.created_at, zone).date()):
        pages: dict[int, dict[str, Any]] = {}
        for row in group:
            pages.setdefault(row.page_id, {"page": row.page, "rows": []})["rows"].append(row)
        days.append({"day": day, "pages": list(pages.values())})
    kept = {name: value for name, value in request.GET.items() if name != "before"}
    context = {
        "days": days,
        "zone": zone.key,
        "next": urlencode({**kept, "before": shown[A_PAGE - 1].pk}) if len(shown) > A_PAGE else "",
        "asked": kept,
        "query": urlencode(kept),
        "kinds": Revision.Kind.choices,
        "trail": trail(room, (_("Recent changes"), "")),
    }
    return room.show("wiki/recent.html", context)


@require_safe
def recent_atom(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    return feed(room, _("Recent changes"), reverse("wiki:recent", args=[wiki]), changes(room)[:A_PAGE])


@require_safe
def tags(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    live = Count("taggings", filter=Q(taggings__page__state=WikiPage.State.LIVE))
    found = Tag.objects.filter(wiki=room.wiki).annotate(number=live).filter(number__gt=0).order_by("name")
    return room.show("wiki/tags.html", {"tags": found, "trail": trail(room, (_("Tags"), ""))})


@require_safe
def tag(request: HttpRequest, wiki: str, tag: str) -> HttpResponse:
    room = enter(request, wiki)
    found = Tag.objects.filter(wiki=room.wiki, slug=tag).first()
    if found is None:
        raise Http404
    pages = WikiPage.objects.live().light().filter(wiki=room.wiki, taggings__tag=found).order_by("title")
    places = Place.objects.visible_to(request.user).filter(page__taggings__tag=found).select_related("page__wiki")
    context = {
        "tag": found,
        "pages": pages,
        "about": next((page for page in pages if page.slug == found.slug), None),
        "places": places.order_by("name", "page__title")[:500],
        "trail": trail(room, (_("Tags"), reverse("wiki:tags", args=[wiki])), (found.name, "")),
    }
    context["points"] = as_points(context["places"])
    return room.show("wiki/tag.html", context)


@require_safe
def links(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    context = {
        "page": page,
        "sources": WikiPage.objects.visible_to(request.user)
        .light()
        .filter(links_out__target=page)
        .exclude(pk=page.pk)
        .select_related("wiki")
        .distinct()
        .order_by("title"),
        "redirects": page.redirects.order_by("title"),
        "trail": trail(room, (page.title, page.get_absolute_url()), (_("What links here"), "")),
    }
    return room.show("wiki/links.html", context)


LISTS = ("all", "wanted", "orphans", "dead-ends", "shortest", "longest", "oldest", "no-picture", "no-place", "no-tag")


def list_names() -> dict[str, str]:
    return {
        "all": _("All pages"),
        "wanted": _("Not written yet"),
        "orphans": _("Nothing leads to them"),
        "dead-ends": _("They lead nowhere"),
        "shortest": _("Shortest"),
        "longest": _("Longest"),
        "oldest": _("Longest unchanged"),
        "no-picture": _("Without a picture"),
        "no-place": _("Without a place"),
        "no-tag": _("Without a tag"),
    }


@require_safe
def pages(request: HttpRequest, wiki: str, which: str) -> HttpResponse:
    room = enter(request, wiki)
    if which not in LISTS:
        raise Http404
    live = WikiPage.objects.live().light().filter(wiki=room.wiki)
    if which == "wanted":
        red = Link.objects.filter(to_wiki=room.wiki, target__isnull=True, source__in=live)
        rows: Any = red.values("slug").annotate(number=Count("source", distinct=True)).order_by("-number", "slug")
        shown = list(rows[:200])
        titles = dict(red.filter(slug__in=[row["slug"] for row in shown]).values_list("slug", "title"))
        wanted = [{"title": titles[row["slug"]], "number": row["number"]} for row in shown]
        listed: Any = []
    else:
        wanted = []
        listed = {
            "all": live.order_by("title"),
            "orphans": live.filter(inlinks=0).order_by("title"),
            "dead-ends": live.filter(links_out__isnull=True).order_by("title"),
            "shortest": live.order_by("words", "title"),
            "longest": live.order_by("-words", "title"),
            "oldest": live.order_by("edited_at"),
            "no-picture": live.filter(has_picture=False).order_by("title"),
            "no-place": live.filter(places__isnull=True).order_by("title"),
            "no-tag": live.filter(taggings__isnull=True).order_by("title"),
        }[which][:500]
    context = {
        "which": which,
        "names": [
            {"label": name, "href": reverse("wiki:list", args=[wiki, key]), "current": key == which}
            for key, name in list_names().items()
        ],
        "wanted": wanted,
        "pages": listed,
        "trail": trail(room, (list_names()[which], "")),
        "heading": list_names()[which],
    }
    return room.show("wiki/list.html", context)


@require_safe
def random_page(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    ids = list(WikiPage.objects.live().filter(wiki=room.wiki, kind="page").values_list("pk", flat=True))
    if not ids:
        return redirect("wiki:front", wiki)
    page = WikiPage.objects.select_related("wiki").light().get(pk=random.choice(ids))  # noqa: S311
    return redirect(page)


@require_safe
def titles(request: HttpRequest, wiki: str) -> HttpResponse:
    """At most ten titles that begin so, redirects among them: what the editor's link box offers."""
    room = enter(request, wiki)
    typed = request.GET.get("q", "").replace("\x00", "")[:120]
    hits = finding.titles(request.user, room.wiki, typed)
    moved = Redirect.objects.visible_to(request.user).filter(wiki=room.wiki, title__istartswith=typed)
    found = [*hits, *moved.values_list("title", flat=True)[:10]] if typed else []
    return JsonResponse({"titles": list(dict.fromkeys(found))[:10]})


@require_safe
def search(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    typed = request.GET.get("q", "").strip()[:500]
    found = finding.find(request.user, typed, room.wiki) if typed else None
    hits = []
    if found:
        by_id = WikiPage.objects.light().select_related("wiki").in_bulk([hit.object_id for hit in found])
        hits = [{"hit": hit, "page": by_id[hit.object_id]} for hit in found if hit.object_id in by_id]
    context = {"q": typed, "found": found, "hits": hits, "trail": trail(room, (_("Search"), ""))}
    return room.show("wiki/search.html", context)
