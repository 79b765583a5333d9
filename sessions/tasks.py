"""What the worker calls."""

from datetime import datetime

from sessions import news


def tell(now: datetime) -> None:
    """Note who is to be told of what happened on the boards."""
    news.tell_all(now)
