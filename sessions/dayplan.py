"""The first slots of a day: opening, sessions with a break between, lunch, closing circle. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

OPENING = timedelta(minutes=60)
LUNCH = timedelta(minutes=60)
CLOSING = timedelta(minutes=45)
BREAK = timedelta(minutes=15)
NOON = timedelta(hours=12)


@dataclass(frozen=True)
class Planned:
    starts: datetime
    ends: datetime
    kind: str  # "opening", "sessions", "lunch" or "closing"


def plan_day(starts: datetime, ends: datetime, minutes: int, *, first: bool = True, last: bool = True) -> list[Planned]:
    """Slots, in UTC, between two local times. Opening on the first day, closing circle on the last.

    Lunch lies at the break nearest to noon, if the day spans it. A day too short for a session of
    that length gets one slot for all of it.
    """
    # Counted in UTC: in the night in which the clocks change, an hour of theirs is none, or two.
    zone, starts, ends = starts.tzinfo, starts.astimezone(UTC), ends.astimezone(UTC)
    length = timedelta(minutes=minutes)
    found: list[Planned] = []
    at = starts
    if first and ends - starts >= OPENING + length:
        found.append(Planned(at, at + OPENING, "opening"))
        at += OPENING + BREAK
    end = ends - CLOSING if last and ends - at >= length + CLOSING else ends
    found.extend(sessions_between(at, end, length, zone))
    if len(found) == 0:
        found.append(Planned(starts, ends, "sessions"))
    if end != ends:
        found.append(Planned(ends - CLOSING, ends, "closing"))
    return found


def sessions_between(at: datetime, end: datetime, length: timedelta, zone: tzinfo | None) -> Iterator[Planned]:
    noon = datetime.combine(at.astimezone(zone).date(), datetime.min.time(), zone) + NOON
    lunch_at = None
    if at < noon < end and end - at >= 2 * length + LUNCH + BREAK:
        starts = [at + n * (length + BREAK) for n in range(1, 20)]
        lunch_at = min((s for s in starts if s + LUNCH <= end), key=lambda s: abs(s - noon), default=None)
    while at + length <= end:
        if lunch_at is not None and at >= lunch_at:
            yield Planned(at, at + LUNCH, "lunch")
            at += LUNCH + BREAK
            lunch_at = None
            continue
        yield Planned(at, at + length, "sessions")
        at += length + BREAK
