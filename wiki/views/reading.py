"""Reading: the wikis, a front page, a page."""

from urllib.parse import quote

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wiki import rendering, wikilinks
from wiki.models import Proposal, Redirect, Revision, Wiki, WikiPage
from wiki.views.places import as_points
from wiki.views.rooms import Room, enter, kept_nowhere, trail


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    live = Count("pages", filter=Q(pages__state=WikiPage.State.LIVE))
    wikis = Wiki.objects.visible_to(request.user).annotate(number=live)
    return kept_nowhere(render(request, "wiki/index.html", {"wikis": wikis}), request)


@require_safe
def front(request: HttpRequest, wiki: str) -> HttpResponse:
    found = Wiki.objects.visible_to(request.user).select_related("front_page").filter(slug=wiki).first()
    if found is None:
        return teaser(request, wiki)
    room = Room(request, found)
    if found.front_page and found.front_page.state == WikiPage.State.LIVE:
        return redirect("wiki:page", found.slug, found.front_page.slug)
    live = found.pages.live().light().filter(kind=WikiPage.Kind.PAGE)
    context = {
        "number": live.count(),
        "newest": live.order_by("-edited_at")[:12],
        "most_linked": live.filter(inlinks__gt=0).order_by("-inlinks", "title")[:12],
        "changes": Revision.objects.light().filter(wiki=found).exclude(kind="import").count(),
        "people": found.memberships.count(),
    }
    return room.show("wiki/front.html", context)


def teaser(request: HttpRequest, slug: str) -> HttpResponse:
    """A closed wiki's door: that it is being written, if its stewards want that said."""
    found = Wiki.objects.filter(slug=slug).exclude(teaser="").filter(audience=Wiki.Audience.PUBLIC).first()
    if found is None:
        raise Http404
    return kept_nowhere(render(request, "wiki/teaser.html", {"wiki": found}), request)


@require_safe
def page(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    found = (
        WikiPage.objects.visible_to(request.user)
        .filter(wiki__slug=wiki, slug=slug)
        .select_related("wiki", "current__author")
        .defer("current__html", "current__places")
        .first()
    )
    if found is None:
        return elsewhere(request, wiki, slug)
    room = Room(request, found.wiki)
    places = list(found.places.order_by("name", "key"))
    context = {
        "page": found,
        "text": rendering.shown(found),
        "tags": found.taggings.select_related("tag").order_by("tag__name"),
        "places": places,
        "points": as_points(places, found),
        "credits": found.credits.select_related("user").order_by("pk"),
        "trail": trail(room, (found.title, "")),
        "came_from": request.GET.get("from", "")[:120],
    }
    return room.show("wiki/page.html", context)


def elsewhere(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    """No live page at this slug: the right spelling, where it moved, why it went, or an offer to write it."""
    room = enter(request, wiki)
    right = wikilinks.slug_of(slug)
    if right and right != slug:
        return HttpResponsePermanentRedirect(reverse("wiki:page", args=[wiki, right]))
    moved = Redirect.objects.visible_to(request.user).filter(wiki=room.wiki, slug=slug).select_related("target").first()
    if moved:
        address = reverse("wiki:page", args=[wiki, moved.target.slug])
        return redirect(f"{address}?from={quote(moved.title)}")
    gone = (
        WikiPage.objects.filter(wiki=room.wiki, slug=slug, state=WikiPage.State.DELETED)
        .select_related("current__author")
        .order_by("-edited_at")
        .first()
    )
    title = slug.replace("-", " ").capitalize()[:120]
    context = {
        "title": title,
        "gone": gone,
        "linking": Wiki.objects.none(),
        "mine": my_waiting(request, room, slug),
        "trail": trail(room, (_("Not written yet"), "")),
        "now": timezone.now(),
    }
    return room.show("wiki/unwritten.html", context, status=404)


def my_waiting(request: HttpRequest, room: Room, slug: str) -> list[Proposal]:
    """My own new pages under this title that wait for a steward."""
    if not request.user.is_authenticated:
        return []
    waiting = Proposal.objects.visible_to(request.user).filter(
        wiki=room.wiki, author=request.user, page__isnull=True, state=Proposal.State.WAITING
    )
    return [each for each in waiting if wikilinks.slug_of(each.title) == slug]
