"""One parent and its children: started by forking, started again when they die, stopped together.

The parent has loaded everything once and holds no thread and no database connection, so a fork is safe
and takes milliseconds where a new interpreter would take seconds.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

WATCHED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM}
STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
GRACE = 3.0  # seconds from the order to stop until what is left is killed
STEADY = 5.0  # who lived this long is started again at once


@dataclass
class Child:
    name: str
    run: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    due: float | None = 0.0  # when to start it, None while it runs


def run_together(children: list[Child], say: Callable[[str], None]) -> None:
    """Run until told to stop by SIGTERM, SIGINT or SIGHUP."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    try:
        while True:
            for child in children:
                if child.due is not None and child.due <= time.monotonic():
                    start(child)
            waits = [child.due - time.monotonic() for child in children if child.due is not None]
            signal.setitimer(signal.ITIMER_REAL, max(min(waits), 0.01) if waits else 0)
            caught = signal.sigwait(WATCHED)
            if caught in STOPPING:
                stop(children, say)
                return
            for child, status in buried(children):
                lived = time.monotonic() - child.started
                child.deaths = 0 if lived > STEADY else child.deaths + 1
                pause = 0 if lived > STEADY else min(2 ** (child.deaths - 1), 30)
                child.pid, child.due = 0, time.monotonic() + pause
                when = f"in {pause} s" if pause else "now"
                say(f"The {child.name} ended ({ending(status)}). It starts again {when}.")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        while signal.sigtimedwait(WATCHED, 0):
            pass  # who pressed Ctrl+C twice gets no traceback
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)


def start(child: Child) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child.pid, child.started, child.due = os.fork(), time.monotonic(), None
    if child.pid:
        return
    code = 1
    try:
        die_with(parent)
        # A group of its own: Ctrl+C in a terminal reaches the parent alone, which stops its children in order.
        os.setpgid(0, 0)
        for caught in WATCHED:
            signal.signal(caught, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        child.run()
        code = 0
    except KeyboardInterrupt:
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def die_with(parent: int) -> None:
    """On Linux, be killed when the parent is gone: no orphan holds the port or sends mail."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def buried(children: list[Child]) -> list[tuple[Child, int]]:
    """Children that ended since, with their status."""
    found = []
    for child in children:
        if child.pid:
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                found.append((child, status))
    return found


def stop(children: list[Child], say: Callable[[str], None]) -> None:
    until = time.monotonic() + GRACE
    for child in children:
        if child.pid:
            os.kill(child.pid, signal.SIGTERM)
    while any(child.pid for child in children):
        for child, _status in buried(children):
            child.pid = 0
        left = [child for child in children if child.pid]
        if left and time.monotonic() > until:
            for child in left:
                say(f"The {child.name} did not stop in time and was killed.")
                os.kill(child.pid, signal.SIGKILL)
            until = time.monotonic() + GRACE
        time.sleep(0.02)


def ending(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"code {code}"
