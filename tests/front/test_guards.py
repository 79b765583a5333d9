"""The headers of every answer, and what is compressed."""

import gzip

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from citycamp.front.guards import Gzip
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/kit/", "/nowhere/", "/robots.txt", "/healthz", "/accounts/login/"])
def test_every_answer_carries_the_guards(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]


def test_each_answer_that_needs_a_nonce_has_its_own():
    def view(request):
        return HttpResponse(str(request.csp_nonce))

    made = [CSPMiddleware(view)(RequestFactory().get("/")) for _ in range(3)]
    nonces = {response.content.decode() for response in made}
    assert len(nonces) == 3
    for response in made:
        policy = response.headers["Content-Security-Policy"]
        assert f"script-src 'self' 'nonce-{response.content.decode()}'" in policy


def test_pages_of_the_signed_in_are_kept_nowhere(client):
    assert "no-store" not in client.get("/").headers["Cache-Control"]
    client.force_login(UserFactory())
    assert client.get("/").headers["Cache-Control"] == "private, no-store"


def test_the_editor_may_frame_its_own_preview_and_nothing_more(client):
    client.force_login(UserFactory(is_superuser=True))
    policy = client.get(reverse("wagtailadmin_home")).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-" not in policy


def answer(made):
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    return Gzip(lambda _: made)(request)


def test_pages_are_compressed():
    response = answer(HttpResponse("<p>word</p>" * 500))
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == b"<p>word</p>" * 500


def test_event_streams_and_pictures_are_left_alone():
    stream = answer(StreamingHttpResponse(iter([b"data: x\n\n" * 500]), content_type="text/event-stream"))
    picture = answer(HttpResponse(b"x" * 5000, content_type="image/png"))
    assert "Content-Encoding" not in stream.headers
    assert list(stream) == [b"data: x\n\n" * 500]
    assert "Content-Encoding" not in picture.headers
