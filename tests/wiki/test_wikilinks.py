import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki import wikilinks
from wiki.wikilinks import BadTitle, PageLink, slug_of, title_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Pullen Park", "pullen-park"),
        ("  Café  Müller ", "café-müller"),
        ("O’Brien's Corner", "obriens-corner"),
        ("Straße 7/9", "strasse-7-9"),
        ("公園 ABC", "公園-abc"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("ＷＩＤＥ", "wide"),
        ("-- x --", "x"),
        ("a" * 150, "a" * 100),
    ],
)
def test_slugs_keep_letters_of_any_script(title, slug):
    assert slug_of(title) == slug


@given(st.text())
def test_a_slug_is_its_own_slug(text):
    assert slug_of(slug_of(text)) == slug_of(text)
    assert "/" not in slug_of(text)
    assert slug_of(text) != "-"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("/", "letters"),
        ("a\u202eb", "controls"),
        ("a\x00b", "controls"),
        ("a" * 121, "long"),
    ],
)
def test_bad_titles_are_refused_with_the_reason(typed, reason):
    with pytest.raises(BadTitle) as refusal:
        title_of(typed)
    assert refusal.value.reason == reason


def test_titles_become_one_line_in_one_form():
    assert title_of(" Cafe\u0301\n Müller ") == "Café Müller"


def test_links_pictures_and_words_of_a_text():
    html = (
        '<p>See <a data-page="Harlan &amp; Lane" data-anchor="trees">it</a>, '
        '<a data-page="Front" data-wiki="durham">Durham</a>, <a href="https://Example.org/x?a=1&amp;b">x</a>.</p>'
        '<figure data-picture="12" data-alt="a > b"><figcaption>Gate</figcaption></figure>'
        '<p><a data-file="9">plan</a></p>'
    )
    assert wikilinks.page_links(html) == [PageLink("Harlan & Lane", "", "trees"), PageLink("Front", "durham")]
    assert wikilinks.outside_links(html) == ["https://Example.org/x?a=1&b"]
    assert wikilinks.host_of("https://Example.org/x") == "example.org"
    assert wikilinks.pictures(html) == [12]
    assert wikilinks.attachments(html) == [9]
    assert wikilinks.plain(html) == "See it, Durham, x.\nGate\nplan"
    assert wikilinks.count_words("<p>Nine <em>old</em> oaks, 4 benches.</p>") == 5


def test_honest_awkward_text_survives_as_a_title(real_input):
    for text in texts(json.loads((real_input / "strings" / "awkward.json").read_text())):
        try:
            assert title_of(text)
        except BadTitle as refusal:
            assert refusal.reason in ("long", "controls", "letters", "empty")  # noqa: PT017


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
