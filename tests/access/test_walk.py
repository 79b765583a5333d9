"""Four people walk every route and every link: each gets what the table says, and finds no marker but their own."""

import gzip
import re
from collections import defaultdict
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.access import world as worlds
from tests.access.table import ADMIN, TABLE
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action|src)="([^"#]+)')
NOT_FOLLOWED = re.compile(r"^/(accounts|static|admin|_util|documents|c)/|/live/|logout|as-you-like")
MOST_LINKS = 220


class Walker:
    """One of the four, who remembers what was found and where."""

    def __init__(self, role: str, person) -> None:
        self.role, self.client = role, Client()
        self.seen: dict[str, int] = {}
        self.links: dict[str, None] = {}
        self.found: dict[str, set[str]] = defaultdict(set)
        if person:
            sign_in(self.client, person)

    def get(self, path: str, markers: dict[str, str]) -> int:
        if path in self.seen:
            return self.seen[path]
        answer = self.client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if body[:2] == b"\x1f\x8b":
            body = gzip.decompress(body)
        text = body.decode(errors="replace")
        asked = path.lower()
        for name, word in markers.items():
            # A page may repeat the words that were looked for; what counts is a marker nobody asked for.
            if word not in asked and (word in text or word in str(answer.headers)):
                self.found[name].add(path)
        if "html" in answer.headers.get("Content-Type", ""):
            for link in LINK.findall(text):
                address = urlsplit(urljoin(path, unescape(link)))
                if not address.netloc and not NOT_FOLLOWED.search(address.path):
                    self.links[address.path + (f"?{address.query}" if address.query else "")] = None
        self.seen[path] = answer.status_code
        return answer.status_code

    def follow(self, markers: dict[str, str]) -> None:
        """Every link found so far, and what those pages link to, each once."""
        waiting = [link for link in self.links if link not in self.seen]
        while waiting and len(self.seen) < MOST_LINKS:
            for link in waiting[: MOST_LINKS - len(self.seen)]:
                status = self.get(link, markers)
                assert status < 500, f"{link} answered {status} for {self.role}"
            waiting = [link for link in self.links if link not in self.seen]


def own_routes() -> list[str]:
    return [route for route in worlds.routes() if not route.startswith(ADMIN)]


def test_every_route_has_a_row_and_every_row_a_route():
    assert sorted(own_routes()) == sorted(TABLE)


def test_each_gets_what_the_table_says_and_finds_no_marker_but_their_own():
    world = worlds.make()
    markers = world.officials | world.nobodys
    walkers = {role: Walker(role, world.people[role]) for role in worlds.ROLES}
    wrong = {}
    for route, columns in TABLE.items():
        for things, expected in zip((world.opened, world.opened | world.closed), columns, strict=True):
            if expected:
                path = worlds.address(route, things)
                found = " ".join(str(walker.get(path, markers)) for walker in walkers.values())
                if found != expected:
                    wrong[path] = f"{found}, the table says {expected}"
    assert wrong == {}

    for walker in walkers.values():
        for word in markers.values():
            for search in ("/search/", "/lists/search/", f"/wiki/{world.opened['wiki']}/-/titles.json"):
                walker.get(f"{search}?q={word}", markers)
        for words in ("due", "Creek", "plain", "Bus"):
            walker.get(f"/search/?q={words}", markers)
        walker.follow(markers)

    for role in ("visitor", "attendee", "lapsed"):
        assert walkers[role].found == {}, role
    official = walkers["official"]
    assert set(official.found) == set(world.officials), "the official finds all that is theirs, and nothing else"
    assert min(len(walker.seen) for walker in walkers.values()) > 120


def test_nobody_without_a_part_in_it_gets_into_the_editor():
    """Wagtail's own routes, as somebody signed in without any role."""
    somebody, visitor = Walker("somebody", worlds.people_factory.person()), Walker("visitor", None)
    routes = [route for route in worlds.routes() if route.startswith("admin/")]
    assert len(routes) > 150
    statuses = {somebody.get(worlds.address(route, {}), {}) for route in routes}
    assert statuses <= {301, 302, 404, 405}
    assert {visitor.get(worlds.address(route, {}), {}) for route in routes[::10]} <= {301, 302, 404, 405}


def bare(content: bytes, path: str) -> str:
    """A page without the four things in which two answers may differ: nonce, token, path, request id."""
    text = content.decode().replace(path, "PATH").replace(path.replace("/", "%2F"), "PATH")
    return re.sub(r'nonce="[^"]*"|(?<=csrfmiddlewaretoken" value=)"[^"]*"', "", text)


@pytest.mark.parametrize("role", ["visitor", "lapsed"])
def test_hidden_and_absent_answer_alike(role):
    world = worlds.make()
    client = Walker(role, world.people[role]).client
    nothing = {"slug": "no-such-camp", "list": "no-such-list", "wiki": "no-such-wiki", "code": "ZZZZZ9"}
    nothing |= {"id_hash": "A" * 32, "meeting": 987654, "public_id": "abcdefghij", "page": "no-such-page"}
    for route, (_, closed) in TABLE.items():
        if not closed.startswith("404 404 404"):
            continue
        answers = []
        for things in (world.opened | world.closed, world.opened | nothing):
            path = worlds.address(route, things)
            answer = client.get(path)
            headers = {
                k: v for k, v in answer.headers.items() if k not in ("Content-Security-Policy", "Content-Length")
            }
            answers.append((answer.status_code, headers, bare(answer.content, path)))
        assert answers[0] == answers[1], route
        assert answers[0][0] == 404
