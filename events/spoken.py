"""Days and times in words, in the camp's own zone. For mails, calendar files and descriptions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format


def zone_letters(at: datetime, zone: str) -> str:
    """What people there call their time: EDT, CET, or +03 where it has no letters."""
    return f"{at.astimezone(ZoneInfo(zone)):%Z}"


def spoken_day(day) -> str:
    """Saturday, 8 May 2027, 09:00–17:30 EDT."""
    words = date_format(day.date, "l, j F Y")
    if day.has_hours:
        hours = f"{time_format(day.starts_at, 'H:i')}–{time_format(day.ends_at, 'H:i')}"
        words += f", {hours} {zone_letters(day.starts, day.camp.zone)}"
    return words


def spoken_moment(at: datetime, zone: str) -> str:
    """Friday, 7 May, 18:00 EDT."""
    return f"{date_format(at.astimezone(ZoneInfo(zone)), 'l, j F, H:i')} {zone_letters(at, zone)}"
