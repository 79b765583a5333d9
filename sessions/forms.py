"""Forms of the board. Limits are the actions'; here is what a page asks."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.forms.registration import NumberField
from events.models import Theme
from sessions.vocabulary import MOST_THEMES, Feature, Format


class ProposeForm(forms.Form):
    """One field, one button."""

    title = forms.CharField(label=_("What would you like to talk about?"), max_length=10_000, strip=True)


class DoorForm(ProposeForm):
    name = forms.CharField(
        label=_("Your name"), max_length=10_000, help_text=_("As you want to be called on the board.")
    )


class WordsForm(forms.Form):
    """All that a session's hosts may write about it."""

    title = forms.CharField(label=_("Title"), max_length=10_000)
    summary = forms.CharField(
        label=_("What it is about"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("Not said")), *Format.choices])
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        required=False,
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Up to three."),
    )
    needs = forms.MultipleChoiceField(
        label=_("What it needs"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("The camp’s own")), *settings.LANGUAGES]
    )
    off_record = forms.BooleanField(
        label=_("Off the record"),
        required=False,
        help_text=_("Nothing said is quoted, nothing is recorded, and it has no notes page."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_themes(self):
        themes = self.cleaned_data["themes"]
        if len(themes) > MOST_THEMES:
            raise forms.ValidationError(_("Choose up to %(n)s."), params={"n": MOST_THEMES})
        return themes


class PlaceForm(forms.Form):
    """Two selects: a time and a room. For the session page and for the card."""

    slot = forms.ChoiceField(label=_("Time"), required=False)
    room = forms.ChoiceField(label=_("Room"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, slots, rooms, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [("", _("Not placed")), *slots]
        self.fields["room"].choices = [("", _("Not placed")), *rooms]


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    capacity = NumberField(label=_("Seats"), min_value=1, max_value=10_000)
    features = forms.MultipleChoiceField(
        label=_("What it has"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )
    directions = forms.CharField(label=_("Way there"), required=False, max_length=200)
    online_url = forms.URLField(
        label=_("Online room"), required=False, assume_scheme="https", help_text=_("Only people at this camp see it.")
    )
    closed = forms.BooleanField(label=_("Closed"), required=False)
