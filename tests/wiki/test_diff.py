"""wiki.md 22, item 5."""

import time

import pytest
from hypothesis import given

from tests.wiki import pages
from tests.wiki.test_merge import WORST
from wiki import blocks, diff
from wiki.content import Content


def wrap(mark, words):
    return f"<{mark}>{words}</{mark}>"


@given(pages.page_and_edits(1))
def test_applying_a_comparison_to_the_old_text_gives_the_new_one(texts):
    old, new = texts
    lines = diff.compare(old, new)
    assert diff.apply(lines, old) == new
    assert all(line.kind == "same" for line in lines) == (old == new)


@given(pages.page_and_edits(1))
def test_what_is_shown_is_balanced_and_without_its_marks_is_each_text(texts):
    old, new = texts
    sides = [diff.marked(line, wrap) for line in diff.compare(old, new)]
    for side, text in ((0, old), (1, new)):
        whole = "".join(pair[side] for pair in sides)
        assert blocks.is_balanced(whole)
        for mark in ("<del>", "</del>", "<ins>", "</ins>"):
            whole = whole.replace(mark, "")
        assert whole == text


def test_words_are_marked_inside_the_paragraph_that_changed():
    lines = diff.compare("<h2>A</h2><p>Nine old oaks.</p>", "<h2>A</h2><p>Nine young oaks.</p><p>New.</p>")
    assert [line.kind for line in lines] == ["same", "changed", "added"]
    assert diff.marked(lines[1], wrap) == ("<p>Nine <del>old</del> oaks.</p>", "<p>Nine <ins>young</ins> oaks.</p>")
    assert diff.marked(lines[2], wrap) == ("", "<p><ins>New.</ins></p>")


def test_a_comparison_belongs_to_its_text():
    with pytest.raises(ValueError, match="another text"):
        diff.apply(diff.compare("<p>a</p>", "<p>b</p>"), "<p>c</p>")


def test_what_is_not_words_is_said():
    def place(lat):
        geometry = {"type": "Point", "coordinates": [-78.64, lat]}
        return ({"key": "b", "name": "Boathouse", "address": "", "geometry": geometry},)

    old = Content("Park", '<p><a data-page="Hours">hours</a></p>', ("shade",), place(35.78))
    new = Content(
        "Pullen Park", '<p><a data-page="Open">hours</a></p><figure data-picture="3"></figure>', (), place(35.782)
    )
    assert [(note.what, note.words) for note in diff.notes(old, new)] == [
        ("title", {"before": "Park", "after": "Pullen Park"}),
        ("picture_added", {"picture": 3}),
        ("link", {"words": "hours", "after": "Open"}),
        ("place_moved", {"place": "Boathouse", "metres": 222}),
        ("tag_removed", {"tag": "shade"}),
    ]


@pytest.mark.parametrize("name", WORST)
def test_no_pair_is_slow(name):
    """500 ms is the budget; plain tests allow five times as much, since other work shares the machine."""
    started = time.process_time()
    for line in diff.compare(*WORST[name][:2]):
        diff.marked(line, wrap)
    assert time.process_time() - started < 2.5
