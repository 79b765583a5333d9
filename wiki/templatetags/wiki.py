"""Small words of the wiki's templates: {% load wiki %}."""

from typing import Any

from django import template
from django.conf import settings

from wiki.models import Draft

register = template.Library()


@register.simple_tag
def tiles() -> dict[str, str]:
    """Where map tiles come from, if the operator set that."""
    return {"url": settings.MAP_TILE_URL, "attribution": settings.MAP_TILE_ATTRIBUTION}


@register.inclusion_tag("wiki/my_drafts.html")
def my_drafts(user: Any) -> dict[str, Any]:
    """Words of this person that are not saved yet, newest first; two queries."""
    return {"drafts": Draft.objects.visible_to(user).select_related("wiki", "page").order_by("-updated_at")[:20]}
