"""What people type on the roof's own pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from citycamp.people.roles import ROLES


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
