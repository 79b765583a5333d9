"""/kit/: every component in each of its states, made from the same templates as the pages."""

from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from citycamp.front.templatetags.look import ICONS, THEMES

SURFACES = ["paper", "sheet", "card", "wall"]
INKS = ["ink", "ink-soft", "ink-faint", "ember", "pine", "missing", "ok", "warn", "stop", "info", "gov"]
LONG = (
    "How might a neighborhood of six thousand households, two bus lines and one library decide together what "
    "the vacant lot becomes"
)


class KitForm(forms.Form):
    """One field of each kind; nothing is sent."""

    name = forms.CharField(label=_("Name for the badge"), max_length=80)
    address = forms.EmailField(
        label=_("Mail address"), help_text=_("We send a code to it, so that nobody can register in your name.")
    )
    come_as = forms.ChoiceField(
        label=_("I come as"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("resident", _("Resident")), ("official", _("Elected official")), ("staff", _("Government staff"))],
        help_text=_("So that both sides of the counter are in the room."),
    )
    city = forms.ChoiceField(label=_("City"), choices=[("", "—"), ("raleigh", "Raleigh"), ("tacoma", "Tacoma")])
    help = forms.CharField(
        label=_("What would help you take part?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    conduct = forms.BooleanField(
        label=_("I have read the code of conduct and will keep to it"),
        error_messages={"required": _("Read it and tick this one.")},
    )
    code = forms.CharField(label=_("Code"), help_text=_("You can paste it. Spaces do not matter."), required=False)


@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """The living page of components."""
    themes = [SimpleNamespace(slug=theme["slug"], name=theme["name"]) for theme in THEMES.values()]
    return render(
        request,
        "front/kit.html",
        {
            "themes": themes,
            "icons": ICONS,
            "surfaces": SURFACES,
            "inks": INKS,
            "long_title": LONG,
            "form": KitForm(initial={"name": "Noor Haddad"}, auto_id="whole_%s"),
            "bad": SimpleLazyObject(lambda: KitForm({"name": "Noor Haddad", "address": "noor.example.org"})),
            "page": Paginator(range(90), 30).page(2),
            "trail": [("Raleigh wiki", "/wiki/"), ("Parks", "/wiki/"), ("Pullen Creek Park", "")],
            "facts": [(_("Where"), "Harlan School, 410 Person Street"), (_("Doors"), "08:30 EDT"), (_("Price"), "")],
            "tabs": [
                {"label": _("Today"), "href": "/kit/", "current": True},
                {"label": _("Board"), "href": "/kit/#cards", "current": False},
                {"label": _("For me"), "href": "/kit/#cards", "current": False},
            ],
        },
    )
