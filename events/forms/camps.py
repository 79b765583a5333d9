"""The settings of a camp: its facts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.forms.registration import NameField, NumberField
from events.models import Camp, Theme, Venue
from events.models.places import ACCESS_ANSWERS, ACCESS_QUESTIONS
from events.starting import Day

DAY_ROWS = 10


class FactsForm(forms.ModelForm):
    tickets_address = forms.URLField(
        label=_("Tickets are sold at"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Left empty, people register here."),
    )
    seats = NumberField(label=_("Seats"), min_value=0, max_value=10_000)
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Camp
        fields = ["name", "tagline", "zone", "price_text", "is_free", "tickets_address", "organized_by", "themes"]
        field_classes = {"name": NameField, "tagline": NameField, "organized_by": NameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in (1, 2):
            self.fields[f"contact_{n}"] = NameField(label=_("Conduct contact %(n)s") % {"n": n}, required=False)
            self.fields[f"phone_{n}"] = forms.CharField(label=_("Telephone"), max_length=40, required=False)
            if len(self.instance.conduct_contacts) >= n:
                given = self.instance.conduct_contacts[n - 1]
                self.initial |= {f"contact_{n}": given.get("name"), f"phone_{n}": given.get("phone")}

    def clean(self):
        clean = super().clean()
        contacts = [
            {"name": clean.get(f"contact_{n}"), "phone": clean.get(f"phone_{n}", "")}
            for n in (1, 2)
            if clean.get(f"contact_{n}")
        ]
        self.instance.conduct_contacts = contacts
        return clean


class DayForm(forms.Form):
    date = forms.DateField(
        label=_("Day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    doors = forms.TimeField(
        label=_("Doors"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    starts = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("End"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class BaseDays(forms.BaseFormSet):
    @property
    def days(self) -> list[Day]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("date")]
        return sorted(
            (Day(row["date"], row["doors"], row["starts"], row["ends"]) for row in rows), key=lambda d: d.date
        )


DaysForm = forms.formset_factory(DayForm, formset=BaseDays, extra=2, max_num=DAY_ROWS, absolute_max=50)


class VenueFactsForm(forms.ModelForm):
    online_url = forms.URLField(
        label=_("Address for taking part online"), max_length=500, required=False, assume_scheme="https"
    )

    class Meta:
        model = Venue
        fields = ["name", "street", "locality", "region", "postcode", "latitude", "longitude", "online_url", "way_in"]
        field_classes = dict.fromkeys(("name", "street", "locality", "region", "postcode"), NameField)

    def __init__(self, *args, needed: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.needed = needed
        self.fields["name"].required = False
        for key, question in ACCESS_QUESTIONS.items():
            given = self.instance.access.get(key, {})
            self.fields[f"access_{key}"] = forms.ChoiceField(
                label=question,
                choices=[("", _("Not answered")), *ACCESS_ANSWERS.items()],
                required=False,
                initial=given.get("answer", ""),
            )
            self.fields[f"words_{key}"] = forms.CharField(
                label=_("In words"), max_length=200, required=False, initial=given.get("words", "")
            )

    @property
    def access_rows(self):
        return [[self[f"access_{key}"], self[f"words_{key}"]] for key in ACCESS_QUESTIONS]

    def clean(self):
        clean = super().clean()
        access = {
            key: {"answer": clean.get(f"access_{key}"), "words": clean.get(f"words_{key}", "")}
            for key in ACCESS_QUESTIONS
            if clean.get(f"access_{key}")
        }
        if self.needed and len(access) < len(ACCESS_QUESTIONS):
            raise ValidationError(_("Registration is open: each access question keeps an answer. No is an answer."))
        if not clean.get("name") and (access or any(clean.get(part) for part in ("street", "postcode"))):
            self.add_error("name", _("Give the venue a name, so that people know what to look for."))
        self.instance.access = access
        return clean
