"""Find, through what the person may see and through nothing else."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet

from citycamp.search import engines
from citycamp.search.models import Row
from citycamp.search.words import Piece, Term, excerpt, terms_of, title_key

NEWEST = 2_000  # hits that are ranked: a common word has many, and nobody reads them all

Within = Mapping[str, QuerySet]


@dataclass(frozen=True)
class Hit:
    kind: str
    object_id: int
    scope: str
    title: str
    language: str
    pieces: list[Piece]  # a stretch of the text; `piece.hit` marks the words that were looked for


@dataclass(frozen=True)
class Found:
    """Hits in order. `total` counts what this person may see, up to the newest 2,000 (then `more` is true)."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    more: bool = False

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


def find(
    q: str, *, within: Within, limit: int = 20, offset: int = 0, boost: Mapping[str, Iterable[int]] | None = None
) -> Found:
    """Hits for words, "phrases", -not and prefix* among the ids that `within` gives for each kind.

    `within` maps a kind to a queryset of ids (`Model.objects.visible_to(user).values("id")`). An exact title
    comes first, then the ids of `boost` in their order, then titles that begin with or hold the words, then rank.
    """
    terms = terms_of(q)
    if not any(not term.without for term in terms):
        return Found()
    visible = rows_within(within)
    try:
        allowed, params = visible.values("id").query.sql_with_params()
    except EmptyResultSet:
        return Found()
    ranks = dict(engines.ranked(terms, allowed, list(params), NEWEST))
    more = len(ranks) == NEWEST
    firsts = visible.filter(title_key=title_key(q)) | visible.filter(boosted(boost))
    if more:
        # What must come first may be older than what was ranked.
        firsts_sql, firsts_params = firsts.values("id").query.sql_with_params()
        ranks |= dict(engines.ranked(terms, firsts_sql, list(firsts_params), NEWEST))
    order = in_order(ranks, q, terms, boost or {})
    page = order[offset : offset + limit]
    rows = Row.objects.in_bulk(page)
    hits = [
        Hit(row.kind, row.object_id, row.scope, row.title, row.language, excerpt(row.text, terms))
        for row in (rows[id] for id in page if id in rows)
    ]
    return Found(hits, len(order), more)


def titles(prefix: str, *, within: Within, limit: int = 10) -> list[Hit]:
    """Things whose title begins so, shortest first."""
    key = title_key(prefix[:300])
    if not key:
        return []
    rows = rows_within(within).filter(title_key__gte=key, title_key__startswith=key).defer("text", "pairs")
    found = sorted(rows.order_by("title_key")[: limit * 10], key=lambda row: (len(row.title_key), row.title_key))
    return [Hit(row.kind, row.object_id, row.scope, row.title, row.language, []) for row in found[:limit]]


def rows_within(within: Within) -> QuerySet[Row]:
    allowed = Q(pk__in=[])
    for kind, ids in within.items():
        allowed |= Q(kind=kind, object_id__in=ids)
    return Row.objects.filter(allowed)


def boosted(boost: Mapping[str, Iterable[int]] | None) -> Q:
    wanted = Q(pk__in=[])
    for kind, ids in (boost or {}).items():
        wanted |= Q(kind=kind, object_id__in=ids)
    return wanted


def in_order(ranks: dict[int, float], q: str, terms: list[Term], boost: Mapping[str, Iterable[int]]) -> list[int]:
    """Row ids: exact title, boosted ones in their order, title begins so, all words in the title, rank."""
    key = title_key(q)
    places = {(kind, id): n for kind, ids in boost.items() for n, id in enumerate(ids)}
    words = [word for term in terms if not term.without for word in term.words]

    def place(row: tuple[int, str, int, str]) -> tuple:
        id, kind, object_id, title = row
        in_title = set(title.split())
        return (
            title != key,
            places.get((kind, object_id), len(places)),
            not title.startswith(key),
            not all(word in in_title for word in words),
            ranks[id],
            -id,
        )

    known = Row.objects.filter(id__in=ranks).values_list("id", "kind", "object_id", "title_key")
    return [row[0] for row in sorted(known, key=place)]
