"""Files as they go out. Originals never do: a page shows a rendition, made anew without what a camera wrote into it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .models import Rendition

KINDS = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}


@require_safe
@cache_control(public=True, max_age=7 * 24 * 3600)
def picture_file(request: HttpRequest, name: str) -> HttpResponse:
    """One rendition of an open picture. 404 for originals, closed or hidden pictures, and all other files."""
    found = Rendition.objects.filter(file=name, image__closed=False, image__hidden_at=None).first()
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower())
    if not found or not kind:
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"), content_type=kind)
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
