"""What the worker calls."""

import time
from datetime import datetime

from mailinglists import actions, delivery

FOR = 20.0


def ingest(now: datetime) -> None:
    """Read what came in, until nothing waits or twenty seconds are over."""
    began = time.monotonic()
    while actions.ingest(now) and time.monotonic() - began < FOR:
        pass


def deliver(now: datetime) -> None:
    """Send what is due, in portions, for at most twenty seconds."""
    began = time.monotonic()
    while delivery.deliver() and time.monotonic() - began < FOR:
        pass


def end_unverified(now: datetime) -> None:
    """Government lists end subscriptions whose verification lapsed 90 days ago."""
    actions.end_unverified(now)
