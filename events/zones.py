"""Time zones: which names count, local times to instants, and which zone a country or region keeps. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Names that people may choose: Area/Place of the IANA database, and UTC."""
    odd = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return frozenset({"UTC"} | {name for name in available_timezones() if "/" in name and not name.startswith(odd)})


def is_zone(name: str) -> bool:
    return name in zone_names()


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant in UTC at which clocks in that zone show this time.

    A time that a clock change skips is the one that much later; of a repeated hour the first counts.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_midnight_after(day: date, zone: str) -> datetime:
    return instant(day + timedelta(days=1), time(0), zone)


def local(at: datetime, zone: str) -> datetime:
    """The same instant as clocks in that zone show it."""
    return at.astimezone(ZoneInfo(zone))
