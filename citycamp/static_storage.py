"""Where static files lie, each under a name that holds a hash of what is in it, and compressed beside it."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

import brotli
from django.core.files.base import ContentFile
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

OWN = ("front/", "people/", "sessions/", "wiki/")
IMPORT = re.compile(r"""^@import "([^":?]+\.css)";$""", re.MULTILINE)


class QuickCompressor(Compressor):
    """Brotli at 9 of 11: the last tenth of a file would take ten times as long, and a site is waiting."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=9)


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    """Our modules import each other by hashed names: browsers keep every file for a year, so an old one would stay.

    Our stylesheets are laid into those that import them, so that a page asks for one. Scripts of libraries are left as
    they are, some name files that were never shipped.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in [name for name in paths if name.startswith(OWN) and name.endswith(".css")]:
                self.lay_together(name, paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def lay_together(self, name: str, paths: dict[str, Any]) -> None:
        whole = read(name, paths)
        if IMPORT.search(whole):
            whole = IMPORT.sub(lambda found: imported(name, found[1], paths), whole)
            self.delete(name)
            self.save(name, ContentFile(whole.encode()))
            paths[name] = (self, name)

    def url_converter(self, name: str, *args: Any, **more: Any) -> Any:
        if name.endswith((".js", ".mjs")) and not name.startswith(OWN):
            return lambda found: found[0]
        return super().url_converter(name, *args, **more)

    def create_compressor(self, **options: Any) -> Compressor:
        unasked = [
            *Compressor.SKIP_COMPRESS_EXTENSIONS,
            "map",
        ]  # where a library's code came from: a third of all bytes
        return QuickCompressor(**{**options, "extensions": unasked, "use_zstd": False})

    # What it would add to the manifest serves ServeStatic's middleware, which we do not run.
    def add_stats_to_manifest(self) -> None:
        pass


def read(name: str, paths: dict[str, Any]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()


def imported(into: str, address: str, paths: dict[str, Any]) -> str:
    """The stylesheet at this address, as it stands in the one that imports it."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(into), address))
    if name not in paths:
        raise ValueError(f"{into} imports {name}, which no app has.")
    css = read(name, paths)
    if "url(" in css or "@import" in css:
        raise ValueError(f"{name} names files, which would be sought beside {into}. Name them there.")
    return css
