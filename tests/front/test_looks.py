"""The frame of every page: error pages, day or night, the manifest, robots.txt, tokens, drawings."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
import segno
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from citycamp.front.templatetags import look
from citycamp.urls import urlpatterns as real_urlpatterns


def absent(request):
    raise Http404("the secret camp is not published")


def refused(request):
    raise PermissionDenied("Only organizers of CityCamp Raleigh may close the board.")


def refused_without_words(request):
    raise PermissionDenied


def unreadable(request):
    raise SuspiciousOperation("raw input with a secret")


def broken(request):
    raise RuntimeError("a secret in a traceback")


@csrf_protect
def form(request):
    return HttpResponse("sent")


urlpatterns = [
    path("hidden/", absent),
    path("refused/", refused),
    path("refused-silently/", refused_without_words),
    path("unreadable/", unreadable),
    path("broken/", broken),
    path("form/", form),
    *real_urlpatterns,
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.raise_request_exception = False
    return client


def plain(response, address: str) -> str:
    """The page without what differs each time: the nonce, and the address one comes back to."""
    text = re.sub(r'nonce="[^"]+"', "", response.content.decode())
    return text.replace(address, "HERE").replace(quote(address, safe=""), "HERE")


def test_hidden_and_absent_look_alike(visitor):
    hidden, nowhere = visitor.get("/hidden/"), visitor.get("/nowhere/")
    assert (hidden.status_code, nowhere.status_code) == (404, 404)
    assert plain(hidden, "/hidden/") == plain(nowhere, "/nowhere/")
    assert "secret" not in plain(hidden, "/hidden/")


def test_a_refusal_says_its_reason(visitor):
    page = visitor.get("/refused/")
    assert page.status_code == 403
    assert "Only organizers of CityCamp Raleigh may close the board." in page.content.decode()
    assert "It takes a role that you do not hold here." in visitor.get("/refused-silently/").content.decode()


def test_what_cannot_be_read_and_what_broke_tell_no_secret(visitor):
    for address, status, words in (
        ("/unreadable/", 400, "What was sent here could not be read."),
        ("/broken/", 500, "This page broke on our side."),
    ):
        page = visitor.get(address)
        assert page.status_code == status
        assert words in page.content.decode()
        assert "secret" not in page.content.decode()


def test_the_page_of_a_fault_needs_no_database_and_no_request(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "This page broke on our side." in render_to_string("500.html")


def test_a_form_from_elsewhere_is_refused_and_not_repeated():
    client = Client(enforce_csrf_checks=True)
    page = client.post("/form/", {"note": "typed in confidence"})
    assert page.status_code == 403
    assert "This form was open too long." in page.content.decode()
    assert "typed in confidence" not in page.content.decode()
    assert "CSRF" not in page.content.decode()


def test_night_is_remembered_and_on_the_page_from_the_first_byte(client):
    assert "data-theme" not in client.get("/kit/").content.decode()
    answer = client.post("/as-you-like/", {"theme": "dark", "next": "/kit/"})
    assert (answer.status_code, answer["Location"]) == (302, "/kit/")
    assert '<html lang="en" data-theme="dark">' in client.get("/kit/").content.decode()
    client.post("/as-you-like/", {"theme": "", "next": "/kit/"})
    assert "data-theme" not in client.get("/kit/").content.decode()


def test_a_cookie_of_ones_own_making_does_not_reach_the_page(client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/kit/").content.decode()


def test_the_language_is_remembered(client):
    client.post("/as-you-like/", {"language": "es", "next": "/kit/"})
    assert '<html lang="es"' in client.get("/kit/").content.decode()
    client.post("/as-you-like/", {"language": "xx", "next": "/kit/"})
    assert '<html lang="es"' in client.get("/kit/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(client, elsewhere):
    assert client.post("/as-you-like/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_a_link_cannot_switch_the_light(client):
    assert client.get("/as-you-like/?theme=dark").status_code == 405


def test_the_manifest_names_icons_that_are_there(client):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/"
    for entry in manifest["icons"]:
        assert finders.find(entry["src"].removeprefix("/static/"))


@pytest.mark.parametrize("page", ["/", "/kit/", "/wiki/", "/lists/", "/events/nowhere/"])
def test_a_page_asks_for_one_stylesheet(client, page):
    html = client.get(page).content.decode()
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', html) == ["/static/front/site.css"]


def test_the_one_stylesheet_is_every_room_of_the_house():
    imported = re.findall(r'^@import "([^"]+)";$', Path(finders.find("front/site.css")).read_text(), re.MULTILINE)
    assert [each.rpartition("/")[2].removesuffix(".css") for each in imported] == [
        "tokens", "citycamp", "pages", "print", "sessions", "wiki",
    ]  # fmt: skip
    assert all(finders.find(f"front/{each}".replace("front/../", "")) for each in imported)


def test_robots_keep_out_of_forms_and_keys(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert "Disallow: /events/" not in lines


def test_a_theme_has_its_shape_and_its_name():
    assert 'data-topic="services"' in look.shape("human-services")
    assert 'aria-label="Theme: Human services"' in look.shape("human-services")
    assert 'aria-label="Theme: More"' in look.shape("of our own")
    assert "aria-hidden" in look.shape("housing", hidden=True)


def test_an_icon_that_is_not_drawn_is_a_fault():
    with pytest.raises(KeyError):
        look.icon("unicorn")


def test_a_bar_never_leaves_its_frame():
    assert [look.share(part, whole, 200) for part, whole in ((0, 10), (5, 10), (15, 10), (1, 0))] == [
        "0",
        "100",
        "200",
        "0",
    ]


def test_a_qr_code_draws_every_dark_square_and_says_its_address():
    address = "https://camp.example.org/c/K3V9QT"
    svg = look.qr(address)
    dark = sum(int(run) for run in re.findall(r"h(\d+)", svg))
    assert dark == sum(map(sum, segno.make(address, error="m", micro=False).matrix))
    assert f'aria-label="QR code: {address}"' in svg
