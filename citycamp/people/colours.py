"""Contrast of the network's accent. Pure; WCAG 2.2, 1.4.3."""

import re

from django.utils.translation import gettext as _

EMBER = "#b5400d"
PAPER, ON_ACCENT = "#f6f1e6", "#fffaf2"  # The two surfaces: text on the page, and the ground of a button's words.
NIGHT, NIGHT_CARD, ON_NIGHT_ACCENT = "#131c17", "#2d2a21", "#1c0e04"
LEAST = 4.5


class Unreadable(ValueError):
    """The accent cannot be read; the message names the nearest one that can."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str) -> bool:
    return min(contrast(colour, PAPER), contrast(colour, ON_ACCENT)) >= LEAST


def nearest_readable(colour: str) -> str:
    """The same hue, darkened until it can be read."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(100, -1, -1):
        darker = "#" + "".join(f"{round(part * step / 100):02x}" for part in parts)
        if readable(darker):
            return darker
    return "#000000"


def by_night(colour: str) -> str:
    """The same hue, lightened until it can be read on the night's page and cards and under dark words."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(101):
        lighter = "#" + "".join(f"{round(part + (255 - part) * step / 100):02x}" for part in parts)
        if min(contrast(lighter, ground) for ground in (NIGHT, NIGHT_CARD, ON_NIGHT_ACCENT)) >= LEAST:
            return lighter
    return "#ffffff"


def checked_accent(colour: str) -> str:
    """The colour as six digits in lower case; raises Unreadable with what to take instead."""
    colour = colour.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise Unreadable(_("Write the colour as # and six digits, such as %(colour)s.") % {"colour": EMBER})
    if not readable(colour):
        raise Unreadable(
            _("%(colour)s is too pale to read. The nearest one that can be read is %(nearest)s.")
            % {"colour": colour, "nearest": nearest_readable(colour)}
        )
    return colour
