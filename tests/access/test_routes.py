"""Every route has a row that says who may open it; hidden and absent answer alike."""

import re

import pytest
from django.test import Client

from tests.access import world as worlds
from tests.access.table import ADMIN, TABLE, WITHOUT_CLOSED
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.make()


@pytest.fixture
def browsers(world):
    """A browser of each of the four."""
    clients = {}
    for role in worlds.ROLES:
        clients[role] = Client()
        if world.people[role]:
            sign_in(clients[role], world.people[role])
    return clients


def answers(browsers, path: str) -> str:
    """The status that each of the four gets, as the table writes it."""
    return " ".join(str(browsers[role].get(path).status_code) for role in worlds.ROLES)


def own_routes() -> list[str]:
    return [route for route in worlds.routes() if not route.startswith(ADMIN)]


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(own_routes()) == sorted(TABLE)


def test_everybody_gets_what_the_table_says(world, browsers):
    wrong = {}
    for route, (opened, closed) in TABLE.items():
        found = answers(browsers, worlds.address(route, world.opened))
        if found != opened:
            wrong[route] = f"open: {found}, should be {opened}"
        if closed != WITHOUT_CLOSED:
            found = answers(browsers, worlds.address(route, world.opened | world.closed))
            if found != closed:
                wrong[f"{route} (closed)"] = f"{found}, should be {closed}"
    assert wrong == {}


def test_nobody_without_a_factor_gets_into_the_editor(world, browsers):
    seen = set()
    for route in worlds.routes():
        if route.startswith("admin/"):
            path = worlds.address(route, world.opened)
            for role in worlds.ROLES:
                answer = browsers[role].get(path)
                inside = answer.status_code == 200 and b"wagtail" in answer.content.lower()
                seen.add((role, answer.status_code if not inside else f"inside {path}"))
    assert {status for _, status in seen} <= {301, 302, 403, 404, 405}


def bare(content: bytes, path: str) -> str:
    """A page without the four things in which two answers may differ: nonce, token, path, request id."""
    text = content.decode().replace(path, "PATH")
    text = re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|next=[^"&]*', "", text)
    return re.sub(r"%2F[\w%.-]*", "", text)


@pytest.mark.parametrize("role", worlds.ROLES[:3])
def test_hidden_and_absent_answer_alike(world, browsers, role):
    absent = {
        "slug": "no-such-camp",
        "list": "no-such-list",
        "wiki": "no-such-wiki",
        "code": "ZZZZZ9",
        "page": "no-such-page",
    }
    for route in (
        "events/<slug:slug>/",
        "events/<slug:slug>/board/",
        "lists/<slug:slug>/",
        "lists/<slug:slug>/search/",
        "lists/<slug:slug>/message/<idhash:id_hash>/",
        "wiki/<slug:wiki>/",
        "wiki/<slug:wiki>/<str:slug>/",
    ):
        pages = []
        for things in (world.opened | world.closed, world.opened | absent):
            path = worlds.address(route, things)
            answer = browsers[role].get(path)
            headers = {
                name: value
                for name, value in answer.headers.items()
                if name not in ("Content-Security-Policy", "Content-Length")
            }
            pages.append((answer.status_code, headers, bare(answer.content, path)))
        assert pages[0] == pages[1], route
        assert pages[0][0] == 404
