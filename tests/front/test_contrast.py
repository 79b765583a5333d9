"""Each pair of colours in use, read from the tokens: text 4.5:1 or more, edges and marks 3:1 or more (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "citycamp/front/static/front"
TOKENS = (CSS / "tokens.css").read_text()
DAY, NIGHT = 0, 1

COLOURS = {
    name: (day, night)
    for name, day, night in re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS)
}
TOPICS = {
    topic: (day, night)
    for topic, day, night in re.findall(
        r'\[data-topic="([a-z]+)"\] \{ --topic: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)', TOKENS
    )
}
# The forest is the same by day and night, and what stands on it takes the night's colours.
FOREST = {
    "strip, top": "#15241d",
    "strip, foot": "#101b16",
    "footer": "#0a120e",
    "holding bar": "#14231d",
    "front page, sky": "#0d1613",
}

GROUNDS = ["paper", "sheet", "card", "wall"]
INKS = ["ink", "ink-soft", "ink-faint", "ember", "pine", "missing", "ok", "warn", "stop", "info", "gov"]
WASHED = ["ok", "warn", "stop", "info", "gov", "ember", "pine"]

TEXT = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((colour, f"{colour}-wash") for colour in WASHED),
    *((ink, f"{colour}-wash") for ink in ("ink", "ink-soft", "pine") for colour in WASHED),
    ("on-ember", "ember-fill"),
    ("on-ember", "ember-deep"),
    ("paper", "ink"),
]
EDGES = [
    *((edge, ground) for edge in ("edge", "focus", "ember-fill", "stop", "warn") for ground in GROUNDS),
    *(("edge", f"{colour}-wash") for colour in ("warn", "stop", "ok", "info")),
]


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 1 for equal colours, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_close(pairs, least: float, theme: int) -> list[str]:
    return [
        f"{front} on {ground}: {ratio:.2f}"
        for front, ground in pairs
        if (ratio := contrast(COLOURS[front][theme], COLOURS[ground][theme])) < least
    ]


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#777777") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
def test_text_can_be_read_on_every_ground(theme):
    assert too_close(TEXT, 4.5, theme) == []


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
def test_edges_and_marks_can_be_seen(theme):
    assert too_close(EDGES, 3, theme) == []


def test_the_forest_carries_the_nights_inks():
    for place, ground in FOREST.items():
        for ink in ("ink", "ink-soft", "ink-faint", "ember", "pine"):
            assert contrast(COLOURS[ink][NIGHT], ground) >= 4.5, f"{ink} on {place}"


@pytest.mark.parametrize("theme", [DAY, NIGHT], ids=["day", "night"])
def test_each_theme_of_a_session_shows_its_shape_and_its_tab(theme):
    on_topic = re.search(r"--on-topic: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS).groups()[theme]
    assert len(TOPICS) == 14
    for topic, colours in TOPICS.items():
        assert contrast(on_topic, colours[theme]) >= (6.1 if theme == DAY else 8.4), topic
        assert contrast(colours[theme], COLOURS["wall"][theme]) >= 4.5, topic
        assert contrast(colours[theme], COLOURS["card"][theme]) >= 4.5, topic


def test_a_browser_without_light_dark_gets_the_days_colours():
    fallback = TOKENS[TOKENS.index("@supports not") :]
    for name, colour in re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", fallback[: fallback.index(".night")]):
        assert COLOURS[name][DAY] == colour, name


def test_the_forest_grounds_are_those_in_use():
    css = (CSS / "citycamp.css").read_text() + (CSS / "pages.css").read_text()
    assert [ground for ground in FOREST.values() if ground not in css] == []


def test_no_rule_fades_text():
    """Opacity would undo what is measured here; only drawings may use it."""
    for sheet in CSS.glob("*.css"):
        for selector in re.findall(r"([^{}]*)\{[^{}]*(?<!-)opacity:", sheet.read_text()):
            assert ".halo" in selector, f"{sheet.name}: {selector.strip()}"
