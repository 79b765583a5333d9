"""Pictures."""

import io

from django.core.files.base import ContentFile
from PIL import Image

from citycamp.media.models import Picture


def picture(title: str = "A green wall", *, colour: str = "#14513c", **fields) -> Picture:
    """A picture of one colour, 640 by 400."""
    out = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "PNG")
    return Picture.objects.create(
        title=title, file=ContentFile(out.getvalue(), name="wall.png"), width=640, height=400, **fields
    )
