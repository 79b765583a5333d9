"""A whole site as people run it: `manage.py serve` with its own database, and a mail server that it sends to.

def test_a_post_reaches_everybody(running_server):
    server = running_server
    ...                                             # the ORM and factories write to the server's database
    requests to f"{server.url}/...", mail in over LMTP to 127.0.0.1 port server.lmtp_port
    [letter] = server.sink.wait_for(1)              # letter.to, letter.sender, letter.message, letter.raw
    server.stop(); server.start()                   # the same ports and database again

`serving(database_url, pause=0.5, SOME_SETTING="1")` does the same with other settings or a slow mail server.
"""

import email
import email.policy
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.databases import ROOT

PATIENCE = 120  # seconds: machines that run tests are busy


@dataclass
class Letter:
    sender: str
    to: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        part = self.message.get_body(preferencelist=("plain",))
        return part.get_content() if part else ""


@dataclass
class Sink:
    """The mail server that the site sends to."""

    port: int
    folder: Path
    pause: float = 0
    process: subprocess.Popen | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sink", str(self.port), str(self.folder), str(self.pause)], cwd=ROOT
        )
        wait_until(lambda: listens(self.port), "the mail sink")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def letters(self, to: str | None = None) -> list[Letter]:
        found = []
        for path in sorted(self.folder.glob("*.mail"), key=lambda path: path.stat().st_mtime_ns):
            head, _, raw = path.read_bytes().partition(b"\n")
            known = json.loads(head)
            if to is None or to in known["to"]:
                found.append(Letter(known["from"], known["to"], raw))
        return found

    def wait_for(self, count: int, to: str | None = None) -> list[Letter]:
        wait_until(lambda: len(self.letters(to)) >= count, f"{count} letters in the sink")
        return self.letters(to)


@dataclass
class Server:
    port: int
    lmtp_port: int
    database_url: str
    folder: Path
    sink: Sink
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "citycamp.settings",
            "DEBUG": "1",
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "SITE_URL": self.url,
            "LISTS_LMTP_PORT": str(self.lmtp_port),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self.answers, f"the server, which said:\n{self.log()[-3000:]}", self.gave_up)

    def answers(self) -> bool:
        try:
            urlopen(f"{self.url}/healthz", timeout=5).close()
        except HTTPError:
            return True
        except OSError:
            return False
        return True

    def gave_up(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> int:
        """Stop as an operator does, by SIGTERM; gives the exit code."""
        if not self.process:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def kill(self) -> None:
        """Lose the whole tree at once, as by a power cut."""
        if self.process:
            for pid in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
            wait_until(lambda: not self.processes(), "end of the tree")
            self.process = None

    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def processes(self) -> list[int]:
        """All processes of the tree that live."""
        listed = subprocess.run(
            ["ps", "-e", "-o", "pid=,sid=,stat="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        rows = [line.split() for line in listed]
        return [int(pid) for pid, session, state in rows if int(session) == self.session and state[0] != "Z"]

    @property
    def session(self) -> int:
        return self.process.pid if self.process else -1


def wait_until(true, what: str, lost=lambda: False) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if lost() or time.monotonic() > until:
            raise AssertionError(f"no {what}")
        time.sleep(0.05)


def here_and_now(seconds: float) -> float:
    """What is promised in seconds is promised of a machine that has time; this one may share its own with many."""
    began, spent = time.perf_counter(), time.thread_time()
    while time.thread_time() - spent < 0.02:
        pass
    share = (time.perf_counter() - began) / 0.02
    return seconds * max(1.0, share, os.getloadavg()[0] / (os.cpu_count() or 1))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(database_url: str, *, pause: float = 0, **settings: str) -> Iterator[Server]:
    """A running server on this database, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="citycamp-server-") as name:
        folder = Path(name)
        sink = Sink(free_port(), folder / "sink", pause)
        server = Server(free_port(), free_port(), database_url, folder, sink, settings)
        try:
            sink.start()
            server.start()
            yield server
        finally:
            server.stop()
            sink.stop()


@pytest.fixture
def running_server(own_database) -> Iterator[Server]:
    """`manage.py serve` on a database of its own, with a mail sink."""
    with serving(own_database) as server:
        yield server
