"""What every page of a wiki begins with: the wiki, the person in it, and the strip that names it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wiki import permissions
from wiki.models import Wiki, WikiPage


class Room:
    """One wiki as one person sees it. Buttons ask `may`, as views do."""

    def __init__(self, request: HttpRequest, wiki: Wiki) -> None:
        self.request, self.wiki = request, wiki

    @cached_property
    def who(self) -> permissions.Standing:
        return permissions.standing(self.request.user, self.wiki)

    @property
    def may(self) -> dict[str, bool]:
        return {act: permissions.may(self.who, act) for act in (*permissions.TABLE, "upload")}

    @property
    def invites(self) -> bool:
        """Whether the page shows its buttons for writing: also to visitors whom signing in would let in."""
        open_to_all = self.wiki.stage in (Wiki.Stage.CAMPAIGN, Wiki.Stage.OPEN)
        return self.may["edit"] or (not self.request.user.is_authenticated and open_to_all)

    @property
    def tabs(self) -> list[dict[str, Any]]:
        tabs = [
            (_("Front page"), "wiki:front"),
            (_("Recent changes"), "wiki:recent"),
            (_("Map"), "wiki:map"),
            (_("Pages"), "wiki:list"),
            (_("Tags"), "wiki:tags"),
        ]
        made = []
        for label, name in tabs:
            args = [self.wiki.slug, "all"] if name == "wiki:list" else [self.wiki.slug]
            href = reverse(name, args=args)
            made.append({"label": label, "href": href, "current": self.request.path == href})
        if self.may["decide"]:
            href = reverse("wiki:queue", args=[self.wiki.slug])
            made.append({"label": _("Queue"), "href": href, "current": self.request.path == href})
        if self.may["edit"]:
            href = reverse("wiki:new", args=[self.wiki.slug])
            made.append({"label": _("New page"), "href": href, "current": self.request.path == href})
        return made

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        response = render(self.request, template, {"room": self, "wiki": self.wiki, **context}, status=status)
        return kept_nowhere(response, self.request)


def kept_nowhere(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """Signed-in pages are nobody else's; public ones are asked for again, since a wiki can close."""
    private = request.user.is_authenticated
    response["Cache-Control"] = "private, no-store" if private else "max-age=0, must-revalidate"
    return response


def enter(request: HttpRequest, slug: str) -> Room:
    """The wiki, if this person may see it; else as if it were not there."""
    wiki = Wiki.objects.visible_to(request.user).filter(slug=slug).first()
    if wiki is None:
        raise Http404
    return Room(request, wiki)


def open_page(request: HttpRequest, wiki: str, slug: str) -> tuple[Room, WikiPage]:
    """A live page with its current state, in one query."""
    found = (
        WikiPage.objects.visible_to(request.user)
        .filter(wiki__slug=wiki, slug=slug)
        .select_related("wiki", "current", "current__author")
        .first()
    )
    if found is None:
        raise Http404
    return Room(request, found.wiki), found


def trail(room: Room, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(room.wiki.name, reverse("wiki:front", args=[room.wiki.slug])), *steps]
