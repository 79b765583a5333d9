"""An export of a board, made once for each version and kept. board.md 12.

    about = exporting.shown_to_all(slug) or exporting.about(board)
    return exporting.export(request, about, "xml", make, content_type="application/xml; charset=utf-8")

`make()` gives the body as a visitor sees it, in the language of the request. It is called where this (board version,
kind, filter, language) is not kept, or where `beside` changed: what the body shows and the version does not count,
such as stars.
"""

import gzip
from collections.abc import Callable, Hashable
from hashlib import blake2s
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from citycamp.prepared import Prepared
from sessions import reading
from sessions.kept import cache
from sessions.models import Board

KEPT = 3600
making = Lock()  # One thread makes an export; the others, which would make the same, wait and find it.


class About(NamedTuple):
    """A board's version, and beside it what a version does not count: the camp's own facts."""

    id: int
    camp_id: int
    kind: str
    phase: str
    version: int
    name: str
    slug: str
    zone: str
    changed_at: Any  # as the database gives it, only ever compared
    draft: bool = False

    @property
    def board(self) -> Board:
        """The board at this version; what is not known of it here is read when it is asked for."""
        return Board.from_db("default", ["id", "camp_id", "kind", "phase", "version"], self[:5])


def about(board: Board) -> About:
    camp = board.camp
    facts = camp.name, camp.slug, camp.zone, camp.changed_at, camp.state == camp.DRAFT
    return About(board.pk, board.camp_id, board.kind, board.phase, board.version, *facts)


def _everybody_sees(slug: str) -> models.QuerySet:
    camp = [f"camp__{name}" for name in ("name", "slug", "zone", "changed_at")]
    seen = Board.objects.visible_to(AnonymousUser()).filter(camp__slug=slug)
    return seen.values_list("id", "camp_id", "kind", "phase", "version", *camp)


EVERYBODY_SEES = Prepared(_everybody_sees, "\x00slug")


def shown_to_all(slug: str) -> About | None:
    """The board that everybody may see at this address, in one query, each time; None for a draft's, which is looked
    at with the person's own rights, and where there is none.
    """
    rows = EVERYBODY_SEES.rows(slug)
    return About(*rows[0]) if rows else None


def export(
    request: HttpRequest,
    about: About,
    kind: str,
    make: Callable[[], bytes | str],
    *,
    content_type: str,
    only: str = "",
    beside: Hashable = "",
) -> HttpResponse:
    """The answer with its ETag, or 304 where the client has it. `only` names what a filtered address exports.

    The body is kept compressed, and leaves so where the client takes gzip.
    """
    told = repr((*about, kind, only, reading.language_now(), beside))
    mark = blake2s(told.encode(), digest_size=12).hexdigest()
    etag = f'W/"{mark}"'  # Weak (RFC 9110, 8.8.1): one tag for the body with and without gzip.
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        packed = kept(f"board:export:{mark}", make)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer = HttpResponse(packed, content_type=content_type)
            answer["Content-Encoding"] = "gzip"
        else:
            answer = HttpResponse(gzip.decompress(packed), content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = f"{'private' if about.draft else 'public'}, max-age=0, must-revalidate"
    patch_vary_headers(answer, ["Accept-Language", "Accept-Encoding"])
    return answer


def kept(key: str, make: Callable[[], bytes | str]) -> bytes:
    packed = cache.get(key)
    if packed is None:
        with making:
            packed = cache.get(key)
            if packed is None:
                body = make()
                packed = gzip.compress(body.encode() if isinstance(body, str) else body, 6, mtime=0)
                cache.set(key, packed, KEPT)
    return packed
