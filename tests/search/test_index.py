"""The shared index: what is found, in which order, and that nobody finds or counts what they may not see."""

from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from citycamp.mail.models import OutboxMail
from citycamp.search import finding, kinds
from citycamp.search.actions import drop, put
from citycamp.search.engines import on_sqlite
from citycamp.search.models import Row
from citycamp.search.words import excerpt, fold, pairs_of, terms_of

pytestmark = pytest.mark.django_db

PAGE = "wiki.page"


@pytest.fixture
def things():
    """Five things that somebody may see, kept here in rows that the test can choose from."""
    made = [
        ("Pulen Park", "Boats, a carousel and the boathouse. Ask at the park office."),
        ("Greenways", "Pulen Park is where the greenway begins."),
        ("Educación cívica", "Cómo hablar en una reunión del concejo municipal."),
        ("東京都の公園", "公園の開園時間は九時から"),
        ("Bike lanes", "Striped lanes on Hillsborough Street; see hillsborough-street@example.org"),
    ]
    ids = []
    for number, (title, text) in enumerate(made):
        mail = OutboxMail.objects.create(key=str(number), template="x")
        put(PAGE, mail.id, "wiki:1", title, text)
        ids.append(mail.id)
    return ids


def visible(ids):
    return {PAGE: OutboxMail.objects.filter(id__in=ids).values("id")}


def found(q, ids, **more):
    return [hit.title for hit in finding.find(q, within=visible(ids), **more)]


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("park", ["Pulen Park", "Greenways"]),
        ("PULEN park", ["Pulen Park", "Greenways"]),
        ('"begins pulen"', []),
        ('"Pulen Park is"', ["Greenways"]),
        ("pulen -carousel", ["Greenways"]),
        ("pulen -park", []),
        ("-park", []),
        ("carou*", ["Pulen Park"]),
        ("ca*", []),
        ("educacion", ["Educación cívica"]),
        ("EDUCACIÓN reunion", ["Educación cívica"]),
        ("公園", ["東京都の公園"]),
        ("京都", ["東京都の公園"]),
        ("園公", []),
        ("都", ["東京都の公園"]),
        ("hillsborough-street@example.org", ["Bike lanes"]),
        ("example.org", ["Bike lanes"]),
        ("", []),
        ('"', []),
        ("***", []),
        ('park" OR "lanes', []),
        ("NEAR(park boats)", []),
        ("title:park", []),
        ("park AND", ["Pulen Park"]),  # "and" is a word like any other
        ("park'); DROP TABLE search_row; --", []),
        ("park\x00", ["Pulen Park", "Greenways"]),
    ],
)
def test_what_a_query_finds(things, q, titles):
    assert found(q, things) == titles


def test_what_may_not_be_seen_is_neither_found_nor_counted(things):
    everything = finding.find("park", within=visible(things))
    allowed = finding.find("park", within=visible(things[1:]))
    assert (everything.total, allowed.total) == (2, 1)
    assert [hit.title for hit in allowed] == ["Greenways"]
    assert finding.find("park", within=visible([])).total == 0
    assert finding.find("park", within={}).total == 0
    assert finding.find("park", within={PAGE: OutboxMail.objects.none().values("id")}).total == 0
    assert finding.find("park", within={"lists.message": OutboxMail.objects.values("id")}).total == 0


def test_an_exact_title_comes_first_then_what_is_boosted(things):
    for number in range(3):
        put("lists.message", number + 1, "list:1", f"About the greenway {number}", "greenways " * 20)
    within = {**visible(things), "lists.message": Row.objects.filter(kind="lists.message").values("object_id")}
    order = [(h.kind, h.object_id) for h in finding.find("greenways", within=within, boost={"lists.message": [2]})]
    assert order[:2] == [(PAGE, things[1]), ("lists.message", 2)]
    assert len(order) == 4


