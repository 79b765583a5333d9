"""What goes out of the media folder."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.factories.media import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def test_a_rendition_of_an_open_picture_is_shown_and_can_do_nothing(client):
    answer = client.get(picture().get_rendition("max-165x165").url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize("closing", [{"closed": True}, {"hidden_at": timezone.now()}])
def test_a_closed_or_hidden_picture_is_not(client, closing):
    shown = picture(**closing).get_rendition("max-165x165")
    assert shown.file.storage.exists(shown.file.name)
    assert client.get(shown.url).status_code == 404


def test_originals_and_other_files_stay_inside(client, tmp_path):
    original = picture()
    (tmp_path / "secret.txt").write_text("mail")
    for name in (original.file.name, "secret.txt", "../secret.txt", "images/", ""):
        assert client.get(f"/media/{name}").status_code == 404


def test_a_rendition_whose_file_is_gone_is_absent(client):
    shown = picture().get_rendition("max-165x165")
    shown.file.storage.delete(shown.file.name)
    assert client.get(shown.url).status_code == 404
