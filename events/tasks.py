"""What the worker calls."""

from datetime import datetime

from events.actions import pass_on_unanswered


def offers(now: datetime) -> None:
    """Pass on seats that were offered and not answered in time."""
    pass_on_unanswered(now=now)
