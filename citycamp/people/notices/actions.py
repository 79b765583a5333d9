"""Choosing what one is told, and noting what there is to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from citycamp.people.errors import Refused
from citycamp.people.models.network import Network
from citycamp.people.models.person import User
from citycamp.people.scopes import scope_key

from .models import Choice, How, Item
from .sources import SOURCES

DAILY_AT = time(7)


def notify(
    user: User,
    source: str,
    target: models.Model,
    *,
    key: str,
    wait: int = 0,
    scope: models.Model | None = None,
    now: datetime | None = None,
) -> None:
    """Note, in the caller's transaction, that this person is to be told of `target`.

    All items of one key are one mail, sent `wait` seconds after the first of them, or with the daily one. The same
    key and target are noted once. Who chose `none` is not told.
    """
    notify_all([user], source, target, key=lambda _person: key, wait=wait, scope=scope, now=now)


def notify_all(
    people: Iterable[User],
    source: str,
    target: models.Model,
    *,
    key: Callable[[User], str],
    wait: int = 0,
    scope: models.Model | None = None,
    now: datetime | None = None,
) -> None:
    """The same for many people, in three queries whatever their number."""
    telling = Telling(source, people, scope=scope)
    for person in telling.people:
        telling.add(person, target, key=key(person), wait=wait, now=now or timezone.now())
    telling.write()


class Telling:
    """News of one source from one place, of many things to many people: choices are read once, all written at once."""

    def __init__(self, source: str, people: Iterable[User], *, scope: models.Model | None = None) -> None:
        if source not in SOURCES:
            raise ValueError(f"no app registered {source!r}")
        self.source, self.scope, self.people = source, scope, list(people)
        chosen = Choice.objects.at(scope).filter(user__in=self.people, source=source)
        self.chosen = dict(chosen.values_list("user_id", "how")) if self.people else {}
        self.zone = network_zone() if How.DAILY in {*self.chosen.values(), SOURCES[source].default} else ""
        self.items: list[Item] = []

    def add(self, person: User, target: models.Model, *, key: str, now: datetime, wait: int = 0) -> None:
        how = self.chosen.get(person.pk, SOURCES[self.source].default)
        if how == How.NONE or person.state != "active":
            return
        daily = how == How.DAILY
        item = Item(
            user=person,
            source=self.source,
            target_type=ContentType.objects.get_for_model(target),
            target_id=target.pk,
            key=key,
            at=now,
            due_at=next_morning(now, person.zone or self.zone) if daily else now + timedelta(seconds=wait),
            **scope_key(self.scope),
        )
        self.items.append(item)

    def write(self) -> None:
        """Lay them down in the caller's transaction; what was noted before is left as it is."""
        Item.objects.bulk_create(self.items, ignore_conflicts=True, batch_size=500)


def next_morning(now: datetime, zone: str) -> datetime:
    """The next 7:00 on the clocks of this zone."""
    here = now.astimezone(ZoneInfo(zone or "UTC"))
    morning = datetime.combine(here.date(), DAILY_AT, here.tzinfo)
    return morning if morning > here else datetime.combine(here.date() + timedelta(days=1), DAILY_AT, here.tzinfo)


def network_zone() -> str:
    return Network.objects.values_list("zone", flat=True).first() or "UTC"


def choose(user: User, source: str, scope: models.Model | None, how: str, *, now: datetime | None = None) -> None:
    """Set how this person gets this news from this place; what waits to be told follows the choice."""
    if how not in How.values or source not in SOURCES:
        raise Refused
    now = now or timezone.now()
    with transaction.atomic():
        which: dict[str, Any] = {"user": user, "source": source, **scope_key(scope)}
        Choice.objects.update_or_create(**which, defaults={"how": how})
        waiting = Item.objects.waiting().at(scope).filter(user=user, source=source)
        if how == How.NONE:
            waiting.update(sent_at=now, seen_at=now)
        elif how == How.DAILY:
            waiting.update(due_at=next_morning(now, user.zone or network_zone()))
        else:
            waiting.filter(due_at__gt=now).update(due_at=now)


def stop_daily(user: User, *, now: datetime | None = None) -> None:
    """Everything that came with the daily mail comes no more."""
    for choice in Choice.objects.filter(user=user, how=How.DAILY).prefetch_related("scope"):
        if choice.source in SOURCES:
            choose(user, choice.source, choice.scope, How.NONE, now=now)


def mark_seen(user: User, items: Iterable[int], *, now: datetime | None = None) -> None:
    """The person read these on a page; mails that wait go all the same."""
    Item.objects.unseen(user).filter(pk__in=list(items)).update(seen_at=now or timezone.now())
