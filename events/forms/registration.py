"""What people fill in when they register."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses, names
from events.actions import Details
from events.models.registration import PHOTO, ROLES

validate_no_nul = ProhibitNullCharactersValidator()


class NameField(forms.CharField):
    """A name on one line: spaces single, nothing invisible; as long as a badge can be."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 80, **kwargs})
        self.widget.attrs["dir"] = "auto"

    def to_python(self, value):
        text = super().to_python(value)
        validate_no_nul(text)
        return names.spaced(text)


class NumberField(forms.IntegerField):
    """A whole number between two limits, refused in the words of the page."""

    default_error_messages = {
        "invalid": _("Write a whole number, in figures."),
        "min_value": _("Write %(limit_value)s or more."),
        "max_value": _("Write %(limit_value)s or less."),
    }


class RegistrationForm(forms.Form):
    name = NameField(
        label=_("Name for the badge"),
        error_messages={"required": _("Write the name that shall stand on your badge.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        help_text=_("We send a code to it, so that nobody can register in your name."),
        error_messages={"required": _("Write your mail address, such as noor@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    role = forms.ChoiceField(
        label=_("I come as"),
        choices=ROLES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("So that both sides of the counter are in the room."),
    )
    organization = NameField(label=_("Organization"), max_length=120, required=False)
    pronouns = NameField(label=_("Pronouns"), max_length=40, required=False)
    access_needs = forms.CharField(
        label=_("What would help you take part?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Private: the organizers read it, and it is deleted 30 days after the camp."),
    )
    food = forms.CharField(label=_("Food"), max_length=200, required=False, help_text=_("Private as well."))
    photo = forms.ChoiceField(label=_("Photos"), choices=PHOTO, initial="yes", widget=forms.RadioSelect)
    first_time = forms.BooleanField(label=_("This is my first camp"), required=False)
    listed = forms.BooleanField(label=_("Show me in the list of attendees"), required=False)
    news = forms.BooleanField(label=_("Mail me news of this camp"), required=False)
    conduct = forms.BooleanField(
        label=_("I have read the code of conduct and will keep to it"),
        error_messages={"required": _("Read the code of conduct and tick this one.")},
    )
    on_record = forms.BooleanField(
        label=_("I know that what is said is on the record unless a session agrees otherwise"),
        error_messages={"required": _("Tick this one: it is how a CityCamp works.")},
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        if user is not None and user.is_authenticated:
            del self.fields["email"]
            self.fields["name"].initial = user.name

    def clean_email(self) -> str:
        return addresses.valid_key(self.cleaned_data["email"])

    @property
    def details(self) -> Details:
        clean = self.cleaned_data
        return Details(
            name=clean["name"],
            role=clean["role"],
            organization=clean["organization"],
            pronouns=clean["pronouns"],
            first_time=clean["first_time"] or None,
            photo=clean["photo"],
            listed=clean["listed"],
            access_needs=clean["access_needs"],
            food=clean["food"],
            news=clean["news"],
        )
