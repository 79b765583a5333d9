"""A site to measure, and how: server CPU of the whole process tree from /proc, wall time, the machine's load.

Every figure stands beside the one of a bare Django view through the same middleware (/healthz) in the same run: on a
busy machine only the ratio means something.
"""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import ROOT
from tests.servers import free_port

TICK = os.sysconf("SC_CLK_TCK")
ASKED = 100
BARE = "/healthz"


@dataclass
class Site:
    port: int
    pid: int
    camp: str  # the demo world's camp of today
    big: str  # the camp of three hundred sessions

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def tree(self) -> list[int]:
        """The server's process and all below it."""

        def below(pid: int) -> list[int]:
            children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
            return [pid, *(each for child in children.split() for each in below(int(child)))]

        return below(self.pid)


@contextmanager
def site() -> Iterator[Site]:
    """The demo world and the camp of three hundred, served by `manage.py serve`; Django is set up here for the same
    database."""
    with tempfile.TemporaryDirectory(prefix="citycamp-bench-") as folder:
        port = free_port()
        os.environ |= {
            "DEMO": "1",
            "DATA_DIR": folder,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "LISTS_LMTP_PORT": str(free_port()),
            "DJANGO_SETTINGS_MODULE": "citycamp.settings",
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        say("Making the demo world and a camp of three hundred sessions ...")
        subprocess.run([*manage, "collectstatic", "--no-input", "-v0"], check=True)
        told = subprocess.run([*manage, "demo", "--no-serve"], check=True, capture_output=True, text=True).stdout
        camp = told.split("/board/")[0].rsplit("/events/", 1)[1]
        made = subprocess.run([sys.executable, "-m", "tests.load.world"], check=True, capture_output=True, text=True)
        import django

        django.setup()
        server = subprocess.Popen([*manage, "serve", "--port", str(port)], start_new_session=True)
        try:
            wait_for(port)
            time.sleep(20)  # Let the worker send what the worlds had to say.
            yield Site(port, server.pid, camp, made.stdout.split()[-1])
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(120):
        try:
            ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), BARE)
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not answer within a minute.")


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def load() -> str:
    return "load " + " ".join(f"{each:.1f}" for each in os.getloadavg())


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def memory_kb(pids: list[int]) -> int:
    """Proportional set size: pages that processes share count once."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() for pid in pids]
    return sum(int(line.split()[1]) for lines in rollups for line in lines if line.startswith("Pss:"))


def ask(link: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None) -> tuple[int, int, str]:
    """Status, bytes as they went over the wire, and the ETag."""
    link.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
    answer = link.getresponse()
    return answer.status, len(answer.read()), answer.headers.get("ETag", "")


@dataclass
class Figure:
    what: str
    cpu_ms: float
    p50_ms: float
    worst_ms: float
    size: int
    ratio: float = 0.0  # to the bare view of the same run


def measure(
    at: Site, path: str, *, what: str = "", asked: int = ASKED, headers: dict[str, str] | None = None,
    before_each: Callable[[], object] | None = None, expect: int = 200,
) -> Figure:  # fmt: skip
    """One page, asked so often over one connection. `before_each` runs in this process: its CPU is not counted."""
    link, pids = http.client.HTTPConnection("127.0.0.1", at.port, timeout=60), at.tree
    walls, size = [], 0
    ask(link, path, headers)  # Warm: the first answer may fill a cache.
    spent = cpu_seconds(pids)
    for _ in range(asked):
        if before_each:
            before_each()
        begun = time.perf_counter()
        status, size, _etag = ask(link, path, headers)
        walls.append((time.perf_counter() - begun) * 1000)
        if status != expect:
            raise SystemExit(f"{path} answered {status}")
    spent = (cpu_seconds(pids) - spent) * 1000 / asked
    return Figure(what or path, spent, statistics.median(walls), max(walls), size)


def table(title: str, figures: list[Figure], bare: Figure) -> None:
    print(f"\n{title} ({load()}; a bare view: {bare.cpu_ms:.2f} ms CPU, {bare.p50_ms:.2f} ms p50)")
    print(f"{'':52} {'CPU ms':>8} {'x bare':>7} {'p50 ms':>8} {'worst':>8} {'kB':>7}")
    for one in figures:
        one.ratio = one.cpu_ms / bare.cpu_ms
        print(
            f"{one.what[:52]:52} {one.cpu_ms:8.2f} {one.ratio:7.1f} {one.p50_ms:8.2f} {one.worst_ms:8.1f} "
            f"{one.size / 1000:7.1f}"
        )
    sys.stdout.flush()


def bare_view(at: Site) -> Figure:
    """The better of two rounds of 400: its own figure has to be steadier than those it divides."""
    return min((measure(at, BARE, asked=400) for _ in range(2)), key=lambda one: one.cpu_ms)
