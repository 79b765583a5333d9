"""What people type on the roof's own pages."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from citycamp.people.models import Appeal, Notice
from citycamp.people.roles import ROLES

STOPS = [
    ("upload", _("Files")),
    ("write", _("Writing, starring, placing")),
    ("out", _("Taking part at all")),
]


class OfferForm(forms.Form):
    """A role for whoever has proven an address."""

    address = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "The offer goes there by mail and stands for 14 days. It opens for whoever has proven that address."
        ),
        error_messages={"required": _("Write the address of whom you ask, such as noor@example.org.")},
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args, roles: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(name, ROLES[name].label) for name in roles]

    def clean_address(self) -> str:
        typed = self.cleaned_data["address"]
        if "\x00" in typed:
            raise ValidationError(_("Write the whole address, such as noor@example.org."))
        return addresses.valid_key(typed)


class Words(forms.CharField):
    """Text of several lines, in which zero bytes and other controls are refused by Django's own validator."""

    def __init__(self, *, rows: int = 4, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **options)


RULES = [
    ("", _("I am not sure which")),
    ("conduct", _("It threatens, harasses or shames somebody")),
    ("hate", _("It puts people down for who they are")),
    ("private", _("It shows what is private")),
    ("spam", _("It advertises, or repeats itself")),
    ("false", _("It pretends to be somebody else")),
    ("rights", _("It takes somebody’s work without asking")),
]


class ReportForm(forms.Form):
    """What breaks a rule, in one's own words."""

    rule = forms.ChoiceField(label=_("What is wrong"), choices=RULES, required=False)
    words = Words(
        label=_("In your words"),
        max_length=2000,
        help_text=_("What happened, and what would help. Those who decide here read it; whom it is about never does."),
        error_messages={
            "required": _("Write a sentence: what is wrong here?"),
            "max_length": _("That is over 2,000 letters. Keep what matters most."),
        },
    )
    contact = forms.CharField(
        label=_("Your mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if those who decide may ask you back. It is deleted 30 days after."),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, signed_in: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["contact"]

    def clean_rule(self) -> str:
        return str(dict(RULES)[self.cleaned_data["rule"]]) if self.cleaned_data["rule"] else ""

    def clean_contact(self) -> str:
        return addresses.valid_key(self.cleaned_data["contact"]) if self.cleaned_data["contact"] else ""

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."))
        return ""


PERIODS = [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("", _("For good"))]


class DecisionForm(forms.Form):
    """One step about one person."""

    step = forms.ChoiceField(label=_("Step"), choices=Notice.STEPS, widget=forms.RadioSelect)
    why_skipped = forms.CharField(
        label=_("Why steps before it are left out"),
        required=False,
        max_length=500,
        help_text=_("Needed only where a step is skipped. The person reads it."),
    )
    rule = forms.CharField(label=_("Rule"), max_length=120, help_text=_("In the words of the code of conduct."))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("One sentence that the person reads and can answer.")
    )
    words = Words(label=_("Words to the person"), max_length=4000, required=False)
    kind = forms.ChoiceField(label=_("A removal stops"), choices=STOPS, initial="write", required=False)
    until = forms.ChoiceField(label=_("A removal lasts"), choices=PERIODS, initial="7", required=False)
    scopes = forms.MultipleChoiceField(
        label=_("A removal holds in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, scopes: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scopes

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("step") == "removal" and not cleaned.get("scopes") and "scopes" not in self.errors:
            self.add_error("scopes", _("Tick where it shall hold."))
        return cleaned

    def end(self, now: datetime) -> datetime | None:
        days = self.cleaned_data.get("until")
        return now + timedelta(days=int(days)) if days else None


class OutcomeForm(forms.Form):
    """Closing a report without a step, or lifting a sanction: a sentence why."""

    outcome = forms.CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Write one sentence: why?")}
    )


class AppealOutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Appeal.OUTCOMES, widget=forms.RadioSelect)
    until = forms.ChoiceField(
        label=_("If it is changed: from now it lasts"), choices=PERIODS[:-1], initial="7", required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The person reads it."))
