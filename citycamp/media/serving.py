"""Give out a picture or a file; whoever calls has asked whether this person may have it."""

import mimetypes

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from citycamp import uploads
from citycamp.media.models import Attachment, Picture

WIDTHS = (320, 640, 960, 1280, 1920)
SANDBOX = "default-src 'none'; sandbox"


def attachment_response(attachment: Attachment) -> FileResponse:
    """Always a download, under the name it came with, never anything a browser runs."""
    ending = attachment.file.name.rpartition(".")[2]
    response = FileResponse(
        opened(attachment.file), content_type=uploads.DOCUMENT_TYPES.get(ending, "application/octet-stream")
    )
    name = attachment.name or f"{attachment.title}.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return guarded(response)


def picture_response(picture: Picture, width: int | None = None) -> FileResponse:
    """A picture as it is, or at most this wide; `width` is one of WIDTHS."""
    if width is not None and width not in WIDTHS:
        raise Http404
    file = picture.file if width is None else picture.get_rendition(f"max-{width}x20000").file
    return guarded(FileResponse(opened(file), content_type=mimetypes.guess_type(file.name)[0] or "image/jpeg"))


def opened(file):
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def guarded(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response._csp_exempt = True
    return response
