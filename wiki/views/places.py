"""The map of a page and of a wiki: each an enhancement of the list beneath it. Files of a wiki. wiki.md 10 and 14."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycamp.media.models import Attachment, Picture
from wiki import permissions, rendering
from wiki.models import Place, WikiPage
from wiki.views.rooms import Room, enter, kept_nowhere, open_page, trail

MOST = 2_000


def as_points(places: Iterable[Place], within: WikiPage | None = None) -> list[dict[str, Any]]:
    """What the shared map draws: a pin, its words, where it leads, and the shape where it is more than a point.

    On the map `within` one page a pin leads to its line in the list beneath.
    """
    points = []
    for place in places:
        page = within or place.page
        names = [place.name or page.title] if within else [place.name, page.title]
        title = ", ".join(dict.fromkeys(filter(None, names)))
        href = f"#at-{place.key}" if within else page.get_absolute_url()
        point = {"lat": place.lat, "lng": place.lng, "title": title, "href": href}
        if place.geometry["type"] != "Point":
            point["shape"] = place.geometry
        points.append(point)
    return points


def as_geojson(places: Iterable[Place]) -> dict[str, Any]:
    """RFC 7946."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": place.geometry,
                "properties": {
                    "name": place.name,
                    "address": place.address,
                    "page": place.page.title,
                    "href": place.page.get_absolute_url(),
                },
            }
            for place in places
        ],
    }


def seen(request: HttpRequest, room: Room) -> Any:
    places = Place.objects.visible_to(request.user).filter(wiki=room.wiki).select_related("page__wiki")
    return places.defer("page__rendered").order_by("name", "page__title", "key")


@require_safe
def wiki_map(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    places = list(seen(request, room)[:MOST])
    context = {"places": places, "points": as_points(places), "trail": trail(room, (_("Map"), ""))}
    return room.show("wiki/map.html", context)


@require_safe
def wiki_geojson(request: HttpRequest, wiki: str) -> HttpResponse:
    room = enter(request, wiki)
    return geojson(request, as_geojson(seen(request, room)), wiki)


@require_safe
def page_geojson(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    return geojson(request, as_geojson(seen(request, room).filter(page=page)), slug)


def geojson(request: HttpRequest, shapes: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(shapes, content_type="application/geo+json")
    return kept_nowhere(response, request)


# Files. Bytes come only from here; their public address is refused.


def shown_to(request: HttpRequest, room: Room, found: Any, tag: str) -> bool:
    """Not hidden, and used by a visible page, or one's own of the last day, or for a steward."""
    if found is None or found.hidden_at is not None:
        return False
    recent = found.created_at > timezone.now() - timedelta(days=1)
    if found.uploaded_by_user_id and found.uploaded_by_user_id == request.user.pk and recent:
        return True
    if permissions.may(room.who, "decide"):
        return True
    pages = WikiPage.objects.visible_to(request.user).filter(wiki=room.wiki)
    return pages.filter(Q(current__html__contains=f'{tag}="{found.pk}"')).exists()


@require_safe
def picture(request: HttpRequest, wiki: str, picture: int, width: int) -> HttpResponse:
    room = enter(request, wiki)
    found = Picture.objects.filter(pk=picture, collection=room.wiki.collection_id).first()
    if width not in (*rendering.WIDTHS, getattr(found, "width", 0)) or not shown_to(
        request, room, found, "data-picture"
    ):
        raise Http404
    rendition = found.get_rendition(f"width-{width}")
    response = FileResponse(rendition.file.open("rb"), content_type=f"image/{rendition.file.name.rsplit('.')[-1]}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_safe
def file(request: HttpRequest, wiki: str, file: int) -> HttpResponse:
    room = enter(request, wiki)
    found = Attachment.objects.filter(pk=file, collection=room.wiki.collection_id).first()
    if not shown_to(request, room, found, "data-file"):
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.title)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response