def test_pages_of_hits(things):
    for number in range(30):
        put("lists.message", number + 1, "list:1", f"Minutes {number}", "budget")
    within = {"lists.message": Row.objects.filter(kind="lists.message").values("object_id")}
    first = finding.find("budget", within=within, limit=10)
    second = finding.find("budget", within=within, limit=10, offset=10)
    assert (len(first), len(second), first.total) == (10, 10, 30)
    assert not {hit.object_id for hit in first} & {hit.object_id for hit in second}


@pytest.mark.parametrize("hits", [1, 30])
def test_queries_do_not_grow_with_hits(things, hits, django_assert_num_queries):
    for number in range(hits):
        put("lists.message", number + 1, "list:1", f"Minutes {number}", "budget")
    within = {"lists.message": Row.objects.filter(kind="lists.message").values("object_id")}
    with django_assert_num_queries(3):
        assert finding.find("budget", within=within, limit=50).total == hits


def test_new_words_replace_the_old_ones(things):
    put(PAGE, things[0], "wiki:1", "Chavis Park", "A carousel too.")
    assert found("pulen", things) == ["Greenways"]
    assert found("chavis carousel", things) == ["Chavis Park"]
    assert Row.objects.count() == 5


def test_what_is_dropped_is_gone(things):
    drop(PAGE, things[0])
    drop(PAGE, 12345)
    assert found("park", things) == ["Greenways"]
    assert finding.titles("pulen", within=visible(things)) == []


def test_a_transaction_that_fails_leaves_the_index_as_it_was(things):
    def act():
        with transaction.atomic():
            put(PAGE, things[0], "wiki:1", "Never", "never")
            drop(PAGE, things[1])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert found("never", things) == []
    assert found("park", things) == ["Pulen Park", "Greenways"]


def test_titles_complete_in_any_case_and_accent_for_those_who_may(things):
    assert [hit.title for hit in finding.titles("pul", within=visible(things))] == ["Pulen Park"]
    assert [hit.title for hit in finding.titles("EDUCACION", within=visible(things))] == ["Educación cívica"]
    assert finding.titles("pul", within=visible(things[1:])) == []
    assert finding.titles("%", within=visible(things)) == []


def test_an_excerpt_marks_the_words_as_they_were_written(things):
    [hit] = finding.find("reunion", within=visible(things))
    assert [piece.text for piece in hit.pieces if piece.hit] == ["reunión"]
    assert "".join(piece.text for piece in hit.pieces) == "Cómo hablar en una reunión del concejo municipal."


def test_a_long_text_is_cut_around_the_hit_at_words():
    pieces = excerpt("filler words here " * 200 + "the boathouse " + "more words " * 200, terms_of("boathouse"))
    text = "".join(piece.text for piece in pieces)
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 260
    assert [piece.text for piece in pieces if piece.hit] == ["boathouse"]


def test_the_index_is_made_anew_from_what_it_is_about(things):
    entries = [
        kinds.Entry(things[0], "wiki:1", "Pulen Park", "Boats."),
        kinds.Entry(things[4], "wiki:1", "New", "page"),
    ]
    with patch.dict(kinds.KINDS, {PAGE: lambda: iter(entries)}, clear=True):
        call_command("rebuild_search", verbosity=0)
    assert found("park", things) == ["Pulen Park"]
    assert found("page", things) == ["New"]
    assert Row.objects.count() == 2


@given(st.text(max_size=60) | st.text(alphabet="ab\"*-() :^+&|!<>'\\公園", max_size=30))
def test_no_query_is_an_error(q):
    finding.find(q, within={PAGE: OutboxMail.objects.values("id")})
    finding.titles(q, within={PAGE: OutboxMail.objects.values("id")})


@given(st.text(max_size=80))
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


def test_eastern_runs_become_pairs():
    assert pairs_of("park 東京都 x 公") == "東京 京都 都 公"


def test_the_engine_agrees_with_its_rows(things):
    put(PAGE, things[0], "wiki:1", "Changed", "words")
    drop(PAGE, things[1])
    if on_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('integrity-check')")
