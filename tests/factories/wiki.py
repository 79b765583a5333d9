"""Wikis and those who belong to them."""

from itertools import count

from django.utils import timezone

from citycamp.people.models import User
from wiki.models import Membership, Wiki

numbers = count(1)


def wiki(stage: str = "open", audience: str = "public", **fields) -> Wiki:
    number = next(numbers)
    if stage == "archived":
        fields.setdefault("archived_from", "open")
    given = {"slug": f"wiki-{number}", "name": f"Wiki {number}", "reviewed_first_edits": 0, **fields}
    return Wiki.objects.create(stage=stage, audience=audience, **given)


def member(wiki: Wiki, user: User, *, role: str = "member", trusted: bool = False) -> Membership:
    return Membership.objects.create(wiki=wiki, user=user, role=role, trusted_at=timezone.now() if trusted else None)
