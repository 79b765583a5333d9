"""How this install is called and looks: the Network row, asked for once a request."""

from __future__ import annotations

from django.http import HttpRequest

from .models import Network


def face(request: HttpRequest | None = None) -> Network:
    """The network's settings; its defaults where staff have saved none. One query, and one a request."""
    if request is not None and hasattr(request, "face"):
        return request.face
    # Unlike Wagtail's for_request, a page view never writes the row.
    known = Network.objects.select_related("imprint", "privacy").order_by("-site__is_default_site", "pk").first()
    found = known or Network()
    if request is not None:
        request.face = found  # type: ignore[attr-defined]
    return found


def signature() -> dict[str, str]:
    """What stands at the foot of every mail."""
    known = face()
    return {"name": known.name, "tagline": known.tagline, "contact": known.contact}
