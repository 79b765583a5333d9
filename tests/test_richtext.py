"""HTML that people wrote: what stays, what goes, what is refused, and that cleaning twice changes nothing."""

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycamp import richtext
from citycamp.richtext import MAIL, NOTE, WIKI, Refused, clean

POLICIES = [NOTE, WIKI, MAIL]

# Hostile and awkward input, each with what the wiki keeps of it.
CASES = [
    ("<script>alert(1)</script>hello", "<p>hello</p>"),
    ("<SCRIPT src=//evil.example></SCRIPT>", ""),
    ("<scr<script>x</script>ipt>alert(1)</script>", "<p>&lt;script&gt;alert(1)</p>"),
    ("<style>p{}</style><svg><p>in</p></svg><math><mi>m</mi></math>out", "<p>out</p>"),
    ("<svg/onload=alert(1)>held by it", ""),
    ("<svg><svg></svg>in</svg>out", "<p>out</p>"),
    ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<p>'&gt;</p>"),
    ("<template><b>x</b></template><iframe src='/x'>y</iframe>z", "<p>z</p>"),
    ("<!--><script>alert(1)</script>-->x", "<p>--&gt;x</p>"),
    ("<!-- <p>gone</p> -->here<!-- and gone", "<p>here</p>"),
    ("<img src=x onerror=alert(1)>", ""),
    ("<p onclick='x()' style='color:red' class=y id=z>a</p>", "<p>a</p>"),
    ("<a href='javascript:alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='javascript:1'>x</a>", "<p>x</p>"),
    ("<a href='jav&#x09;ascript:alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='jav&#x200b;ascript&colon;alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='&#106;avascript:alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='&#106avascript:alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='  JaVaScRiPt:alert(1)'>x</a>", "<p>x</p>"),
    ("<a href='data:text/html,x'>x</a><a href='vbscript:x'>y</a>", "<p>xy</p>"),
    ("<a href='//evil.example'>x</a><a href='\\\\evil'>y</a><a href='/\\evil'>z</a>", "<p>xyz</p>"),
    ("<a href='/&#9;/evil.example'>x</a>", "<p>x</p>"),
    ("<a href='https://example.org/?a=1&copy=2'>x</a>", '<p><a href="https://example.org/?a=1&amp;copy=2">x</a></p>'),
    ("<a href='mailto:a@example.org'>x</a>", '<p><a href="mailto:a@example.org">x</a></p>'),
    ("<a href='tel:+19195550100'>x</a>", '<p><a href="tel:+19195550100">x</a></p>'),
    ("<a href='#hours'>x</a> <a href='/wiki/'>y</a>", '<p><a href="#hours">x</a> <a href="/wiki/">y</a></p>'),
    ("<a href='/a b'>x</a>", '<p><a href="/a%20b">x</a></p>'),
    ("<a data-page='Pulen  Park' href='https://x.example'>x</a>", '<p><a data-page="Pulen Park">x</a></p>'),
    ("<a data-page='' data-wiki='x'>x</a>", "<p>x</p>"),
    ("{{ request.user }} {% now 'Y' %}", "<p>{{ request.user }} {% now 'Y' %}</p>"),
    ("a < b && c > d &copy; &nbsp;&amp;lt;", "<p>a &lt; b &amp;&amp; c &gt; d © \u00a0&amp;lt;</p>"),
    ("one\x00two\x1b[31m", "<p>onetwo[31m</p>"),
    ("<h1>Title</h1><h6>Small</h6>", "<h2>Title</h2><h4>Small</h4>"),
    ("<b>bold</b><strong> more</strong> <i></i><b> </b>x", "<p><strong>bold more</strong> x</p>"),
    ("<em><strong>x</strong></em><strong><em>y</em></strong>", "<p><strong><em>xy</em></strong></p>"),
    ("loose<p>kept</p>loose", "<p>loose</p><p>kept</p><p>loose</p>"),
    ("<div><section>a</section>b</div>", "<p>a</p><p>b</p>"),
    ("<ul><li><p>only</p></li><li>a<ul><li>b</ul></ul>", "<ul><li>only</li><li><p>a</p><ul><li>b</li></ul></li></ul>"),
    ("<ol start=4><li>four<li>five</ol>", '<ol start="4"><li>four</li><li>five</li></ol>'),
    ("<table>loose<tr><td colspan=2 width=9>a<td colspan=51>b</table>",
     '<table><tbody><tr><td>loose</td></tr><tr><td colspan="2">a</td><td>b</td></tr></tbody></table>'),
    ("<table><caption>c</caption><tr><th scope=col>h</table>",
     '<table><caption>c</caption><tbody><tr><th scope="col">h</th></tr></tbody></table>'),
    ("<figure data-picture=7 data-size=huge data-align=left><img src=x><figcaption>words</figcaption></figure>",
     '<figure data-align="left" data-picture="7"><figcaption>words</figcaption></figure>'),
    ("<figure data-picture='7 onload'>x</figure>", "<p>x</p>"),
    ("<figure data-embed='javascript:1'></figure>", ""),
    ("<figure data-embed='https://video.example/1'></figure>",
     '<figure data-embed="https://video.example/1"></figure>'),
    ("<div data-place='boat-house'>inside</div>", '<div data-place="boat-house"></div><p>inside</p>'),
    ("<pre>\n\n a\n  b\n</pre>", "<pre> a\n  b</pre>"),
    ("<p lang=es dir=RTL>x</p><p lang='\"><x'>y</p>", '<p dir="rtl" lang="es">x</p><p>y</p>'),
    ("<b><p>x</b>y</p>", "<p><strong>x</strong></p><p>y</p>"),
    ("<a href='/x'><p>a</p><ul><li>b</ul></a>",
     '<p><a href="/x">a</a></p><ul><li><a href="/x">b</a></li></ul>'),
    ("e\u0301", "<p>é</p>"),
    ("<a href='https://x.example", "<p>&lt;a href='https://x.example</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("given_html", "kept"), CASES)
def test_what_a_wiki_page_keeps(given_html, kept):
    assert clean(given_html, WIKI) == kept


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
@pytest.mark.parametrize("given_html", [case[0] for case in CASES])
def test_cleaning_twice_changes_nothing(given_html, policy):
    once = clean(given_html, policy)
    assert clean(once, policy) == once


def test_notes_are_short_of_headings_tables_and_wiki_marks():
    assert clean("<h2>a</h2><table><tr><td>b<td>c</table>", NOTE) == "<p>a</p><p>b</p><p>c</p>"
    assert clean("<a data-page='x'>a</a><figure data-picture=1>b</figure>", NOTE) == "<p>a</p><p>b</p>"


def test_links_of_strangers_lend_no_rank():
    outside = '<p><a href="https://example.org/" rel="nofollow ugc">x</a></p>'
    assert clean("<a href='https://example.org/' rel='author' target=_blank>x</a>", NOTE) == outside
    assert clean(outside, MAIL) == outside
    assert "rel" not in clean("<a href='/events/'>x</a>", NOTE)


# Laws, on anything at all.

TAGS = ["p", "b", "strong", "em", "a", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "tbody", "caption", "div"]
TAGS += ["h1", "h3", "pre", "code", "blockquote", "figure", "figcaption", "br", "hr", "span", "svg", "script", "form"]
TAGS += ["dl", "dd", "tfoot", "sup", "font", "button", "select", "option", "textarea", "title", "plaintext", "frameset"]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS]),
    st.sampled_from([f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            "<a href='/x'>",
            "<a href='javascript:1'>",
            '<a data-page="A &amp; B">',
            "<figure data-picture=3>",
            "<div data-place=k>",
            "<td colspan=3>",
            "<p lang=es>",
            "<!-- x -->",
            "<!x>",
            '<a href="it\'s" title=\'say "x"\'>',
        ]
    ),
    st.sampled_from(
        [" ", "\n", "word", "&amp;", "&lt;b&gt;", "<", ">", "&", "&#13;", "&#0;", "\u0338", "\u00a0", "\x0c"]
    ),
    st.text(max_size=8),
)
SOUP = st.lists(PIECES, max_size=40).map("".join)
ALLOWED = re.compile(
    r"</?(p|h2|h3|h4|ul|ol|li|blockquote|pre|code|strong|em|s|u|sub|sup|a|table|caption|thead|tbody|tr|th|td|figure"
    r"|figcaption|div|br|hr)"
    r"((?: (?:href|data-page|data-wiki|data-anchor|data-file|data-picture|data-alt|data-align|data-size|data-embed"
    r"|data-place|data-include|colspan|rowspan|scope|start|lang|dir|rel)=\"[^\"<>]*\")*)>"
)


