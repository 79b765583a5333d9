"""When a series meets: one RRULE (RFC 5545, 3.3.10) of the few kinds that people can say, as local times. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

AHEAD = timedelta(days=548)
MOST = 200
ALLOWED = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT"}


class NotARule(Exception):
    """A rule we do not keep; `args[0]` says why."""


def check_rule(rule: str) -> dict[str, str]:
    """The parts of a rule we keep: WEEKLY or MONTHLY, INTERVAL, BYDAY or BYMONTHDAY, UNTIL or COUNT."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if part)
    if set(parts) - ALLOWED:
        raise NotARule(_("A series knows how often, which day, and until when. This names something else."))
    if parts.get("FREQ") not in ("WEEKLY", "MONTHLY"):
        raise NotARule(_("A series meets weekly or monthly."))
    for name, most in (("INTERVAL", 12), ("COUNT", MOST)):
        if name in parts and not (parts[name].isdigit() and 1 <= int(parts[name]) <= most):
            raise NotARule(_("%(name)s is a number from 1 to %(most)s.") % {"name": name, "most": most})
    for day in parts.get("BYDAY", "").split(",") if parts.get("BYDAY") else []:
        ordinal, weekday = day[:-2], day[-2:]
        fits = ordinal in ("", "1", "2", "3", "4", "5", "-1") if parts["FREQ"] == "MONTHLY" else ordinal == ""
        if weekday not in ("MO", "TU", "WE", "TH", "FR", "SA", "SU") or not fits:
            raise NotARule(_("“%(day)s” is no day of a series.") % {"day": day[:10]})
    month_day = parts.get("BYMONTHDAY")
    if month_day and not (month_day.isdigit() and 1 <= int(month_day) <= 31 and parts["FREQ"] == "MONTHLY"):
        raise NotARule(_("A day of the month is a number from 1 to 31."))
    return parts


def occurrences(rule: str, first: datetime, until: datetime) -> Iterator[datetime]:
    """The local times at which a series meets, from its first to `until`; clocks that change move none of them."""
    check_rule(rule)
    try:
        found = rrulestr(rule.upper(), dtstart=first, ignoretz=True)
    except ValueError:
        raise NotARule(_("This is no rule of a series.")) from None
    return islice((at for at in takewhile_before(found, until)), MOST)


def takewhile_before(found, until: datetime) -> Iterator[datetime]:
    for at in found:
        if at > until:
            return
        yield at


def audience_of(number: int, open_every: int, open_first: int) -> str:
    """The audience of the occurrence with this number, counted from 1: each `open_every`-th one is open."""
    if open_every and number >= open_first and (number - open_first) % open_every == 0:
        return "open"
    return "government"
