"""What a page costs: `make bench`.

Makes the demo world, serves it with `manage.py serve`, and asks for each page a hundred times over one
connection. Server CPU is that of the whole process tree, from /proc. Every figure stands beside the one
of a bare Django view through the same middleware (/healthz) in the same run: on a busy machine only the
ratio means something. Each round is run twice; both are printed.
"""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TICK = os.sysconf("SC_CLK_TCK")
ASKED = 100


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree(pid: int) -> list[int]:
    """This process and all below it."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [pid, *(below for child in children for below in tree(int(child)))]


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def ask(link: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None) -> tuple[int, int]:
    link.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
    answer = link.getresponse()
    return answer.status, len(answer.read())


def measure(port: int, pids: list[int], path: str) -> dict:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    status, size = ask(link, path)  # Warm: the first answer may fill a cache.
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    walls, before = [], cpu_seconds(pids)
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask(link, path)
        walls.append((time.perf_counter() - begun) * 1000)
    spent = (cpu_seconds(pids) - before) * 1000 / ASKED
    return {"cpu_ms": spent, "p50_ms": statistics.median(walls), "worst_ms": max(walls), "bytes": size}


def pages() -> list[str]:
    """The pages to measure, found in the demo world's own words."""
    camp = os.environ["BENCH_CAMP"]
    return [
        "/",
        "/events/",
        f"/events/{camp}/",
        f"/events/{camp}/board/",
        f"/events/{camp}/board/board.json",
        f"/events/{camp}/board/calendar.ics",
        "/cities/raleigh/",
        "/wiki/raleigh/pullen-creek-park/",
        "/wiki/raleigh/pullen-creek-park/history/",
        "/lists/notices/",
        "/search/?q=creek",
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="citycamp-bench-") as folder:
        port = free_port()
        surroundings = {
            **os.environ,
            "DEMO": "1",
            "DATA_DIR": folder,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "LISTS_LMTP_PORT": str(free_port()),
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "collectstatic", "--no-input", "-v0"], env=surroundings, check=True)
        told = subprocess.run(
            [*manage, "demo", "--no-serve"], env=surroundings, check=True, capture_output=True, text=True
        )
        os.environ["BENCH_CAMP"] = told.stdout.split("/board/")[0].rsplit("/events/", 1)[1]
        server = subprocess.Popen([*manage, "serve", "--port", str(port)], env=surroundings, start_new_session=True)
        try:
            wait_for(port)
            time.sleep(20)  # Let the worker send what the demo world had to say.
            report(port, tree(server.pid))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(120):
        try:
            ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/healthz")
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not answer within a minute.")


def report(port: int, pids: list[int]) -> None:
    rows = {}
    for path in ["/healthz", *pages()]:
        rows[path] = [measure(port, pids, path) for _ in range(2)]
    bare = min(one["cpu_ms"] for one in rows["/healthz"])
    print(f"{'page':48} {'CPU ms':>13} {'x bare':>7} {'p50 ms':>13} {'kB gz':>6}")
    for path, both in rows.items():
        cpu, wall = [f"{one['cpu_ms']:.1f}" for one in both], [f"{one['p50_ms']:.1f}" for one in both]
        ratio = min(one["cpu_ms"] for one in both) / bare
        print(
            f"{path[:48]:48} {' / '.join(cpu):>13} {ratio:7.1f} {' / '.join(wall):>13} {both[0]['bytes'] / 1000:6.1f}"
        )
    print(json.dumps({"bare_cpu_ms": bare, "rows": rows}))


if __name__ == "__main__":
    main()
