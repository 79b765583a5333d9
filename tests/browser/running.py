"""A site that runs as people run it, `manage.py serve` with the settings of a real one.

The test shares the site's database, so what a factory makes here is on the page there.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from citycamp import static_storage
from tests import databases
from tests.servers import Letter, Server, Sink, free_port

CODE = r"^\s*([0-9A-Z]{4,8}(?:[ -][0-9A-Z]{2,4})?)\s*$"


@dataclass
class Site:
    url: str
    server: Server

    def letters_to(self, address: str, count: int = 1) -> list[Letter]:
        """The mails that reached this address, oldest first; waits until there are so many."""
        return self.server.sink.wait_for(count, address)

    def codes_in(self, letters: list[Letter]) -> list[str]:
        """The codes in these mails, in their order; other mails have none."""
        found = [re.search(CODE, letter.text, re.MULTILINE) for letter in letters]
        return [code[1] for code in found if code]

    def code_for(self, address: str, count: int = 1) -> str:
        """The newest of so many mailed codes to this address; waits until there are so many."""
        known = 0
        while len(codes := self.codes_in(letters := self.letters_to(address, known + 1))) < count:
            known = len(letters)
        return codes[-1]


@contextmanager
def running_site(**variables: str) -> Iterator[Site]:
    """A site on a free port until the block ends; its database and its media folder are this process's own, too."""
    with databases.copy() as database_url, tempfile.TemporaryDirectory(prefix="citycamp-site-") as name:
        folder = Path(name)
        (folder / "static").symlink_to(collected_static())
        sink = Sink(free_port(), folder / "sink")
        server = Server(free_port(), free_port(), database_url, folder, sink)
        # Passkeys want a name, not a number.
        url = f"http://localhost:{server.port}"
        server.settings |= {"DEBUG": "0", "SITE_URL": url, "ALLOWED_HOSTS": "localhost,127.0.0.1", **variables}
        media_before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(folder / "media")
        try:
            sink.start()
            server.start()
            yield Site(url, server)
        finally:
            settings.MEDIA_ROOT = media_before
            server.stop()
            sink.stop()


def collected_static() -> Path:
    """Static files under their hashed names, gathered once for each state of the sources."""
    digest = hashlib.sha256(Path(static_storage.__file__).read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            digest.update(f"{path} {known.st_size} {known.st_mtime_ns}".encode())
    target = databases.STORE / f"static-{digest.hexdigest()[:16]}"
    with databases.locked():
        if not target.exists():
            for old in databases.STORE.glob("static-*"):
                if old.stat().st_mtime < databases.ROOT.stat().st_mtime - 24 * 3600:
                    shutil.rmtree(old, ignore_errors=True)
            with tempfile.TemporaryDirectory(dir=databases.STORE) as building:
                subprocess.run(
                    [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
                    cwd=databases.ROOT,
                    env={
                        **os.environ,
                        "DJANGO_SETTINGS_MODULE": "citycamp.settings",
                        "DEBUG": "0",
                        "DATA_DIR": building,
                        "SITE_URL": "http://localhost",
                    },
                    check=True,
                )
                (Path(building) / "static").rename(target)
    return target
