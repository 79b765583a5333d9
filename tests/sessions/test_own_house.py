"""No page of the board asks another host, runs what stands inline, or may be framed. board.md 17, item 33."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator, theme

pytestmark = pytest.mark.django_db

FETCHES = {
    "script": ["src"],
    "img": ["src", "srcset"],
    "iframe": ["src"],
    "source": ["src", "srcset"],
    "video": ["src", "poster"],
    "audio": ["src"],
    "embed": ["src"],
    "object": ["data"],
    "use": ["href"],
    "form": ["action"],
    "button": ["formaction"],
}
FETCHING_LINKS = {"stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "modulepreload", "prefetch"}


class Reader(HTMLParser):
    """Gathers what a browser would fetch, and what stands inline without the answer's nonce."""

    def __init__(self, nonce: str):
        super().__init__()
        self.nonce, self.fetched, self.inline = nonce, [], []

    def handle_starttag(self, tag, pairs):
        values = {name: value or "" for name, value in pairs}
        self.fetched += [values[name] for name in FETCHES.get(tag, ()) if values.get(name)]
        if tag == "link" and FETCHING_LINKS & set(values.get("rel", "").split()):
            self.fetched.append(values["href"])
        if (
            tag in ("script", "style")
            and values.get("nonce") != self.nonce
            and values.get("type") != "application/ld+json"
        ):
            self.inline.append(self.get_starttag_text())
        self.inline += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        self.inline += [value for value in values.values() if value.strip().lower().startswith("javascript:")]


def addresses(of, session):
    def at(name, *more):
        return reverse(f"sessions:{name}", args=[of.camp.slug, *more])

    yield from (
        at("board"),
        at("board") + f"?pick={session.code}",
        at("board") + "?show=mine",
        at("board") + "?show=now",
    )
    yield from (at(name) for name in ("propose", "changes", "desk", "pitch_desk", "settings", "arrange", "closing"))
    yield from (at("wall") + f"?show={show}" for show in ("now", "grid", "pitch"))
    yield from (at("print") + f"?what={what}" for what in ("", "grid", "doors", "labels", "cards") if what)
    yield at("print")
    yield at("door", of.rooms.first().pk)
    yield from (at("session", session.code), at("edit", session.code))
    yield reverse("front:not_kept")


def directives(answer) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_no_page_of_the_board_asks_another_host_runs_what_is_inline_or_may_be_framed(client):
    here = board(camp())
    fay = facilitator(here.camp)
    session = card(
        here,
        "<script>alert(1)</script>",
        host=attendee(here.camp, '" onmouseover="alert(1)'),
        cell=(here.slots.first(), here.rooms.first()),
        summary="https://elsewhere.example/",
    )
    session.themes.add(theme())
    sign_in(client, fay)
    for address in addresses(here, session):
        answer = client.get(address)
        assert answer.status_code == 200, address
        policy = directives(answer)
        assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == (["'none'"],) * 3, address
        [own, nonce] = policy["script-src"]
        assert own == "'self'"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        reader = Reader(nonce.removeprefix("'nonce-").removesuffix("'"))
        reader.feed(answer.content.decode())
        assert reader.inline == [], address
        assert [each for each in reader.fetched if urlsplit(each).netloc] == [], address
        assert "elsewhere.example" not in " ".join(reader.fetched)


def test_the_reader_sees_what_must_not_be():
    reader = Reader("abc")
    reader.feed('<script>1</script><script nonce="abc" src="//cdn.example/x.js"></script><p style="x" onclick="y">')
    assert (reader.inline, reader.fetched) == (["<script>", "p style", "p onclick"], ["//cdn.example/x.js"])


def test_the_worker_comes_from_the_folder_it_serves(client):
    answer = client.get(reverse("front:worker"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Service-Worker-Allowed"] == "/events/"
    assert "no-cache" in answer["Cache-Control"]
    assert reverse("front:worker").startswith("/events/")


def test_only_pages_for_everybody_say_for_whom_they_may_be_kept(client):
    here = board(camp())
    maya = attendee(here.camp, "Maya R.")
    shown, held = card(here, "Bus lanes", host=maya), card(here, "Not yet", host=maya, state="held")

    def kept_for(name, *more, query=""):
        return client.get(reverse(f"sessions:{name}", args=[here.camp.slug, *more]) + query).get("X-Kept-For")

    assert kept_for("board") == kept_for("session", shown.code) == "0"
    sign_in(client, maya)
    mine = kept_for("board")
    assert len(mine) == 20
    assert kept_for("board", query="?show=mine") == kept_for("session", shown.code) == mine
    fay = facilitator(here.camp)
    sign_in(client, fay)
    assert kept_for("board") not in ("0", mine)
    assert [kept_for(*each) for each in (("desk",), ("changes",), ("settings",), ("print",), ("wall",))] == [None] * 5
    assert client.get(reverse("sessions:session", args=[here.camp.slug, held.code])).status_code == 200
    assert kept_for("session", held.code) is None


def test_signing_out_tells_the_browser_to_forget(client):
    sign_in(client, attendee(camp()))
    assert "Clear-Site-Data" not in client.get("/me/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"storage"'
