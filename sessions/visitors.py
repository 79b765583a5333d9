"""The whole page of the board as visitors read it: made once for all of them, kept for five seconds.

Nothing in it is about anybody. What differs from one answer to the next, the nonce and the form's token, stands before
the grid; so the long rest is compressed once, and each answer compresses only its beginning (RFC 1951, 3.2: blocks that
do not look back can be joined).
"""

import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from sessions import reading
from sessions.exporting import making
from sessions.kept import cache
from sessions.models import Board
from sessions.permissions import Viewer

KEPT = 5  # seconds, as stars and the clock are
NONCE, TOKEN = "\x01nonce\x02", "\x01token\x02"
TOKEN_FIELD = re.compile(r'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+')
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952: deflate, no time, no name


@dataclass(frozen=True)
class Kept:
    """A page in two pieces; `packed` is the second one, as deflate blocks that end the stream."""

    start: str  # with the marks
    rest: bytes
    packed: bytes


def is_plain_visitor(request: HttpRequest, viewer: Viewer) -> bool:
    """Somebody without a session who asks for the page itself: for them it is the same as for all others."""
    asks = request.method == "GET" and not request.GET and not request.headers.get("HX-Request")
    own = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name} & request.COOKIES.keys()  # a message is for one
    return asks and viewer.known is None and not own


def page(request: HttpRequest, board: Board, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The kept page with this request's nonce and token; `make()` gives it as it is drawn for this request."""
    theme = {"light": "light", "dark": "dark"}.get(request.COOKIES.get("theme", ""), "")  # others are drawn as none
    of = f"{board.pk}:{board.version}:{reading.language_now()}:{theme}"
    key = f"board:visitors:{of}:{request.path}"
    kept = cache.get(key)
    if kept is None:
        with making:
            kept = cache.get(key)
            if kept is None:
                kept = cut(make().content.decode(), str(request.csp_nonce))  # type: ignore[attr-defined]
                cache.set(key, kept, KEPT)
    start = kept.start.replace(NONCE, str(request.csp_nonce)).replace(TOKEN, get_token(request)).encode()  # type: ignore[attr-defined]
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(joined(start, kept))
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(start + kept.rest)
    answer["Vary"] = "Accept-Encoding"
    return answer


def cut(html: str, nonce: str) -> Kept:
    """The page with marks in place of its nonce and tokens, in two pieces: the second holds neither."""
    # A token reads differently each time it is asked for, so it is found by the field that Django writes.
    marked = TOKEN_FIELD.sub(rf"\g<1>{TOKEN}", html.replace(nonce, NONCE))
    at = max(marked.rfind(NONCE), marked.rfind(TOKEN)) + max(len(NONCE), len(TOKEN))
    rest = marked[at:].encode()
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Kept(marked[:at], rest, deflate.compress(rest) + deflate.flush(zlib.Z_FINISH))


def joined(start: bytes, kept: Kept) -> bytes:
    """One gzip member of both pieces."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    beginning = deflate.compress(start) + deflate.flush(zlib.Z_FULL_FLUSH)
    check = zlib.crc32(kept.rest, zlib.crc32(start))
    return b"".join(
        (GZIP_HEADER, beginning, kept.packed, struct.pack("<LL", check, (len(start) + len(kept.rest)) & 0xFFFFFFFF))
    )
