"""The site's own Wagtail image and document models. wiki.md 3, safety.md 4."""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


def folder(upload) -> str:
    """Closed uploads lie where no public address reaches."""
    return f"closed/{upload.collection_id}/" if upload.closed else ""


def attachment_path(attachment: "Attachment", name: str) -> str:
    return f"{folder(attachment)}documents/{name}"


class Picture(AbstractImage):
    """An image. `description` is its alternative text."""

    credit = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=60, blank=True, default="CC BY-SA 4.0")
    source_url = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    closed = models.BooleanField(default=False, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(max_length=300, blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "source_url")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "sha256"],
                condition=models.Q(closed=True),
                name="same_bytes_same_closed_picture",
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        return folder(self) + super().get_upload_to(filename)


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_each")
        ]

    def get_upload_to(self, filename: str) -> str:
        return folder(self.image) + super().get_upload_to(filename)


class Attachment(AbstractDocument):
    """A file that people download. Its stored name is ours; `name` is what it was called."""

    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(max_length=255, blank=True, editable=False)
    credit = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    closed = models.BooleanField(default=False, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(max_length=300, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "sha256"],
                condition=models.Q(closed=True),
                name="same_bytes_same_closed_attachment",
            )
        ]
