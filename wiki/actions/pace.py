"""How fast one account may write, counted in the rows themselves. wiki.md 8."""

from datetime import datetime, timedelta
from typing import Any

from wiki.errors import TooFast
from wiki.models import Revision
from wiki.permissions import Level, Standing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Saves in a minute, in an hour, and new pages in an hour.
LIMITS = {"new": (3, 20, 5), "trusted": (20, 300, 60)}


def hold_pace(who: Standing, now: datetime, *, new_page: bool) -> None:
    """Raises TooFast, with the time when the next save is welcome. Stewards have no limit."""
    if who.level >= Level.STEWARD:
        return
    minute, hour, pages = LIMITS["trusted" if who.level >= Level.TRUSTED else "new"]
    mine = Revision.objects.filter(author=who.user, wiki=who.wiki)
    check(mine, minute, now, MINUTE)
    check(mine, hour, now, HOUR)
    if new_page:
        check(mine.filter(kind=Revision.Kind.CREATE), pages, now, HOUR)


def check(rows: Any, most: int, now: datetime, span: timedelta) -> None:
    recent = rows.filter(created_at__gt=now - span).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:most])
    if len(times) >= most:
        raise TooFast(times[-1] + span)
