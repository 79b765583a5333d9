"""A promise, and news of one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from events.forms.registration import NameField
from events.models import Commitment


class PromiseForm(forms.Form):
    what = NameField(
        label=_("What"),
        max_length=300,
        error_messages={"required": _("Write what will be done. One sentence is enough.")},
    )
    by_when = NameField(
        label=_("By when"),
        max_length=60,
        required=False,
        help_text=_("Such as 15 March 2027, or the end of June 2027."),
    )
    who_name = NameField(label=_("Who"), required=False, help_text=_("Left empty: you."))
    address = forms.CharField(
        label=_("Their mail address, if it is not you"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(),
        help_text=_("We ask them. Their name is shown only if they say yes."),
    )
    organization = NameField(label=_("Organization"), max_length=120, required=False)

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        return addresses.valid_key(address) if address else ""


class NewsForm(forms.Form):
    state = forms.ChoiceField(label=_("How it stands"), choices=Commitment.STATES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    evidence_url = forms.URLField(
        label=_("Where one can see it"), max_length=500, required=False, assume_scheme="https"
    )

    def clean(self):
        clean = super().clean()
        if clean.get("state") in ("done", "dropped") and not clean.get("text") and not clean.get("evidence_url"):
            self.add_error("text", _("Say in a few words what happened, or where one can see it."))
        return clean
