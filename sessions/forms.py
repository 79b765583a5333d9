"""Forms of the board. Limits are the actions'; here is what a page asks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.forms.registration import NumberField
from events.models import Theme
from sessions.vocabulary import MOST_THEMES, Feature, Format, Policy, SlotKind

NO_TITLE = {"required": _("Write a title. A few words are enough.")}
NO_NAME = {"required": _("Write your name, as you want to be called on the board.")}


class ProposeForm(forms.Form):
    """One field, one button."""

    title = forms.CharField(
        label=_("What would you like to talk about?"), max_length=10_000, strip=True, error_messages=NO_TITLE
    )


class DoorForm(ProposeForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=10_000,
        help_text=_("As you want to be called on the board."),
        error_messages=NO_NAME,
    )


class WordsForm(forms.Form):
    """All that a session's hosts may write about it."""

    title = forms.CharField(label=_("Title"), max_length=10_000, error_messages=NO_TITLE)
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
        self.fields["slot"].choices = [("", _("No time yet")), *slots]
        self.fields["room"].choices = [("", _("No room yet")), *rooms]


class RoomForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("A room needs a name.")})
    capacity = NumberField(label=_("Seats"), min_value=1, max_value=10_000)
    features = forms.MultipleChoiceField(
        label=_("What it has"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )
    directions = forms.CharField(label=_("Way there"), required=False, max_length=200)
    online_url = forms.URLField(
        label=_("Online room"), required=False, assume_scheme="https", help_text=_("Only people at this camp see it.")
    )
    closed = forms.BooleanField(label=_("Closed"), required=False)


class BoardForm(forms.Form):
    """Who places, and the limits."""

    policy = forms.ChoiceField(label=_("Who places"), choices=Policy.choices)
    pitch_seconds = NumberField(label=_("Seconds of a pitch"), min_value=10, max_value=180)
    session_limit = NumberField(label=_("Open sessions for each person"), min_value=1, max_value=100)
    door_proposals = forms.BooleanField(label=_("Take proposals at the door, without an account"), required=False)


class ClockField(forms.TimeField):
    """Hours and minutes on the camp's own clock."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Write hours and minutes, such as 14:30.")}


class SlotForm(forms.Form):
    """A time of the board: its day and hours on the camp's clock. An end before the start is the next morning."""

    day = forms.ChoiceField(label=_("Day"))
    starts = ClockField(label=_("From"))
    ends = ClockField(label=_("Until"))
    kind = forms.ChoiceField(label=_("What it is for"), choices=SlotKind.choices)
    title = forms.CharField(label=_("Title"), required=False, max_length=10_000)
    place = forms.CharField(label=_("Where"), required=False, max_length=10_000)

    def __init__(self, *args, days: list[date], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(day.isoformat(), date_format(day, "l j F")) for day in days]

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end as moments; of clean data only."""
        day, starts, ends = (self.cleaned_data[name] for name in ("day", "starts", "ends"))
        first = date.fromisoformat(day)
        last = first if ends > starts else first + timedelta(days=1)
        return datetime.combine(first, starts, zone), datetime.combine(last, ends, zone)


class FixedForm(forms.Form):
    """A keynote, set-up time, a closed room: what it is, when and where."""

    title = forms.CharField(label=_("What is it?"), max_length=10_000, error_messages=NO_TITLE)
    slot = forms.ChoiceField(label=_("Time"))
    room = forms.ChoiceField(label=_("Room"))

    def __init__(self, *args, slots, rooms, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices, self.fields["room"].choices = slots, rooms
