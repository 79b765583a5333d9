"""What the worker calls."""

from datetime import datetime

from sessions import news
from sessions.actions.arrangements import forget_old


def tell(now: datetime) -> None:
    """Note who is to be told of what happened on the boards."""
    news.tell_all(now)


def tidy(now: datetime) -> None:
    """Let go of arrangements that no page reads any more."""
    forget_old()