@given(SOUP, st.sampled_from(POLICIES))
def test_anything_comes_out_allowed_balanced_and_stable(soup, policy):
    try:
        once = clean(soup, policy)
    except Refused:
        return
    assert clean(once, policy) == once
    assert "<" not in ALLOWED.sub("", once)
    stack = []
    for tag in re.finditer(r"<(/?)([a-z0-9]+)", once):
        if tag[1]:
            assert stack.pop() == tag[2]
        elif tag[2] not in ("br", "hr"):
            stack.append(tag[2])
    assert stack == []
    for address in re.findall(r'(?:href|data-embed)="([^"]*)"', once):
        assert re.match(r"https?://|mailto:|tel:|#|/(?!/)", address, re.IGNORECASE)


@given(st.text(max_size=300))
def test_plain_words_become_paragraphs_that_cleaning_leaves_alone(text):
    made = richtext.paragraphs(text.replace("\x00", ""))
    assert clean(made, NOTE) == clean(clean(made, NOTE), NOTE)


def test_plain_words_become_paragraphs():
    made = richtext.paragraphs("First <line>\nsecond\n\n\n Third & last ")
    assert made == "<p>First &lt;line&gt;<br>second</p><p>Third &amp; last</p>"
    assert clean(made, NOTE) == made


def test_the_words_of_a_page():
    page = clean("<h2>Hours</h2><ul><li>Mon</li><li>Tue &amp; Wed</li></ul><p>a<br>b <b>c</b></p>", WIKI)
    assert richtext.plain(page) == "Hours\nMon\nTue & Wed\na\nb c"


