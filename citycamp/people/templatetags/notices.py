"""News in templates: the mail's words, and the quiet strip on a page."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.db import models
from django.utils import timezone

from citycamp.people.notices import telling

register = template.Library()


@register.simple_tag
def told(person: int, items: Sequence[int]) -> telling.Letter:
    """A mail of news as it has to read at this moment."""
    return telling.letter(person, items)


@register.inclusion_tag("people/news_strip.html", takes_context=True)
def news_strip(context, scope: models.Model | None = None) -> dict:
    """What the reader has not seen yet, of one place or of all; nothing where there is nothing."""
    request = context["request"]
    news = telling.strip(request.user, timezone.now(), scope)
    return {"news": news, "here": request.get_full_path(), "csrf_token": context.get("csrf_token")}
