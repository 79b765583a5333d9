"""Random canonical pages for the laws of the pure modules."""

import re

from hypothesis import strategies as st

from wiki import blocks

WORDS = ["año", "公園", "4"]
WORDS += ["park", "creek", "bench", "oak", "river", "gate", "tree", "bus", "stop", "library", "noon", "city"]
word = st.sampled_from(WORDS)
phrase = st.lists(word, min_size=1, max_size=7).map(" ".join)
marks = st.sampled_from(["strong", "em", "s", "u", "sub", "sup", "code"])


@st.composite
def inline(draw) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        text = draw(phrase)
        match draw(st.integers(0, 5)):
            case 0:
                mark = draw(marks)
                text = f"<{mark}>{text}</{mark}>"
            case 1:
                text = f'<a data-page="{draw(phrase)}">{text}</a>'
            case 2:
                text = f'<a href="https://example.org/{draw(st.integers(1, 9))}">{text}</a>'
        parts.append(text)
    return " ".join(parts)


@st.composite
def a_list(draw, depth: int = 0) -> str:
    tag = draw(st.sampled_from(["ul", "ol"]))
    entries = []
    for _ in range(draw(st.integers(1, 3))):
        nested = draw(a_list(depth + 1)) if depth < 2 and draw(st.integers(0, 3)) == 0 else ""
        words = draw(inline())
        entries.append(f"<li><p>{words}</p>{nested}</li>" if nested else f"<li>{words}</li>")
    return f"<{tag}>{''.join(entries)}</{tag}>"


@st.composite
def a_table(draw) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{draw(phrase)}</td>" for _ in range(2)) + "</tr>" for _ in range(draw(st.integers(1, 3)))
    )
    return f"<table><tbody>{rows}</tbody></table>"


def element(tag: str):
    return inline().map(lambda text: f"<{tag}>{text}</{tag}>")


text_block = st.one_of(element("p"), element("p"), element("h2"), element("h3"), element("h4"), a_list())
block = st.one_of(
    text_block,
    text_block,
    a_table(),
    st.just("<hr>"),
    phrase.map(lambda text: f"<pre><code>{text}</code></pre>"),
    phrase.map(lambda text: f"<blockquote><p>{text}</p></blockquote>"),
    phrase.map(lambda text: f'<figure data-picture="7" data-alt="a > b"><figcaption>{text}</figcaption></figure>'),
    st.just('<div data-place="boathouse"></div>'),
)
page = st.lists(block, max_size=6).map("".join)


@st.composite
def edited(draw, html: str) -> str:
    """Another state of the page: blocks changed, dropped, added, moved."""
    parts = blocks.top_level(html)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(parts)))
        match draw(st.integers(0, 4)):
            case 0:
                parts.insert(at, draw(block))
            case 1 if at < len(parts):
                parts.pop(at)
            case 2 if at < len(parts):
                old, new = draw(word), draw(word)
                parts[at] = re.sub(rf">([^<]*?){old}", rf">\g<1>{new}", parts[at], count=1)  # never inside a tag
            case 3 if at < len(parts):
                parts.insert(0, parts.pop(at))
            case 4 if at < len(parts):
                parts[at] = draw(block)
    return "".join(parts)


def numbered(html: str) -> str:
    """The page with no word twice, so that a word says which place it came from."""
    row = blocks.words(html)
    return "".join(
        f"{token if token.isascii() else 'w'}{place}" if blocks.is_word(token) else token
        for place, token in enumerate(row)
    )


@st.composite
def page_and_edits(draw, sides: int = 2) -> tuple[str, ...]:
    base = numbered(draw(page))
    return (base, *(draw(edited(base)) for _ in range(sides)))
