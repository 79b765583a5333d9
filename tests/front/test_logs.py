"""Log lines for machines: what is in them, and that nothing personal is."""

import io
import json
import logging

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from citycamp.front.logs import JsonLines, Requests
from citycamp.urls import urlpatterns as real_urlpatterns
from tests.factories.people import person, sign_in

PRIVATE = ("noor@example.org", "Noor Haddad", "zqsecretword", "zqpath")


def broken(request, word):
    log = logging.getLogger("events.views")
    log.warning("nobody is at %s, 3 tries", word)
    log.info("mail %s cannot be written to %s", 42, "noor@example.org")
    raise RuntimeError(f"could not tell noor@example.org: {word}")


urlpatterns = [path("broken/<str:word>/", broken, name="broken"), *real_urlpatterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def lines(settings):
    settings.LOG_FORMAT = "json"
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    watched = [logging.getLogger(name) for name in ("", "django", "citycamp.requests", "events.views")]
    before = [(log.level, list(log.handlers), log.propagate) for log in watched]
    for log in watched:
        log.setLevel(logging.INFO)
        log.handlers, log.propagate = [handler], False
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for log, (level, handlers, propagate) in zip(watched, before, strict=True):
        log.level, log.handlers, log.propagate = level, handlers, propagate


def test_each_request_is_one_line_with_its_route_and_nothing_of_what_was_asked(lines):
    client = Client()
    noor = person("Noor Haddad", "noor@example.org")
    sign_in(client, noor)
    answer = client.get("/search/?q=zqsecretword")
    client.get("/wiki/zqpath/")
    client.post("/accounts/login/", {"login": "noor@example.org"})
    first, absent, sent = [line for line in lines() if line["from"] == "citycamp.requests"]
    assert set(first) == {
        "at", "level", "from", "request", "route", "method", "status", "ms", "queries", "person",
    }  # fmt: skip
    assert (first["route"], first["status"], first["method"]) == ("front:search", 200, "GET")
    assert first["queries"] > 1
    assert first["request"] == answer["X-Request-Id"]
    assert first["person"] == absent["person"] != ""
    assert str(noor.pk) != first["person"] != noor.public_id
    assert absent["status"] == 404
    assert sent["route"] == "account_login"
    assert not [word for word in PRIVATE if word in json.dumps(lines())]


def test_a_fault_says_its_kind_and_place_and_not_its_words(lines):
    client = Client(raise_request_exception=False)
    assert client.get("/broken/zqsecretword/").status_code == 500
    told = lines()
    [fault] = [line for line in told if "fault" in line]
    assert (fault["fault"], fault["level"]) == ("RuntimeError", "error")
    assert any(step.endswith(" broken") for step in fault["where"])
    assert {"event": "mail %s cannot be written to %s", "numbers": [42]}.items() <= told[1].items()
    assert not [word for word in PRIVATE if word in json.dumps(told)]


def test_without_the_setting_the_middleware_is_not_there(settings):
    with pytest.raises(MiddlewareNotUsed):
        Requests(lambda request: HttpResponse())
    assert "X-Request-Id" not in Client().get("/healthz").headers
