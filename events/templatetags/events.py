"""Words and drawings of camps for templates: {% load events %}."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citycamp import links
from events import countries, linked_data, showing
from events.models import Camp, Commitment

register = template.Library()


class Data(str):
    """JSON whose <, > and & are escapes, so that no text in it ends the script it stands in."""

    def __html__(self) -> str:
        return self


@register.filter
def country_name(code: str) -> str:
    """The country's name for its two letters; the letters where nobody knows them."""
    return countries.names().get(code, code)


@register.simple_tag
def absolute(path: str) -> str:
    return links.absolute(path)


@register.simple_tag
def map(points: list[dict[str, Any]], label: str) -> SafeString:
    """A map of these points; shown only where the script runs. The list beside it says the same."""
    return render_to_string(
        "events/map.html",
        {
            "points": points,
            "label": label,
            "tiles": settings.MAP_TILE_URL,
            "attribution": settings.MAP_TILE_ATTRIBUTION,
        },
    )


@register.inclusion_tag("events/linked_data.html")
def camp_json_ld(camp: Camp, row=None) -> dict[str, Any]:
    return json_ld(linked_data.camp(camp, links.absolute(camp.get_absolute_url())))


@register.inclusion_tag("events/linked_data.html")
def json_ld(data: dict[str, Any]) -> dict[str, Any]:
    """Linked data in a script element that no word in it can end."""
    if not data:
        return {"data": None}
    text = json.dumps(data, ensure_ascii=False)
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(sign, escape)
    return {"data": Data(text)}


@register.inclusion_tag("components/strip.html", takes_context=True)
def camp_strip(context, camp: Camp, current: str = "", small: str = "") -> dict[str, Any]:
    """The forest strip of a camp: its name, its day and its tabs. `current` is a tab's address below the camp's, or
    empty where the page's own address says it."""
    here = camp.get_absolute_url()
    path = context["request"].path if context.get("request") else ""
    if not small and (days := camp.settled_days):
        small = date_format(days[0].date, "l j F")
    hub = showing.hub_for(camp, getattr(context.get("request"), "user", None), timezone.now())
    tabs = [
        (_("The camp"), here),
        (_("Board"), f"{here}board/"),
        (_("For me"), f"{here}board/?show=mine"),
        (_("People"), f"{here}people/"),
        *([(_("Wiki"), hub.get_absolute_url())] if hub else []),
        (_("Done and doing"), f"{here}done-doing/"),
    ]
    marked = f"{here}{current}" if current else path
    return {
        "href": here,
        "name": camp.name,
        "small": small,
        "label": _("This camp"),
        "tabs": [{"href": href, "label": label, "current": marked == href} for label, href in tabs],
    }


@register.inclusion_tag("events/my_camps.html")
def my_camps(user: Any) -> dict[str, Any]:
    """The coming camps of this person, with seat and first buttons, soonest first."""
    return {"rows": showing.camps_of(user, timezone.now())}


@register.inclusion_tag("events/my_promises.html")
def my_promises(user: Any) -> dict[str, Any]:
    """What this person said they would do and has not done, oldest first; two queries."""
    mine = Commitment.objects.visible_to(user).open().filter(who=user).exclude(accepted=False)
    return {"deeds": mine.select_related("camp").order_by("made_at", "pk")}
