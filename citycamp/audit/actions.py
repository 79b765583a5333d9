"""Writing the log, and reading whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from django.db import models, transaction
from django.utils import timezone

from .models import Detail, Entry, Head, digest_of

FIRST = "0" * 64


def name_of(thing: object) -> str:
    """`people.role:12` for a row, a string as it is."""
    if isinstance(thing, models.Model):
        return f"{thing._meta.label_lower}:{thing.pk}"
    return str(thing)[:120]


def record(by, verb: str, thing: object, reason: str = "", detail: Mapping[str, object] | None = None) -> Entry:
    """Write one entry as part of the act it tells of: the caller's transaction, or one of its own.

    `by` is the person who acted, None for the machine. `detail` is JSON; it may hold personal words.
    """
    words = dict(detail or {})
    with transaction.atomic():
        head, _made = Head.objects.select_for_update().get_or_create(pk=1)
        entry = Entry(
            sequence=head.sequence + 1,
            at=timezone.now().astimezone(UTC),
            actor=getattr(by, "pk", None),
            verb=verb,
            thing=name_of(thing),
            reason=str(reason)[:300],
            digest=digest_of(words),
            previous=head.hash,
        )
        entry.hash = entry.computed_hash()
        entry.save()
        if words:
            Detail.objects.create(entry=entry, words=words)
        head.sequence, head.hash = entry.sequence, entry.hash
        head.save()
    return entry


def first_fault() -> str:
    """What is wrong with the chain, naming the first bad row; "" where it is whole."""
    expected, previous = 1, FIRST
    details = dict(Detail.objects.values_list("entry_id", "words"))
    for entry in Entry.objects.order_by("sequence").iterator(chunk_size=1000):
        entry.at = entry.at.astimezone(UTC)
        if entry.sequence != expected:
            return f"entry {expected} is missing: the next one is {entry.sequence}"
        if entry.previous != previous or entry.hash != entry.computed_hash():
            return f"entry {entry.sequence} ({entry.verb} {entry.thing}) was changed"
        if details.get(entry.sequence) and digest_of(details[entry.sequence]) != entry.digest:
            return f"the detail of entry {entry.sequence} ({entry.verb} {entry.thing}) was changed"
        expected, previous = expected + 1, entry.hash
    head = Head.objects.filter(pk=1).first()
    if (head.sequence, head.hash) != (expected - 1, previous) if head else expected > 1:
        return f"the end was cut off: the head says {head.sequence if head else 'nothing'}, the last is {expected - 1}"
    return ""
