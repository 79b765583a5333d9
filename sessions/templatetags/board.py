"""Marks in the cached board: {% load board %}."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def mark(kind: str, number: int) -> SafeString:
    """A place that `drawing.fill` fills for each viewer."""
    return format_html("\x01{}:{}\x02", kind, int(number))
