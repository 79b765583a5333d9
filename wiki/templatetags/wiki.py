"""Small words of the wiki's templates: {% load wiki %}."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def tiles() -> dict[str, str]:
    """Where map tiles come from, if the operator set that."""
    return {"url": settings.MAP_TILE_URL, "attribution": settings.MAP_TILE_ATTRIBUTION}
