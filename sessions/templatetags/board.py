"""Marks in the cached board: {% load board %}."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sessions import agenda, reading
from sessions.models import Slot
from sessions.permissions import stand
from sessions.views.board import now_column

register = template.Library()


@register.inclusion_tag("sessions/my_agenda.html")
def my_agenda(user: Any) -> dict[str, Any]:
    """What this person would go to or hosts, in time order; at most eight queries."""
    return {"camps": agenda.coming(user, timezone.now())}


@register.inclusion_tag("sessions/camp_now.html")
def camp_now(camp: Any, user: Any) -> dict[str, Any]:
    """What runs at this moment, for the camp's own page: nothing outside its slots, and nothing else is read."""
    now = timezone.now()
    slots = list(
        Slot.objects.filter(board__camp=camp, starts_at__lte=now, ends_at__gt=now).select_related("board__camp")
    )
    if not slots:
        return {"column": None}
    board = slots[0].board
    return {"column": now_column(reading.look(board, slots), stand(user, board, now), now), "camp": camp}


@register.simple_tag
def mark(kind: str, number: int) -> SafeString:
    """A place that `drawing.fill` fills for each viewer."""
    return format_html("\x01{}:{}\x02", kind, int(number))
