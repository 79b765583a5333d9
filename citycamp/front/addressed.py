"""What a kind and a key in an address mean: `camp/raleigh-2027`, `session/4F2K9Q`, `person/k3v9…`."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model, QuerySet
from django.http import Http404

from citycamp.people.models import User
from citycamp.people.permissions import may_see_profile
from events.communities.models import Community
from events.models import Camp, City
from mailinglists.models import MailingList, Message
from sessions.models import Session
from sessions.permissions import stand
from wiki.models import Wiki, WikiPage

# Each: who asks, by which key; the rows they may see.
SEEN: dict[str, Callable[[User, str], QuerySet]] = {
    "camp": lambda user, key: Camp.objects.visible_to(user).filter(slug=key),
    "session": lambda user, key: _session(user, key),
    "city": lambda user, key: City.objects.filter(slug=key),
    "community": lambda user, key: Community.objects.filter(slug=key),
    "wiki": lambda user, key: Wiki.objects.visible_to(user).filter(slug=key),
    "page": lambda user, key: _wiki_page(user, key),
    "list": lambda user, key: MailingList.objects.visible_to(user).filter(slug=key),
    "message": lambda user, key: _message(user, key),
    "person": lambda user, key: User.objects.filter(public_id=key),
}


def _session(user: User, key: str) -> QuerySet:
    """A card as its board shows it to this person: what is hidden there, facilitators still see."""
    of_code = Session.objects.filter(code=key).select_related("board__camp")
    found = of_code.first()
    hidden = found is not None and stand(user, found.board).facilitator
    return of_code & Session.objects.visible_to(user, facilitates=hidden)


def _wiki_page(user: User, key: str) -> QuerySet:
    wiki, _, slug = key.partition("/")
    return WikiPage.objects.visible_to(user).filter(wiki__slug=wiki, slug=slug).select_related("wiki")


def _message(user: User, key: str) -> QuerySet:
    slug, _, id_hash = key.partition("/")
    found = Message.objects.visible_to(user).filter(list__slug=slug, id_hash=id_hash)
    return found.select_related("list", "user")


def seen(kind: str, key: str, user: User) -> Model:
    """The thing of this kind and key, as this person sees it. Http404 where they do not, or where there is none."""
    if kind not in SEEN or "\x00" in key:
        raise Http404
    found = SEEN[kind](user, key).first()
    if found is None or (isinstance(found, User) and not may_see_profile(user, found)):
        raise Http404
    return found
