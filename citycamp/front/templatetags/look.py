"""Drawings and small words of the look, for the templates of every app: {% load look %}."""

import json
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

import segno
from django import template
from django.contrib.messages import constants
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citycamp import keeping

register = template.Library()

DRAWINGS = json.loads((Path(__file__).resolve().parent.parent / "drawings.json").read_text())
ICONS: dict[str, list[str]] = DRAWINGS["icons"]
THEMES: dict[str, dict[str, str]] = DRAWINGS["themes"]
TOPIC_OF_SLUG = {theme["slug"]: topic for topic, theme in THEMES.items()} | {topic: topic for topic in THEMES}

TONES = {
    constants.DEBUG: "info",
    constants.INFO: "info",
    constants.SUCCESS: "ok",
    constants.WARNING: "warn",
    constants.ERROR: "stop",
}
TONE_ICONS = {"ok": "done", "warn": "alert", "stop": "alert", "info": "note", "ember": "fire"}


@register.simple_tag(takes_context=True)
def kept_for(context) -> str:
    """Whose pages this browser may keep for when the network fails."""
    return keeping.owner(context.get("user"))


@cache
def icon_svg(name: str, extra: str) -> SafeString:
    paths = format_html_join("", '<path d="{}"/>', ((d,) for d in ICONS[name]))
    return format_html('<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', extra, paths)


@register.simple_tag
def icon(name: str, solid: bool = False) -> SafeString:
    """One icon, hidden from readers: the words beside it, or the button's aria-label, say it. KeyError if unknown."""
    return icon_svg(name, " solid" if solid else "")


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """The icon of a note of that tone."""
    return icon_svg(TONE_ICONS.get(tone, "note"), "")


@register.filter
def tone(message) -> str:
    """The tone of one of Django's messages."""
    return TONES.get(message.level, "info")


@cache
def shape_svg(topic: str, label: str) -> SafeString:
    said = format_html('{}="{}"', "aria-label", label) if label else format_html('{}="{}"', "aria-hidden", "true")
    return format_html(
        '<svg class="shape" data-topic="{}" viewBox="0 0 16 16" role="img" {}><path fill-rule="evenodd" d="{}"/></svg>',
        topic,
        said,
        THEMES[topic]["d"],
    )


@register.simple_tag
def shape(theme, hidden: bool = False) -> SafeString:
    """A theme's shape on its colour. `theme` has slug and name, or is a slug; `hidden` where its name stands beside."""
    slug = theme if isinstance(theme, str) else getattr(theme, "slug", "")
    topic = TOPIC_OF_SLUG.get(slug, "more")
    name = getattr(theme, "name", "") or THEMES[topic]["name"]
    return shape_svg(topic, "" if hidden else _("Theme: %(name)s") % {"name": name})


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """A QR code of an address, black on white with its quiet zone, in <div class="qr">."""
    code = segno.make(address, error="m", micro=False)
    rows = list(code.matrix_iter(border=4))
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for dark, cells in groupby(row):
            length = len(list(cells))
            if dark:
                runs.append(f"M{x} {y}.5h{length}")
            x += length
    return format_html(
        '<div class="qr"><svg role="img" aria-label="{}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        '<path stroke="#000" d="{}"/></svg></div>',
        label or _("QR code: %(address)s") % {"address": address},
        "".join(runs),
        size=len(rows),
    )


@cache
def picture_svg(name: str) -> SafeString:
    return render_to_string(f"components/pictures/{name}.html")


@register.simple_tag
def picture(name: str) -> SafeString:
    """A line drawing from components/pictures/."""
    return picture_svg(name)


@register.simple_tag
def share(part, whole, of: int) -> str:
    """How long a bar of `of` units is for part out of whole."""
    return f"{min(max(part / whole, 0), 1) * of:.4g}" if whole else "0"


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    """What this person chose for the page: light, dark, or nothing (as the device)."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in ("light", "dark") else ""


@register.simple_tag(takes_context=True)
def nav(context) -> list[dict]:
    """The five words of the header and the search."""
    request = context.get("request")
    path = request.path if request else ""
    links = [
        (_("Camps"), "/events/", ""),
        (_("Cities"), "/cities/", ""),
        (_("Wikis"), "/wiki/", ""),
        (_("Lists"), "/lists/", ""),
        (_("Resources"), "/resources/", ""),
        (_("Search"), "/search/", "search"),
    ]
    return [
        {"label": label, "href": href, "icon": icon_name, "current": current(path, href)}
        for label, href, icon_name in links
    ]


def current(path: str, href: str) -> str:
    """What aria-current says of a link on a page with this path."""
    if path == href:
        return "page"
    return "true" if path.startswith(href) else ""


@register.simple_tag
def foot_columns() -> list[tuple[str, list[tuple[str, str]]]]:
    """The footer's columns: a title and its links."""
    return [
        (
            _("Take part"),
            [(_("Coming camps"), "/events/"), (_("Start a camp"), "/events/start/"), (_("Cities"), "/cities/")],
        ),
        (
            _("Look things up"),
            [(_("City wikis"), "/wiki/"), (_("Mailing lists"), "/lists/"), (_("Resources"), "/resources/")],
        ),
        (
            _("About"),
            [
                (_("Done and doing"), "/events/done-doing/"),
                (_("Your page"), "/me/"),
                (_("How this site looks"), "/kit/"),
            ],
        ),
    ]


@register.simple_tag(takes_context=True)
def sign_in_address(context) -> str:
    """Where one signs in, and comes back from to this page."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    if here == "/" or here.startswith("/accounts/"):
        return "/accounts/login/"
    return "/accounts/login/?" + urlencode({"next": here})
