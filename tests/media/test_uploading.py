"""Pictures and files added and given out: by actions, and in Wagtail."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from citycamp import uploads
from citycamp.media.actions import add_attachment, add_picture
from citycamp.media.models import Attachment, Picture
from citycamp.media.serving import picture_response
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def root():
    return Collection.get_first_root_node()


def png(colour="red") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(out, "PNG")
    return out


def test_a_picture_is_kept_under_a_name_of_our_own(root):
    made = add_picture(root, png(), title="../../My house.png", alt="A red wall", credit="Ana", by=UserFactory())
    assert made.file.name.startswith("original_images/")
    assert "house" not in made.file.name
    assert (made.width, made.height, made.description, made.credit) == (800, 600, "A red wall", "Ana")
    answer = picture_response(made, 320)
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).width == 320


@pytest.mark.parametrize(("alt", "credit"), [("", "Ana"), ("  ", "Ana"), ("A wall", "")])
def test_a_picture_without_words_is_refused(root, alt, credit):
    with pytest.raises(uploads.Refused):
        add_picture(root, png(), title="x", alt=alt, credit=credit, by=None)
    assert not Picture.objects.exists()


def test_the_same_bytes_in_a_closed_collection_are_one_picture_out_of_reach(root, client):
    closed = root.add_child(name="A wiki")
    one = add_picture(closed, png(), title="x", alt="a", credit="c", by=None, closed=True)
    two = add_picture(closed, png(), title="y", alt="b", credit="c", by=None, closed=True)
    other = add_picture(closed, png("blue"), title="z", alt="b", credit="c", by=None, closed=True)
    assert one == two != other
    assert one.file.name.startswith(f"closed/{closed.id}/")
    shown = one.get_rendition("max-320x320")
    assert shown.file.name.startswith(f"closed/{closed.id}/")
    for name in (one.file.name, shown.file.name):
        assert client.get(f"/media/{name}").status_code == 404


def test_a_file_is_a_download_that_nothing_runs_in(root, client):
    made = add_attachment(root, io.BytesIO(b"<svg><script>alert(1)</script></svg>"), name='Plan "ä".svg', by=None)
    answer = client.get(made.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20%22%C3%A4%22.svg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer.headers
    assert "Plan" not in made.file.name


@pytest.mark.parametrize("closing", [{"closed": True}, {"hidden_at": "2026-11-21T00:00Z"}])
def test_a_closed_or_hidden_file_is_absent(root, client, closing):
    made = add_attachment(root, io.BytesIO(b"words"), name="a.txt", by=None)
    assert client.get(made.url).status_code == 200
    Attachment.objects.filter(pk=made.pk).update(**closing)
    assert client.get(made.url).status_code == 404
    assert client.get("/documents/999/a.txt").status_code == 404


def test_wagtails_own_forms_make_pictures_anew_and_judge_files_by_content(root):
    user = UserFactory(is_superuser=True)
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    sent = io.BytesIO()
    Image.new("RGB", (60, 40)).save(sent, "JPEG", exif=exif)
    fields = {"title": "x", "collection": root.id, "description": "a wall"}
    form = get_image_form(Picture)(
        fields, {"file": SimpleUploadedFile("house.jpg", sent.getvalue(), "image/jpeg")}, user=user
    )
    assert form.is_valid(), form.errors
    made = form.save()
    assert b"SECRET" not in made.file.open().read()
    assert "house" not in made.file.name
    assert made.sha256

    for name, content, good in [("a.pdf", b"%PDF-1.4", True), ("a.pdf", b"<html>", False), ("a.html", b"x", False)]:
        form = get_document_form(Attachment)(
            {"title": "x", "collection": root.id}, {"file": SimpleUploadedFile(name, content)}, user=user
        )
        assert form.is_valid() is good


def test_wagtail_knows_the_address_of_a_file(root):
    made = add_attachment(root, io.BytesIO(b"words"), name="a.txt", by=None)
    assert made.url == reverse("wagtaildocs_serve", args=[made.id, made.filename])
