"""A site that runs as people run it: its own process, its own database, its own mail folder.

The test shares the site's database, so what a factory makes here is on the page there.
"""

import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests import databases

START_SECONDS = 40


@dataclass
class Site:
    url: str
    folder: Path
    process: subprocess.Popen

    def letters_to(self, address: str) -> list[email.message.EmailMessage]:
        """The mails the site has sent to this address, oldest first."""
        found = []
        for path in sorted((self.folder / "mail").rglob("*"), key=lambda path: path.stat().st_mtime):
            if path.is_file():
                for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
                    message = email.message_from_bytes(raw.strip(), policy=email.policy.default)
                    if address in str(message["To"]):
                        found.append(message)
        return found

    def code_for(self, address: str, seconds: float = 15) -> str:
        """The newest code mailed to this address."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for message in reversed(self.letters_to(address)):
                code = re.search(r"^\s*([0-9A-Z][0-9A-Z -]{4,10}[0-9A-Z])\s*$", text_of(message), re.MULTILINE)
                if code:
                    return code[1]
            time.sleep(0.2)
        raise AssertionError(f"No code came to {address} within {seconds} s; mails: {self.letters_to(address)}")


def text_of(message: email.message.EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    return part.get_content() if part else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_site(**environment: str) -> Iterator[Site]:
    """A site on a free port, its database also this process's own, until the block ends."""
    port = free_port()
    url = f"http://localhost:{port}"
    with databases.copy() as database_url, tempfile.TemporaryDirectory(prefix="citycamp-site-") as folder:
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "citycamp.settings",
            "DATABASE_URL": database_url,
            "DATA_DIR": folder,
            "SITE_URL": url,
            "DEBUG": "1",
            **environment,
        }
        log = Path(folder) / "site.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "runserver", "--noreload", "--nothreading", f"127.0.0.1:{port}"],
                cwd=databases.ROOT,
                env=variables,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
            try:
                wait_for(url, process, log)
                yield Site(url, Path(folder), process)
            finally:
                process.terminate()
                process.wait(20)


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urlopen(f"{url}/robots.txt", timeout=2).close()
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The site did not start:\n{log.read_text()[-4000:]}")
