"""Wagtail's own upload forms, with the same door as everywhere else."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from citycamp import uploads


class PictureForm(BaseImageForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        try:
            kept = uploads.picture(file)
        except uploads.Refused as refusal:
            raise ValidationError(refusal.reason) from None
        self.instance.sha256 = kept.sha256
        self.instance.width, self.instance.height = kept.width, kept.height
        return SimpleUploadedFile(kept.file().name, kept.content)


class AttachmentForm(BaseDocumentForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        try:
            kept = uploads.document(file, file.name)
        except uploads.Refused as refusal:
            raise ValidationError(refusal.reason) from None
        self.instance.sha256, self.instance.name = kept.sha256, file.name[:255]
        return SimpleUploadedFile(kept.file().name, kept.content)
