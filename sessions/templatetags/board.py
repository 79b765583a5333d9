"""Marks in the cached board: {% load board %}."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sessions import agenda

register = template.Library()


@register.inclusion_tag("sessions/my_agenda.html")
def my_agenda(user: Any) -> dict[str, Any]:
    """What this person would go to or hosts, in time order; at most eight queries."""
    return {"camps": agenda.coming(user, timezone.now())}


@register.simple_tag
def mark(kind: str, number: int) -> SafeString:
    """A place that `drawing.fill` fills for each viewer."""
    return format_html("\x01{}:{}\x02", kind, int(number))