# Limits, in CPU time: plain tests allow five times the figure of safety.md 4.

HEAVY = {
    "nested lists": "<ul><li>" * 18_000,
    "nested bold": "<b>" * 20_000 + "<p>x",
    "links in links": "<a href='/x'>aaa" * 11_000,
    "crossed marks": "<b><p>x</b>" * 9_000,
    "rows left open": "<table>" + "<tr><td>a" * 9_500,
    "rows": "<table>" + "<tr><td>a</td></tr>" * 4_900,
    "text in a table": "<table>" + "a<br>bbbbb" * 14_000,
    "tags in a table": "<table>" + "<p>a" * 19_000,
    "names without end": "a<b" * 60_000,
    "quotes without end": '<a b="' * 30_000,
    "spaces in a tag": "<a" + " " * 190_000 + ">",
    "attributes": "<a " + "x=1 " * 40_000 + ">",
    "one long attribute": "<a href='/" + "x" * 190_000 + "'>",
    "half comments": "<!--" * 45_000,
    "half ends": "</" * 60_000,
    "references": "&amp" * 45_000,
    "closing what never opened": "</b>" * 45_000,
    "unclosed scripts": "<script>" * 20_000,
    "svg in svg": "<svg>" * 30_000,
    "controls": "\x00" * 190_000,
    "words": "word " * 38_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_input_is_cleaned_or_refused_in_time(name):
    text = HEAVY[name][:199_000]
    start = time.process_time()
    with contextlib.suppress(Refused):
        clean(text, WIKI)
    spent = time.process_time() - start
    assert spent < 5 * 0.010 * len(text) / 1000


@pytest.mark.parametrize("name", ["nested lists", "nested bold"])
def test_deep_nesting_is_refused_at_once(name):
    start = time.process_time()
    with pytest.raises(Refused):
        clean(HEAVY[name][:150_000], WIKI)
    assert time.process_time() - start < 5 * 0.050


@pytest.mark.parametrize(
    ("text", "policy", "reason"),
    [
        ("x" * 20_001, NOTE, "too long"),
        ("é" * 100_001, WIKI, "too long"),
        ("&" * 50_000, WIKI, "nothing but marks"),
        ("<div>" * 61, WIKI, "nested too deeply"),
        ("<span>" * 61, NOTE, "nested too deeply"),
        ("<div>" * 201, MAIL, "nested too deeply"),
        ("x <br>" * 20_001, WIKI, "too many marks"),
        ("<a " + "x=1 " * 41 + ">", WIKI, "too many properties"),
        ("<a title='" + "x" * 16_001 + "'>", WIKI, "too long"),
    ],
)
def test_a_refusal_says_why(text, policy, reason):
    with pytest.raises(Refused, match=reason):
        clean(text, policy)


def test_up_to_the_limits_it_is_taken():
    assert clean("<div>" * 59 + "x", WIKI) == "<p>x</p>"
    assert len(clean("x" * 19_990, NOTE)) == 19_997


def test_nothing_else_marks_text_as_safe():
    root = Path(richtext.__file__).parent.parent.parent
    found = {
        str(path.relative_to(root))
        for folder in ("citycamp", "events", "sessions", "wiki", "mailinglists", "templates")
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt") and re.search(r"\bmark_safe\b|\|\s*safe\b", path.read_text())
    }
    assert found <= {"citycamp/richtext/__init__.py"}
