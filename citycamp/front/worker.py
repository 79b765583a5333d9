"""The worker: runs the timetable until it is told to stop, and leaves a sign of life."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from citycamp.front.models import Heartbeat
from citycamp.front.timetable import TASKS

log = logging.getLogger(__name__)

PULSE = 10  # seconds
GRACE = 2  # seconds for what runs to end


def run() -> None:
    """Run all tasks until SIGTERM or SIGINT. Work that is cut short is taken up by its lease."""
    stopping = threading.Event()
    for caught in (signal.SIGTERM, signal.SIGINT):
        signal.signal(caught, lambda *_: stopping.set())
    timed = [(name, import_string(name), every) for name, every in [*TASKS, ("citycamp.front.worker.pulse", PULSE)]]
    threads = [
        threading.Thread(target=keep_running, args=(name, task, every, stopping), name=name, daemon=True)
        for name, task, every in timed
    ]
    for thread in threads:
        thread.start()
    stopping.wait()
    until = timezone.now().timestamp() + GRACE
    for thread in threads:
        thread.join(max(0, until - timezone.now().timestamp()))
    if any(thread.is_alive() for thread in threads):
        os._exit(0)  # a lease covers what they were doing


def keep_running(name: str, task: Callable, every: float, stopping: threading.Event) -> None:
    """Run one task again and again; its failures are logged and end nothing."""
    failures = 0
    while not stopping.is_set():
        try:
            run_once(task, timezone.now())
            failures = 0
        except Exception:
            failures += 1
            log.exception("task %s failed", name)
        stopping.wait(min(every * 2**failures, max(every, 60)))


def run_once(task: Callable, now: datetime) -> None:
    close_old_connections()
    try:
        task(now=now)
    finally:
        close_old_connections()


def pulse(now: datetime) -> None:
    Heartbeat.beat("worker", now)
