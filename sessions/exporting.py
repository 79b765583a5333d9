"""An export of a board, made once for each version and kept. board.md 12.

    return exporting.export(request, board, "xml", make, content_type="application/xml; charset=utf-8")

`make()` gives the body as a visitor sees it, in the language of the request. It is called where this (board version,
kind, filter, language) is not kept, or where `beside` changed: what the body shows and the version does not count,
such as stars.
"""

import gzip
from collections.abc import Callable, Hashable
from hashlib import blake2s
from threading import Lock

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from sessions import reading
from sessions.models import Board

KEPT = 3600
making = Lock()  # One thread makes an export; the others, which would make the same, wait and find it.


def export(
    request: HttpRequest,
    board: Board,
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
    told = repr((board.pk, board.version, kind, only, reading.language_now(), beside))
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
    answer["Cache-Control"] = "public, max-age=0, must-revalidate"
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
