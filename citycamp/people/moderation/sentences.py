"""What somebody reads who is stopped: by which rule, until when, and where to appeal. people.md 6."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycamp.people.models import Sanction


def why_stopped(user, act: str, scope: models.Model | None, now: datetime | None = None) -> str:
    """The sentence for a blocked act ("upload", "write", "out"); "" where nothing stops it."""
    rows = list(
        Sanction.objects.in_force(user, scope, now or timezone.now()).stopping(act).values_list("rule", "until")
    )
    if not rows:
        return ""
    ends = [until for _rule, until in rows if until is not None]
    words = _("A decision about you stops this here.")
    if len(ends) == len(rows):
        words = _("A decision about you stops this here until %(day)s.") % {
            "day": date_format(max(ends).astimezone(UTC), "j F Y, H:i") + " UTC"
        }
    rules = "; ".join(sorted({rule.rstrip(".") for rule, _until in rows if rule}))
    if rules:
        words += " " + _("The rule: %(rules)s.") % {"rules": rules}
    return words + " " + _("The notices on your page say why, and how to appeal. What you typed is still here.")
