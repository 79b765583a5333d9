"""The worker's side: from items that are due to mails in the outbox, each once.

A person's items are marked in the transaction that lays their mail into the outbox, so a worker that dies leaves
both or neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import Min
from django.urls import reverse

from citycamp import links
from citycamp.mail import actions as mail
from citycamp.people.models.person import User

from .models import Choice, How, Item
from .sources import SOURCES

AT_ONCE = 200  # people in one run
DAILY = "daily"
SALT = "people.notices.stop"


def compose(now: datetime) -> int:
    """Make the mails that are due; says how many. Nothing due costs one query."""
    due = Item.objects.waiting().filter(due_at__lte=now)
    people = due.values("user_id").annotate(first=Min("due_at")).order_by("first")[:AT_ONCE]
    return sum(compose_for(row["user_id"], now) for row in people)


def compose_for(user_id: int, now: datetime) -> int:
    """One mail for each key of this person's items that are due, and one for all that come daily."""
    with transaction.atomic():
        mine = Item.objects.waiting().filter(user_id=user_id)
        keys = mine.filter(due_at__lte=now).values("key")  # what was noted later under the same key goes along
        items = list(mine.filter(key__in=keys).select_for_update().order_by("pk"))
        if not items:
            return 0
        user = User.objects.get(pk=user_id)
        chosen = {
            (choice.source, choice.scope_type_id, choice.scope_id): choice.how
            for choice in Choice.objects.filter(user_id=user_id)
        }
        mails: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if item.source not in SOURCES or user.state != "active" or not user.email:
                continue
            how = chosen.get((item.source, item.scope_type_id, item.scope_id), SOURCES[item.source].default)
            if how != How.NONE:
                mails[DAILY if how == How.DAILY else item.key].append(item)
        for key, told in mails.items():
            lay(user, key, told, now)
        Item.objects.filter(pk__in=[item.pk for item in items]).update(sent_at=now)
    return len(mails)


def lay(user: User, key: str, items: Sequence[Item], now: datetime) -> None:
    """The mail of one key into the outbox. A key that was mailed before, for other things, gets a new one."""
    name = f"notice:{user.pk}:{key}"
    if key == DAILY or Item.objects.filter(user=user, key=key, sent_at__isnull=False).exists():
        name += f":{items[0].pk}"
    stop = links.absolute(stop_address(user, items if key != DAILY else None))
    mail.send(
        "people/email/notice",
        user.email,
        {"person": user.pk, "items": [item.pk for item in items], "stop": stop, "daily": key == DAILY},
        key=name,
        language=user.language,
        # RFC 2369 and 8058: the mail program's own "unsubscribe", in one click.
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def stop_address(user: User, items: Sequence[Item] | None) -> str:
    """The address that stops what this mail told of; None stands for all that comes daily."""
    what: object = DAILY
    if items is not None:
        # A header has no room for more; items of one key are nearly always of one source.
        what = sorted({(item.source, item.scope_type_id or 0, item.scope_id or 0) for item in items})[:10]
    token = signing.dumps({"who": user.public_id, "what": what}, salt=SALT, compress=True)
    return reverse("people:stop_notices", args=[token])


def what_to_stop(token: str) -> tuple[User, list | str] | None:
    """The person and the choices that a stop address names; None for a forged one or a closed account."""
    try:
        named = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(public_id=named["who"], closed_at__isnull=True).first()
    return (user, named["what"]) if user else None
