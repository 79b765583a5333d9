"""One search over everything, in which each person finds only what they may see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from citycamp.search.finding import Found, Hit, find
from events.communities.models import Community
from events.models import Camp, City, Commitment
from mailinglists.models import Message
from mailinglists.search import visible_ids
from sessions.models import Session
from wiki.models import WikiPage

A_PAGE = 20


class Kind(NamedTuple):
    """One kind of thing that is found: what it is called, which of them a person sees, and where each one is."""

    label: Any
    icon: str
    visible: Callable[[Any], QuerySet]
    shown: Callable[[Any], tuple[str, str]]  # of a row: its address, and where it belongs


def sessions_for(user) -> QuerySet:
    camps = Camp.objects.visible_to(user).values("pk")
    return Session.objects.findable().filter(board__camp__in=camps).select_related("board__camp")


def messages_for(user) -> QuerySet:
    return Message.objects.filter(pk__in=visible_ids(user)).select_related("list")


KINDS: dict[str, Kind] = {
    "camp": Kind(
        _("Camp"), "tent", lambda user: Camp.objects.visible_to(user).select_related("city"),
        lambda camp: (camp.get_absolute_url(), str(camp.city)),
    ),
    "session": Kind(
        _("Session"), "table", sessions_for,
        lambda one: (f"/events/{one.board.camp.slug}/board/sessions/{one.code}/", one.board.camp.name),
    ),
    "wiki.page": Kind(
        _("Wiki page"), "book", lambda user: WikiPage.objects.visible_to(user).select_related("wiki"),
        lambda page: (page.get_absolute_url(), page.wiki.name),
    ),
    "lists.message": Kind(
        _("Message"), "mail", messages_for,
        lambda one: (f"{one.list.get_absolute_url()}message/{one.id_hash}/", one.list.name),
    ),
    "city": Kind(
        _("City"), "pin", lambda user: City.objects.all(), lambda city: (city.get_absolute_url(), city.place)
    ),
    "promise": Kind(
        _("Promise"), "hands", lambda user: Commitment.objects.visible_to(user).select_related("camp"),
        lambda made: (made.get_absolute_url(), made.camp.name),
    ),
    "community": Kind(
        _("Community"), "people", lambda user: Community.objects.all(),
        lambda community: (community.get_absolute_url(), _("Community of practice")),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it."""

    hit: Hit
    label: Any
    icon: str
    address: str
    belongs: str


class Pages:
    """What Django's Paginator asks of a list, each page fetched when it is asked for."""

    def __init__(self, user, q: str, wanted: Iterable[str]) -> None:
        self.user, self.q = user, q
        self.kinds = [kind for kind in KINDS if kind in wanted] or list(KINDS)

    def found(self, offset: int, limit: int) -> Found:
        within = {kind: KINDS[kind].visible(self.user).order_by().values("pk") for kind in self.kinds}
        return find(self.q, within=within, limit=limit, offset=offset)

    @cached_property
    def first(self) -> Found:
        return self.found(0, A_PAGE)

    def __len__(self) -> int:
        return self.first.total

    def __getitem__(self, part: slice) -> list[Shown]:
        found = self.first if not part.start else self.found(part.start, part.stop - part.start)
        return shown(found.hits, self.user)


def shown(hits: list[Hit], user) -> list[Shown]:
    """The hits with address and place, one query for each kind that occurs; asked through `visible_to` once more."""
    rows = {
        kind: KINDS[kind].visible(user).in_bulk([hit.object_id for hit in hits if hit.kind == kind])
        for kind in {hit.kind for hit in hits}
    }
    return [
        Shown(hit, KINDS[hit.kind].label, KINDS[hit.kind].icon, *KINDS[hit.kind].shown(rows[hit.kind][hit.object_id]))
        for hit in hits
        if hit.object_id in rows[hit.kind]
    ]


def search(request):
    """/search/?q=words&kind=wiki.page"""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:500]
    wanted = request.GET.get("kind", "")
    pages = Pages(request.user, q, {wanted})
    page = Paginator(pages, A_PAGE).get_page(request.GET.get("page")) if q else None
    kinds = [{"key": key, "label": kind.label, "current": key == wanted} for key, kind in KINDS.items()]
    wanted = wanted if wanted in KINDS else ""
    context = {"q": q, "page": page, "kinds": kinds, "wanted": wanted, "more": bool(q) and pages.first.more}
    return render(request, "front/search.html", context | {"query": urlencode({"q": q, "kind": wanted})})
