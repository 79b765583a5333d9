"""What people type into the editor, and how it becomes Content."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.widgets import ProseEditorWidget, importmap
from js_asset import Media, Script

from wiki.content import LONGEST_SUMMARY, Content
from wiki.errors import Refused
from wiki.models import Revision

EXTENSIONS: dict[str, Any] = {
    "Document": True,
    "Text": True,
    "Paragraph": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Code": True,
    "CodeBlock": True,
    "Blockquote": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HorizontalRule": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    "Dropcursor": True,
    "Gapcursor": True,
    "NoSpellCheck": False,
    "Menu": False,
    "WikiLink": True,
    "WikiFigure": True,
    "WikiPlace": True,
    "WikiDesk": True,
}
POSITION = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")
MOST_LINES = 60


class WikiEditor(ProseEditorWidget):
    """The prose editor with our own module and without its menu and stylesheets: the toolbar is the page's."""

    def __init__(self) -> None:
        super().__init__(config={"extensions": EXTENSIONS}, preset="configurable")

    @property
    def media(self) -> Media:
        return Media(
            importmap=importmap,
            js=[
                Script("django_prose_editor/editor.js", type="module"),
                Script("django_prose_editor/configurable.js", type="module"),
            ],
        )


class PageForm(forms.Form):
    """The whole page. `base` is the number of the state that was opened, `tab` names the open editor."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    html = forms.CharField(label=gettext_lazy("Page text"), required=False, widget=WikiEditor, strip=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"), required=False, help_text=gettext_lazy("Words, with a comma between them.")
    )
    places = forms.CharField(
        label=gettext_lazy("Places on the map"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: name; address; latitude, longitude. More positions with a space between them make a line, "
            "or an area if the last is the first."
        ),
    )
    summary = forms.CharField(
        label=gettext_lazy("What did you change?"),
        required=False,
        max_length=LONGEST_SUMMARY,
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tab = forms.RegexField(r"^[A-Za-z0-9_-]{8,40}$", required=False, widget=forms.HiddenInput)

    def content(self, base: Revision | None) -> Content:
        """What was typed. Raises Refused where a line of the places cannot be read."""
        data = self.cleaned_data
        places = read_places(data["places"], base.places if base else [])
        return Content(data["title"], data["html"], split_tags(data["tags"]), places)


def new_tab() -> str:
    return secrets.token_urlsafe(12)


def as_typed(content: Content) -> dict[str, str]:
    """A content as the fields of PageForm show it."""
    return {
        "title": content.title,
        "html": content.html,
        "tags": ", ".join(content.tags),
        "places": write_places(content.places),
    }


def split_tags(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (tag.strip() for tag in typed.split(","))))


def write_places(places: Any) -> str:
    """One line a place. Shapes that a line cannot say stand as their name alone, and stay as they are."""
    lines = []
    for place in places:
        name, address = (place[field].replace(";", ",") for field in ("name", "address"))
        lines.append("; ".join([name, address, positions_of(place["geometry"])]))
    return "\n".join(lines)


def positions_of(geometry: dict[str, Any]) -> str:
    match geometry["type"]:
        case "Point":
            row = [geometry["coordinates"]]
        case "LineString":
            row = geometry["coordinates"]
        case "Polygon" if len(geometry["coordinates"]) == 1:
            row = geometry["coordinates"][0]
        case _:
            return _("(drawn shape)")
    return " ".join(f"{degrees(lat)},{degrees(lng)}" for lng, lat in row)


def degrees(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def read_places(typed: str, known: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The places of these lines; one that was there under its name keeps its key. Raises Refused."""
    left = list(known)
    places = []
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused(_("A page has 50 places at most."), "places")
    for number, line in enumerate(lines, 1):
        name, address, rest = ([part.strip() for part in line.split(";", 2)] + ["", ""])[:3]
        if not rest and POSITION.search(address):
            address, rest = "", address
        if not rest and POSITION.fullmatch(name):
            name, rest = "", name
        same = next((each for each in left if each["name"].replace(";", ",") == name), None)
        if same:
            left.remove(same)
        geometry = same["geometry"] if same and rest in ("", positions_of(same["geometry"])) else shape_of(rest)
        if geometry is None:
            words = _("Line %(number)d of the places has no position. Write it as 35.7796, -78.6382.")
            raise Refused(words % {"number": number}, "places")
        places.append({"key": same["key"] if same else "", "name": name, "address": address, "geometry": geometry})
    return tuple(places)


def shape_of(typed: str) -> dict[str, Any] | None:
    row = [[float(lng), float(lat)] for lat, lng in POSITION.findall(typed)]
    if not row:
        return None
    if len(row) == 1:
        return {"type": "Point", "coordinates": row[0]}
    if len(row) > 3 and row[0] == row[-1]:
        return {"type": "Polygon", "coordinates": [row]}
    return {"type": "LineString", "coordinates": row}


def no_tags(_config: Any, _shared: dict[str, Any]) -> None:
    """The editor's own sanitizer is not used: our extensions tell it of no tags."""
