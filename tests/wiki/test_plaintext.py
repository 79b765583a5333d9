"""wiki.md 22, item 11."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycamp import richtext
from tests.wiki import pages
from wiki.plaintext import from_text, to_text

ODD = ["a * b", "**x**", "[[p]]", "[a](b)", "<sub>2</sub>", "# no", "- no", "> no", "1. no", "\\", "a|b]"]
ODD += ["_x_", "2 < 3", "&amp;"]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


odd = st.lists(st.sampled_from(ODD), min_size=1, max_size=3).map(" ".join).map(escaped)
odd_block = st.one_of(
    odd.map(lambda text: f"<p>{text}</p>"),
    odd.map(lambda text: f"<p>x<br>{text}</p>"),
    odd.map(lambda text: f"<h2>{text}</h2>"),
    odd.map(lambda text: f"<ul><li>{text}</li></ul>"),
    odd.map(lambda text: f'<p><a data-page="Front">{text}</a></p>'),
    odd.map(lambda text: f"<p><em>{text}</em> and <strong>x <em>{text}</em></strong></p>"),
    odd.map(lambda text: f"<blockquote><p>{text}</p><p>y</p></blockquote>"),
    odd.map(lambda text: f"<pre>{text}</pre>"),
)


@settings(deadline=None)
@given(st.one_of(pages.text_block, odd_block))
def test_a_block_comes_back_from_its_text(block):
    block = richtext.clean(block, richtext.WIKI)
    text = to_text(block)
    if text is not None:
        assert richtext.clean(from_text(text), richtext.WIKI) == block


@settings(deadline=None)
@given(pages.text_block)
def test_ordinary_blocks_can_be_said(block):
    assert to_text(richtext.clean(block, richtext.WIKI)) is not None


@settings(deadline=None)
@given(st.text(alphabet='*[]()<>\\|#-1. ab\n"'))
def test_whatever_is_typed_becomes_text_that_can_be_cleaned(text):
    made = richtext.clean(from_text(text), richtext.WIKI)
    assert richtext.clean(made, richtext.WIKI) == made


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo,\nstill two.", "<p>One.</p><p>Two,<br>still two.</p>"),
        ("## Trees\nNine *old* **oaks**", "<h2>Trees</h2><p>Nine <em>old</em> <strong>oaks</strong></p>"),
        (
            "- a\n  - b\n- c\n3. d",
            '<ul><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ul><ol start="3"><li>d</li></ol>',
        ),
        (
            "[[Harlan Lane]] and [[Front|the front]]",
            '<p><a data-page="Harlan Lane">Harlan Lane</a> and <a data-page="Front">the front</a></p>',
        ),
        ("[words](https://example.org/a\\)b)", '<p><a href="https://example.org/a)b">words</a></p>'),
        ("2 * 3 * 4 and \\*this\\*", "<p>2 * 3 * 4 and *this*</p>"),
        ("H<sub>2</sub>O <script>", "<p>H<sub>2</sub>O &lt;script&gt;</p>"),
        ("> said\n> twice", "<blockquote><p>said<br>twice</p></blockquote>"),
    ],
)
def test_marks(text, html):
    assert from_text(text) == html


def test_what_marks_cannot_say_is_left_alone():
    assert to_text('<p lang="es">Hola</p>') is None
    assert to_text("<table><tbody><tr><td>x</td></tr></tbody></table>") is None
    assert to_text("<ul><li><p>a</p><p>b</p></li></ul>") is None


@pytest.mark.parametrize("piece", ["*", "**a", "[[", "[a](", "<a", "- a\n  ", "\\", "> "])
def test_long_repeats_are_quick(piece):
    started = time.process_time()
    from_text(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 1
