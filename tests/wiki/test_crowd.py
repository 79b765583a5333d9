"""Everybody presses Save at once: real requests, real commits, both engines. wiki.md 22, item 3."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from tests.factories import people
from tests.factories import wiki as wikis
from wiki import actions
from wiki.content import content_of
from wiki.models import Draft, Revision, WikiPage

CROWD = 50


def at_once(count, act):
    """What `act(number)` gave to each of so many threads that began together."""
    gate = Barrier(count)

    def one(number):
        try:
            gate.wait(60)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture
def wiki(own_database):
    return wikis.wiki(slug="raleigh")


def browsers(count, wiki):
    """So many people who belong to the wiki, signed in."""
    clients = []
    for _ in range(count):
        user = people.person()
        wikis.member(wiki, user, trusted=True)
        client = Client()
        people.sign_in(client, user)
        clients.append(client)
    return clients


def test_fifty_people_save_one_page_and_no_sentence_is_lost(wiki):
    clients = browsers(CROWD, wiki)
    lines = [f"<p>Bench {number} is old.</p>" for number in range(CROWD // 2)]
    page = actions.create_page(wiki, title="Benches", html="".join(lines), by=people.person())
    before = content_of(page.current)

    def save(number):
        # Two people each write another sentence over the same one.
        said = f"Number {number} saw it painted."
        mine = list(lines)
        mine[number // 2] = f"<p>{said}</p>"
        form = {"title": before.title, "html": "".join(mine), "base": 1, "tab": f"tab-{number:08}"}
        answer = clients[number].post("/wiki/raleigh/benches/edit/", form)
        return said, answer.status_code

    answers = at_once(CROWD, save)

    page.refresh_from_db()
    numbers = list(Revision.objects.filter(page=page).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert page.current.number == numbers[-1]
    last = page.current.html
    kept = [draft.content["html"] for draft in Draft.objects.filter(page=page)]
    for said, status in answers:
        assert said in last or any(said in html for html in kept), (said, status)
        assert (said in last) == (status == 302), (said, status)
    # Of two who wrote over one sentence one was first, and nobody else was turned away.
    assert [status for _said, status in answers].count(302) == CROWD // 2 == len(numbers) - 1


def test_one_key_asked_for_by_ten_at_once_is_one_page(wiki):
    author = people.person()
    wikis.member(wiki, author, trusted=True)

    def make(number):
        return actions.create_page(wiki, title="Housing", html=f"<p>{number}</p>", by=author, key="session:1").pk

    assert len(set(at_once(10, make))) == 1
    assert WikiPage.objects.filter(wiki=wiki).count() == 1
    assert Revision.objects.filter(wiki=wiki).count() == 1
