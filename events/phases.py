"""What stage a camp is in. Pure: no models, no clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

DRAFT, ANNOUNCED, OPEN, CLOSED, TODAY, AFTER, PAST, CANCELLED = (
    "draft",
    "announced",
    "open",
    "closed",
    "today",
    "after",
    "past",
    "cancelled",
)
PHASES = (DRAFT, ANNOUNCED, OPEN, CLOSED, TODAY, AFTER, PAST, CANCELLED)
BEFORE_DOORS = timedelta(hours=2)
FOLLOW_UP = timedelta(days=90)


def phase(
    state: str,
    days: Sequence[tuple[datetime, datetime]],
    opens_at: datetime | None,
    closes_at: datetime | None,
    now: datetime,
) -> str:
    """The phase at `now` of a camp whose days are (doors, end) instants in order.

    `today` runs from two hours before the first doors to the last end, both ends as half-open
    intervals: at the very second of an end the next phase has begun.
    """
    if state in (DRAFT, CANCELLED):
        return state
    if days:
        first, last = days[0][0], max(end for _, end in days)
        if now >= last + FOLLOW_UP:
            return PAST
        if now >= last:
            return AFTER
        if now >= first - BEFORE_DOORS:
            return TODAY
    if opens_at is None or now < opens_at:
        return ANNOUNCED
    if closes_at is not None and now >= closes_at:
        return CLOSED
    return OPEN
