"""Static files over HTTP: compressed, kept by browsers for a year, and without a thread of Django's."""

import os
from typing import Any
from wsgiref.headers import Headers

from servestatic import ServeStaticASGI

YEAR = 365 * 24 * 3600
HOUR = 3600


class StaticFiles(ServeStaticASGI):
    """What lies in `root` when it is made, under `prefix`; everything else there is answered 404.

    Only these addresses lead to a file, so none leads out of the folder. A name with a hash never means anything else
    and is kept for a year; other names (libraries' scripts ask for some) for an hour, and then asked for again.
    """

    FOREVER = YEAR

    def __init__(self, root: os.PathLike[str], prefix: str) -> None:
        super().__init__(
            None, root, prefix, max_age=HOUR, allow_all_origins=False, add_headers_function=add_headers
        )  # fmt: skip


class WithStaticFiles:
    """An ASGI application in front of another."""

    def __init__(self, site: Any, root: os.PathLike[str], prefix: str) -> None:
        self.site, self.prefix, self.files = site, prefix, StaticFiles(root, prefix)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        static = scope["type"] == "http" and scope["path"].startswith(self.prefix)
        await (self.files if static else self.site)(scope, receive, send)


def add_headers(headers: Headers, path: str, address: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Weak, since it stands for the file in each of its encodings (RFC 9110, 8.8.1).
    if "immutable" in (headers["Cache-Control"] or ""):
        headers["ETag"] = f'W/"{address.split(".")[-2]}"'
    else:
        known = os.stat(path)
        headers["ETag"] = f'W/"{known.st_mtime_ns:x}-{known.st_size:x}"'
