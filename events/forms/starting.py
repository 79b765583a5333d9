"""The six questions, one form each. They take what was typed before, and give it to `Answers`."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from events import calendar, countries, zones
from events.actions.camps import NotADay, check_days
from events.forms.registration import NameField, NumberField
from events.models import City
from events.starting import Day, Helper, Place, VenueAnswer

COUNTRIES = [("", _("Choose"))]
DAY_ROWS = 3
HELPER_ROWS = 3
SIDES = [("", _("Not said")), ("resident", _("Residents")), ("public", _("City or government"))]


def country_choices():
    return [*COUNTRIES, *sorted(countries.names().items(), key=lambda pair: pair[1])]


def zone_choices():
    return [("", _("From the country")), *((name, name.replace("_", " ")) for name in sorted(zones.zone_names()))]


class WhereForm(forms.Form):
    title = _("Where?")
    city = forms.ModelChoiceField(
        label=_("City"),
        queryset=City.objects.order_by("folded"),
        required=False,
        empty_label=_("Another one, not in this list yet"),
    )
    city_name = NameField(label=_("Name of the city"), required=False)
    region = NameField(label=_("State or region"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        required=False,
        help_text=_("We take it from the country where that is certain, and ask where it is not."),
    )
    name = NameField(
        label=_("Name of the camp"),
        max_length=120,
        required=False,
        help_text=_("Left empty, it is CityCamp, the city and the year."),
    )
    tagline = NameField(label=_("One line under it"), max_length=140, required=False)

    @property
    def of_a_new_city(self) -> list[forms.BoundField]:
        return [self[name] for name in ("city_name", "region", "country")]

    @property
    def of_the_camp(self) -> list[forms.BoundField]:
        return [self[name] for name in ("zone", "name", "tagline")]

    def clean(self):
        clean = super().clean()
        city = clean.get("city")
        if city is None:
            for field, words in (
                ("city_name", _("Choose a city above, or write the name of a new one.")),
                ("country", _("Choose the country.")),
            ):
                if not clean.get(field) and field not in self.errors:
                    self.add_error(field, words)
        known = city.zone if city else ""
        if not self.errors and not (known or clean.get("zone")):
            place = (
                (city.country, city.region, city.name, city.longitude)
                if city
                else (clean["country"], clean["region"], clean["city_name"], None)
            )
            if not countries.zone_of(*place):
                self.add_error("zone", _("This country keeps several zones. Choose the one of your city."))
        return clean

    @property
    def answer(self) -> dict:
        clean = self.cleaned_data
        city = clean["city"]
        place = Place(
            city_id=city.pk if city else None,
            name=clean["city_name"],
            region=clean["region"],
            country=clean["country"],
            zone=clean["zone"],
        )
        return {"place": place, "name": clean["name"], "tagline": clean["tagline"]}


class WhenForm(forms.Form):
    title = _("When?")
    KINDS = [
        ("days", _("On these days")),
        ("world", _("On World CityCamp Day")),
        ("month", _("Some time in this month")),
        ("open", _("The date is not settled")),
    ]
    kind = forms.ChoiceField(label=_("When"), choices=KINDS, initial="days", widget=forms.RadioSelect)
    month = forms.DateField(
        label=_("Month"),
        required=False,
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Write the month as 2027-05.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.world_day = calendar.next_world_day(timezone.now().date())
        choices = list(self.fields["kind"].choices)
        choices[1] = ("world", _("On World CityCamp Day, %(day)s") % {"day": date_format(self.world_day, "j F Y")})
        self.fields["kind"].choices = choices
        for n in range(1, DAY_ROWS + 1):
            self.fields[f"date_{n}"] = forms.DateField(
                label=_("Date"),
                required=False,
                input_formats=["%Y-%m-%d"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Write the day as 2027-05-08.")},
            )
            for part, label in (("doors", _("Doors")), ("starts", _("Start")), ("ends", _("End"))):
                self.fields[f"{part}_{n}"] = forms.TimeField(
                    label=label,
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": _("Write the time as 09:30.")},
                )

    @property
    def rows(self):
        return [[self[f"{part}_{n}"] for part in ("date", "doors", "starts", "ends")] for n in range(1, DAY_ROWS + 1)]

    def clean(self):
        clean = super().clean()
        kind = clean.get("kind")
        if self.errors:
            return clean
        if kind == "month" and not clean.get("month"):
            self.add_error("month", _("Write the month, or choose that the date is not settled."))
        if kind == "days" and not clean.get("date_1"):
            self.add_error("date_1", _("Write the first day, or choose that the date is not settled."))
        if not self.errors:
            try:
                check_days(self.days, timezone.now().date())
            except NotADay as refusal:
                raise ValidationError(refusal.args[0]) from None
        return clean

    @property
    def days(self) -> tuple[Day, ...]:
        clean = self.cleaned_data
        if clean["kind"] == "world":
            return (Day(self.world_day, clean["doors_1"], clean["starts_1"], clean["ends_1"]),)
        if clean["kind"] != "days":
            return ()
        return tuple(
            Day(clean[f"date_{n}"], clean[f"doors_{n}"], clean[f"starts_{n}"], clean[f"ends_{n}"])
            for n in range(1, DAY_ROWS + 1)
            if clean[f"date_{n}"]
        )

    @property
    def answer(self) -> dict:
        month = self.cleaned_data["month"] if self.cleaned_data["kind"] == "month" else None
        return {"days": self.days, "month": month.replace(day=1) if month else None}


class VenueForm(forms.Form):
    title = _("Which venue?")
    venue_name = NameField(
        label=_("Name of the venue"), max_length=120, required=False, help_text=_("Left empty: not settled yet.")
    )
    street = NameField(label=_("Street and number"), max_length=160, required=False)
    locality = NameField(label=_("Town"), max_length=80, required=False, help_text=_("Left empty: the city."))
    postcode = NameField(label=_("Postcode"), max_length=20, required=False)
    way_in = forms.CharField(
        label=_("How one gets in"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self):
        clean = super().clean()
        if not clean.get("venue_name") and any(clean.get(field) for field in ("street", "postcode", "way_in")):
            self.add_error("venue_name", _("Give the venue a name, so that people know what to look for."))
        return clean

    @property
    def answer(self) -> dict:
        clean = self.cleaned_data
        if not clean["venue_name"]:
            return {"venue": None}
        venue = VenueAnswer(
            name=clean["venue_name"],
            street=clean["street"],
            locality=clean["locality"],
            postcode=clean["postcode"],
            way_in=clean["way_in"],
        )
        return {"venue": venue}


class SizeForm(forms.Form):
    title = _("How many?")
    people = NumberField(label=_("People"), min_value=1, max_value=10_000, initial=60)
    rooms = NumberField(
        label=_("Rooms"), min_value=1, max_value=40, initial=4, help_text=_("Where sessions can be at the same time.")
    )
    minutes = NumberField(label=_("Minutes per session"), min_value=10, max_value=180, initial=45)

    @property
    def answer(self) -> dict:
        return dict(self.cleaned_data)


class TeamForm(forms.Form):
    title = _("Who organizes with you?")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, HELPER_ROWS + 1):
            self.fields[f"address_{n}"] = forms.CharField(
                label=_("Mail address %(n)s") % {"n": n},
                max_length=254,
                required=n == 1,
                widget=forms.EmailInput(),
                error_messages={"required": _("Write one mail address at least: a camp is organized by two.")},
            )
            self.fields[f"side_{n}"] = forms.ChoiceField(label=_("Their side"), choices=SIDES, required=False)

    def clean(self):
        clean = super().clean()
        for n in range(1, HELPER_ROWS + 1):
            address = clean.get(f"address_{n}")
            if address:
                try:
                    clean[f"address_{n}"] = addresses.valid_key(address)
                except ValidationError as fault:
                    self.add_error(f"address_{n}", fault)
        given = [clean.get(f"address_{n}") for n in range(1, HELPER_ROWS + 1) if clean.get(f"address_{n}")]
        if len(set(given)) < len(given):
            raise ValidationError(_("The same address is there twice."))
        return clean

    @property
    def rows(self):
        return [[self[f"address_{n}"], self[f"side_{n}"]] for n in range(1, HELPER_ROWS + 1)]

    @property
    def answer(self) -> dict:
        clean = self.cleaned_data
        team = [
            Helper(clean[f"address_{n}"], clean[f"side_{n}"])
            for n in range(1, HELPER_ROWS + 1)
            if clean.get(f"address_{n}")
        ]
        return {"team": tuple(team)}


class RulesForm(forms.Form):
    title = _("The rules")
    needed = {"required": _("Without this one it is no CityCamp.")}
    on_record = forms.BooleanField(
        label=_("On the record by default"),
        help_text=_(
            "What is said may be quoted, photographed, recorded, unless all in a conversation agree otherwise; "
            "people are told at registration and at the door."
        ),
        error_messages=needed,
    )
    both_sides = forms.BooleanField(
        label=_("Both officials and residents take part"),
        help_text=_("With one side missing it is no CityCamp."),
        error_messages=needed,
    )
    participatory = forms.BooleanField(
        label=_("Participatory"), help_text=_("Those who come make the agenda."), error_messages=needed
    )
    licence = forms.BooleanField(
        label=_("Shared licence"),
        help_text=_("What the camp publishes and notes is CC BY-SA 4.0, as in the wiki."),
        error_messages=needed,
    )
    conduct = forms.BooleanField(
        label=_("I have read the code of conduct and stand for it"),
        error_messages={"required": _("Read the code of conduct and tick this one.")},
    )

    @property
    def answer(self) -> dict:
        rules = frozenset(rule for rule, ticked in self.cleaned_data.items() if ticked and rule != "conduct")
        return {"rules": rules, "conduct": self.cleaned_data["conduct"]}


STEPS = {
    "where": WhereForm,
    "when": WhenForm,
    "venue": VenueForm,
    "size": SizeForm,
    "organizers": TeamForm,
    "rules": RulesForm,
}
