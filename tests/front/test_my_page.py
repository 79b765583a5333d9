"""The parts of /me/ that the apps fill: camps, promises, lists, drafts; each full, and empty in a sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Commitment
from mailinglists import actions as lists
from tests.factories import events as make
from tests.factories.people import person, role, sign_in
from wiki.models import Draft, Wiki

pytestmark = pytest.mark.django_db


def body_of(client, who) -> str:
    sign_in(client, who)
    return client.get("/me/").content.decode()


def test_empty_parts_say_what_belongs_there(client):
    body = body_of(client, person("Noor"))
    for sentence in ("No coming camp has a seat of yours.", "Nothing is open.", "None by mail so far."):
        assert sentence in body
    assert "Everything that you wrote in a wiki is saved." in body


def test_each_part_shows_what_is_mine_and_nobody_elses(client):
    noor, omar = person("Noor"), person("Omar")
    here, there = make.camp(name="Camp of Noor"), make.camp(name="Camp of Omar")
    make.registered(here, noor)
    make.registered(there, omar)
    for camp, who, what in ((here, noor, "Count the street trees"), (there, omar, "Mend the bus sign")):
        Commitment.objects.create(camp=camp, who=who, what=what, who_name=who.name, accepted=True)
    open_list = lists.create_list("trees", "Street trees", by=None)
    lists.subscribe(open_list, noor.email, user=noor)
    wiki = Wiki.objects.create(name="Raleigh", slug="raleigh", stage="open")
    Draft.objects.create(wiki=wiki, user=noor, tab="one", title="The old mill", updated_at=timezone.now())
    for who, seen in ((noor, True), (omar, False)):
        body = body_of(client, who)
        for words in ("Camp of Noor", "Count the street trees", "Street trees</bdi>", "The old mill"):
            assert (words in body) is seen, words
        for words in ("Camp of Omar", "Mend the bus sign"):
            assert (words in body) is not seen, words


def test_the_team_finds_its_camp_without_a_seat(client):
    maya = person("Maya")
    role(maya, "facilitator", make.camp(name="Camp of the team"))
    body = body_of(client, maya)
    assert "Camp of the team" in body
    assert "You are of the team." in body


def test_a_list_one_may_no_longer_see_leaves_no_trace(client):
    noor = person("Noor")
    closed = lists.create_list("gov", "Officials only", audience="government", by=None)
    closed.subscriptions.create(
        address=noor.email, address_key=noor.email, user=noor, state="active", confirmed_at=timezone.now()
    )
    assert "Officials only" not in body_of(client, noor)


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(client, django_assert_max_num_queries, count):
    noor = person("Noor")
    sign_in(client, noor)
    wiki = Wiki.objects.create(name="Raleigh", slug="raleigh", stage="open")
    for number in range(count):
        camp = make.camp(name=f"Camp {number}")
        make.registered(camp, noor)
        Commitment.objects.create(camp=camp, who=noor, what=f"Promise {number}", who_name="Noor", accepted=True)
        Draft.objects.create(
            wiki=wiki, user=noor, tab=str(number), updated_at=timezone.now() - timedelta(minutes=number)
        )
        lists.subscribe(lists.create_list(f"list-{number}", f"List {number}", by=None), noor.email, user=noor)
    client.get("/me/")
    with django_assert_max_num_queries(20):
        assert client.get("/me/").status_code == 200
