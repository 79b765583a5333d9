"""Put a mail into the outbox, or take it back."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from citycamp.mail.models import OutboxMail


def send(
    template: str,
    to: str,
    context: Mapping[str, Any],
    *,
    key: str,
    after: datetime | None = None,
    language: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Write one mail into the outbox, in the caller's transaction; the worker renders and sends it afterwards.

    `template` names templates/<template>.txt, whose first line is `Subject: ...`; an .html beside it is
    used if there is one. The same key never gives a second mail. `context` holds JSON values only.
    """
    json.dumps(context)  # TypeError here, where the mistake is, and not in the worker
    if not key or len(key) > 200:
        raise ValueError("an outbox key has 1 to 200 characters")
    now = timezone.now()
    row = OutboxMail(
        key=key,
        to=to,
        template=template,
        language=language,
        context=dict(context),
        headers=dict(headers or {}),
        made_at=now,
        after=after or now,
    )
    OutboxMail.objects.bulk_create([row], ignore_conflicts=True)


def withdraw(prefix: str) -> int:
    """Take back all mails whose key begins so and that no worker has in hand; says how many."""
    # SQLite's LIKE takes A for a: the prefix is compared again here.
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, key__startswith=prefix)
    ids = [id for id, key in waiting.values_list("id", "key") if key.startswith(prefix)]
    return OutboxMail.objects.filter(id__in=ids, state=OutboxMail.State.WAITING).update(
        state=OutboxMail.State.WITHDRAWN, context={}
    )
