"""The words of what is told, made when they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycamp import links
from citycamp.mail.rendering import NothingToSay
from citycamp.people.models.person import User

from .models import Item, ItemQuerySet
from .sources import SOURCES, Said

ON_PAGES = timedelta(days=3)
MOST_ON_A_PAGE = 50


def anchor(source: str, scope_type_id: int | None, scope_id: int | None) -> str:
    """The row of a choice on the page of choices."""
    parts = [source.replace(".", "-"), *(str(part) for part in (scope_type_id, scope_id) if part)]
    return "-".join(parts)


def said(user: User, items: Iterable[Item]) -> list[Said]:
    """What may be told of these items now, source by source, in the order in which things happened."""
    told: list[Said] = []
    for name, group in groupby(sorted(items, key=lambda item: (item.source, item.pk)), key=lambda item: item.source):
        if name in SOURCES:
            told += SOURCES[name].words(user, list(group))
    return told


@dataclass(frozen=True)
class Letter:
    """One mail of news: its subject, and headings with sentences and absolute addresses."""

    subject: str
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    choices: str


def letter(user_id: int, item_ids: Sequence[int]) -> Letter:
    """The mail as it has to read now. Raises NothingToSay where nothing may be told any more."""
    user = User.objects.get(pk=user_id)
    items = list(Item.objects.filter(user=user, pk__in=item_ids).order_by("pk"))
    told = said(user, items) if user.state == "active" else []
    if not told:
        raise NothingToSay
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in told:
        groups.setdefault(one.heading, []).append((one.sentence, links.absolute(one.path)))
    first = items[0]
    row = anchor(first.source, first.scope_type_id, first.scope_id)
    return Letter(subject(told, list(groups)), list(groups.items()), links.absolute(f"{choices_page()}#{row}"))


def subject(told: Sequence[Said], headings: Sequence[str]) -> str:
    if len(told) == 1:
        return f"{headings[0]}: {told[0].sentence}" if headings[0] else told[0].sentence
    count = ngettext("%(n)s piece of news", "%(n)s pieces of news", len(told)) % {"n": len(told)}
    if len(headings) == 1:
        return f"{headings[0]}: {count}"
    return _("%(count)s from %(places)s") % {"count": count, "places": ", ".join(headings)}


def choices_page() -> str:
    return reverse("people:notifications")


@dataclass(frozen=True)
class Strip:
    """News on a page: sentences with their paths, and the items they came from."""

    told: Sequence[Said]
    items: Sequence[int]


def unseen(user, now: datetime, scope: models.Model | None = None) -> ItemQuerySet:
    """What this person has not read yet, of one place or of all."""
    mine = Item.objects.unseen(user).filter(at__gt=now - ON_PAGES)
    return mine if scope is None else mine.at(scope)


def strip(user, now: datetime, scope: models.Model | None = None) -> Strip | None:
    """It in words; None where there is nothing, which costs one query."""
    if not user.is_authenticated:
        return None
    items = list(unseen(user, now, scope).order_by("pk")[:MOST_ON_A_PAGE])
    told = said(user, items) if items else []
    return Strip(told, [item.pk for item in items]) if told else None
