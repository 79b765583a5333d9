"""What the worker calls."""

from datetime import datetime

from citycamp.mail import sending


def deliver(now: datetime) -> None:
    sending.deliver(now)


def forget(now: datetime) -> None:
    sending.forget(now)
