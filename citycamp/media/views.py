"""Files as they go out. Originals never do: a page shows a rendition, made anew without what a camera wrote into it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .models import Attachment, Rendition
from .serving import attachment_response, guarded, opened

KINDS = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
KINDS["avif"] = "image/avif"


@require_safe
@cache_control(public=True, max_age=7 * 24 * 3600)
def picture_file(request: HttpRequest, name: str) -> HttpResponse:
    """One rendition of an open picture. 404 for originals, closed or hidden pictures, and all other files."""
    found = Rendition.objects.filter(file=name, image__closed=False, image__hidden_at=None).first()
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower())
    if not found or not kind:
        raise Http404
    return guarded(FileResponse(opened(found.file), content_type=kind))


@require_safe
def attachment(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A file of an open collection, for those whom Wagtail lets into that collection."""
    found = get_object_or_404(Attachment, pk=pk, closed=False, hidden_at=None)
    if found.filename != name:
        raise Http404
    for restriction in found.collection.get_view_restrictions():
        if not restriction.accept_request(request):
            raise Http404
    return attachment_response(found)
