"""Marks in the cached board: {% load board %}."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sessions import agenda, reading
from sessions.models import Board
from sessions.permissions import stand
from sessions.views.board import now_column

register = template.Library()


@register.inclusion_tag("sessions/my_agenda.html")
def my_agenda(user: Any) -> dict[str, Any]:
    """What this person would go to or hosts, in time order; at most eight queries."""
    return {"camps": agenda.coming(user, timezone.now())}


@register.inclusion_tag("sessions/camp_now.html")
def camp_now(camp: Any, user: Any) -> dict[str, Any]:
    """What runs at this moment, for the camp's own page: nothing without a board or outside its slots."""
    board = Board.objects.filter(camp=camp).select_related("camp").first()
    if board is None:
        return {"column": None}
    now = timezone.now()
    return {"column": now_column(reading.look(board), stand(user, board, now), now), "camp": camp}


@register.simple_tag
def mark(kind: str, number: int) -> SafeString:
    """A place that `drawing.fill` fills for each viewer."""
    return format_html("\x01{}:{}\x02", kind, int(number))
