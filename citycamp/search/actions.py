"""Write the index, in the transaction of what it tells about."""

from collections.abc import Iterable

from django.db import transaction

from citycamp.search import engines
from citycamp.search.models import Row
from citycamp.search.words import pairs_of, title_key


def put(kind: str, id: int, scope: str, title: str, text: str, language: str = "") -> None:
    """Let this be found under `title` and `text` (plain words, no HTML). Again for the same id replaces it."""
    facts = facts_of(scope, title, text, language)
    with transaction.atomic():
        Row.objects.bulk_create([Row(kind=kind, object_id=id)], ignore_conflicts=True)
        row = Row.objects.select_for_update().get(kind=kind, object_id=id)
        if row.indexed and all(getattr(row, name) == value for name, value in facts.items()):
            return
        if row.indexed:
            engines.remove(row)
        for name, value in facts.items():
            setattr(row, name, value)
        row.indexed = True
        row.save()
        engines.add(row)


def put_new(kind: str, things: Iterable[tuple[int, str, str, str, str]]) -> None:
    """As `put`, for many things made in this very transaction: (id, scope, title, text, language) each."""
    rows = [Row(kind=kind, object_id=id, indexed=True, **facts_of(*facts)) for id, *facts in things]
    with transaction.atomic():
        for row in Row.objects.bulk_create(rows):
            engines.add(row)


def facts_of(scope: str, title: str, text: str, language: str) -> dict[str, str]:
    title = title.replace("\x00", "")[:300]
    text = text.replace("\x00", "")[: engines.LONGEST]
    return {
        "scope": str(scope)[:80],
        "title": title,
        "title_key": title_key(title),
        "language": language,
        "text": text,
        "pairs": pairs_of(f"{title}\n{text}"),
    }


def drop(kind: str, id: int) -> None:
    """Let this be found no longer; says nothing if it never was."""
    with transaction.atomic():
        row = Row.objects.select_for_update().filter(kind=kind, object_id=id).first()
        if row:
            engines.remove(row)
            row.delete()
