"""The page that all visitors share: the same for each but for the nonce and the token."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citycamp.throttle import wait
from sessions import drawing, reading
from sessions.actions import star
from sessions.kept import cache
from sessions.models import Host, Room, Session
from sessions.visitors import KEPT, cut, joined
from tests.factories.people import person, sign_in
from tests.factories.sessions import attendee, board, card, entry, facilitator, theme

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NONCES = re.compile(r'nonce="([^"]+)"')


@pytest.fixture
def here():
    made = board()
    card(made, "Bus lanes", host=attendee(made.camp, "Maya R."), cell=(made.slots.first(), made.rooms.first()))
    return made


def address(made, name="board", *more):
    return reverse(f"sessions:{name}", args=[made.camp.slug, *more])


def page(made, client=None, **headers):
    return (client or Client()).get(address(made), headers=headers)


def bare(answer) -> str:
    return NONCES.sub("", TOKEN.sub("", answer.content.decode()))


def test_each_visitor_has_a_nonce_and_a_token_of_their_own(here):
    answers = [page(here) for _ in range(3)]
    nonces = [set(NONCES.findall(answer.content.decode())) for answer in answers]
    tokens = [TOKEN.findall(answer.content.decode()) for answer in answers]
    assert [len(found) for found in nonces] == [1, 1, 1]
    assert len(set.union(*nonces)) == 3
    assert len({token for found in tokens for token in found}) == 3
    for answer, found in zip(answers, nonces, strict=True):
        assert f"'nonce-{found.pop()}'" in answer["Content-Security-Policy"]
        assert "\x01" not in answer.content.decode()
        assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= {*answer["Vary"].split(", ")}
    assert len({bare(answer) for answer in answers}) == 1
    assert "Bus lanes" in bare(answers[0])


def test_the_token_of_a_kept_page_is_taken(here):
    page(here)
    guarded = Client(enforce_csrf_checks=True)
    [token] = TOKEN.findall(page(here, guarded).content.decode())
    star_it = address(here, "star", here.sessions.get().code)
    assert guarded.post(star_it, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert "csrf" not in (answer := guarded.post(star_it, {"csrfmiddlewaretoken": token})).content.decode().lower()
    assert answer.status_code in (302, 403)


def test_compressed_and_plain_are_the_same_page_drawn_once(here):
    plain = page(here)
    with CaptureQueriesContext(connection) as queries:
        packed = page(here, **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert NONCES.sub("", TOKEN.sub("", gzip.decompress(packed.content).decode())) == bare(plain)
    assert len(queries) == 1


def test_a_change_is_there_at_once_and_a_star_after_five_seconds(here, time_machine):
    before = page(here)
    card(here, "Night buses")
    entry(here)
    assert "Night buses" in page(here).content.decode()
    assert "Night buses" not in before.content.decode()
    session = here.sessions.first()
    star(session, by=attendee(here.camp))
    assert "1 stars" not in page(here).content.decode()
    cache.clear()
    assert "1 stars" in page(here).content.decode()
    assert KEPT <= 5


def test_what_is_taken_over_from_the_drawing_before_says_the_same_as_one_made_anew(here):
    maya = attendee(here.camp, "Maya R.")
    placed, moved = here.sessions.get(), card(here, "<Night> & day", cell=(here.slots.last(), here.rooms.last()))
    acts = [
        lambda: Session.objects.filter(pk=placed.pk).update(title="Trams & <lanes>", pinned=True),
        lambda: Session.objects.filter(pk=moved.pk).update(slot=here.slots.first(), room=here.rooms.all()[1]),
        lambda: placed.themes.add(theme("Housing")),
        lambda: placed.themes.update(name="Homes"),
        lambda: placed.themes.update(slug="other"),
        lambda: placed.hosts.update(name="Maya Rivera", show_name="attendees"),
        lambda: Host.objects.create(board=here, session=moved, user=maya, name=maya.name),
        lambda: here.rooms.update(name=Concat("name", Value("!")), capacity=99),
        lambda: here.slots.update(starts_at=F("starts_at") + timedelta(minutes=5)),
        lambda: Room.objects.filter(pk=here.rooms.last().pk).update(closed=True),
        lambda: Session.objects.filter(pk=moved.pk).update(on_record=False, language="es", kind="fixed"),
        lambda: Session.objects.filter(pk=placed.pk).update(slot=None, room=None),
    ]
    seen = set()
    for number, act in enumerate(acts):
        drawing.whole_board(here, "public")
        act()
        entry(here)
        taken_over = drawing.whole_board(here, "public").html
        anew = drawing.draw(reading.look(here), "public").html
        assert taken_over == anew, number
        seen.add(anew)
    assert len(seen) == len(acts)


def test_language_and_lamp_have_pages_of_their_own_and_who_signed_in_reads_none_of_them(here):
    page(here)
    assert 'lang="es"' in page(here, **{"Accept-Language": "es"}).content.decode()
    night = Client()
    night.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in page(here, night).content.decode()
    fay = Client()
    sign_in(fay, facilitator(here.camp))
    assert "data-move" in page(here, fay).content.decode()
    stranger = Client()
    sign_in(stranger, person("Noor"))
    assert "My page" in page(here, stranger).content.decode()
    for theirs in ("data-move", "My page"):
        assert theirs not in page(here).content.decode()


def test_pieces_of_any_length_join_to_one_gzip_member():
    for html in ("N", "N" + "x" * 300_000, "N" + "é😀" * 200_000, "a<b nonce='N'>" + "word " * 60_000):
        for start in ("", "s", "s" * 70_000):
            made = cut(start + html, "N")
            assert gzip.decompress(joined(made.start.encode(), made)) == made.start.encode() + made.rest


def test_a_phone_asks_for_little_before_it_sees_the_board(here):
    html = page(here).content.decode()
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', html) == ["/static/front/site.css"]
    scripts = re.findall(r"<script([^>]*)>", html)
    assert len(scripts) == 3
    # A module waits until the page has been read, and its file until the stylesheet is there.
    assert all('type="module"' in script and 'fetchpriority="low"' in script for script in scripts)
    # What the board's module imports is named here, so that nothing is asked for one after the other.
    module = Path(finders.find("sessions/board.js")).read_text()
    imported = re.findall(r'^import .* from "\./(.+)";$', module, re.MULTILINE)
    preloaded = re.findall(r'<link rel="modulepreload" href="/static/sessions/([^"]+)"', html)
    assert preloaded == imported
    assert 2 + len(scripts) + len(preloaded) <= 8


def test_what_is_said_to_one_visitor_is_not_said_to_all(here):
    one = Client()
    sign_in(one, person("Vera"))
    assert one.post(reverse("account_logout"), {"next": address(here)}).status_code == 302
    del one.cookies[settings.SESSION_COOKIE_NAME]  # as a browser does
    assert one.cookies["messages"].value
    assert "signed out" in page(here, one).content.decode()
    assert "signed out" not in page(here).content.decode()


def test_what_is_drawn_pushes_no_count_out_of_the_cache_and_a_made_up_choice_is_no_page_of_its_own(here):
    assert [wait("code", "ana", ((3, 3600),)) for _ in range(3)] == [0, 0, 0]
    for number in range(400):
        cache.set(f"drawn:{number}", "x", 60)
    assert wait("code", "ana", ((3, 3600),)) > 0
    page(here)
    with CaptureQueriesContext(connection) as queries:
        for theme in ("Dark", "light!", "abcde"):
            client = Client()
            client.cookies["theme"] = theme
            assert page(here, client).status_code == 200
    assert len(queries) <= 3 * 2  # whose board it is, and no more
    client.cookies["theme"] = "light"
    assert 'data-theme="light"' in page(here, client).content.decode()
