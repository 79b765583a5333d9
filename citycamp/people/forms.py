"""What people type to sign in, and about themselves."""

from __future__ import annotations

import secrets
from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, LoginForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from citycamp import throttle

from . import addresses, names
from .face import face
from .models import User


class SignInForm(LoginForm):
    """One door for known and new addresses: both get a code, by the same steps and words."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Mail address")
        field.help_text = _("New here? The same way in: the code proves that the address is yours.")
        field.widget.attrs = {"autocomplete": "username webauthn", "autofocus": True, "maxlength": 254}
        field.max_length = 254
        field.error_messages["invalid"] = _("Write the whole address, such as noor@example.org.")
        field.error_messages["required"] = _("Write your mail address, such as noor@example.org.")

    def clean_login(self) -> str:
        return addresses.valid_key(self.cleaned_data["login"])

    def clean_website(self) -> str:
        # A field that people do not see: what fills it is no person.
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""

    def _clean_without_password(self, email, phone):
        cleaned = super()._clean_without_password(email, phone)
        context.request.mailbox_counted = True
        if not self.errors and email:
            if self.user is None:
                self.user = account_for(email)
            else:
                rehearse_account()
            proven = EmailAddress.objects.filter(email=email, verified=True).exists()
            if not proven and throttle.wait("code", email, throttle.MAIL_TO_AN_UNPROVEN_ADDRESS):
                self.add_error("login", get_adapter().validation_error("too_many_login_attempts"))
        return cleaned


def account_for(address: str) -> User | None:
    """An account that waits for its first code; None where one stands that is closed."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(address)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
            return user
    except IntegrityError:
        found = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
        return found[0] if found else None


def rehearse_account() -> None:
    """The work that a new address costs, and nothing left of it: time must not tell who has an account."""
    with suppress(IntegrityError), transaction.atomic():
        address = f"{secrets.token_hex(12)}@rehearsal.invalid"
        user = User.objects.create_user(address)
        EmailAddress.objects.create(user=user, email=address, primary=True, verified=False)
        transaction.set_rollback(True)


class AddAddressForm(AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Another mail address")
        self.fields["email"].help_text = _(
            "A code goes there. An address on a government domain makes you an official."
        )
        self.fields["email"].widget.attrs = {"autocomplete": "email", "maxlength": 254}

    def clean_email(self) -> str:
        self.cleaned_data["email"] = addresses.valid_key(self.cleaned_data["email"])
        return super().clean_email()


class AddPasskeyForm(AddWebAuthnForm):
    """Every key of ours is a passkey: kept on the device, with the person verified."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for this passkey")
        self.fields["name"].help_text = _("So that you know it again, such as the phone it is on.")
        self.fields["name"].max_length = 100

    def clean_passwordless(self) -> bool:
        return True


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("As others shall read it beside what you write and propose. You can change it.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _("Write the name that others shall read.")

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])


def checked_name(name: str) -> str:
    """The name as it is kept; a ValidationError where it would pass for those who run the network."""
    name = names.spaced(name)
    if not name:
        raise forms.ValidationError(_("Write the name that others shall read."))
    if names.is_reserved(name, face(context.request).name):
        raise forms.ValidationError(_("This name would pass for those who run the network. Choose another."))
    return name


class ProfileForm(NameForm):
    """Name, words and links, and which of them others see."""

    SHOWABLE = [
        ("name", _("Name")),
        ("about", _("About me")),
        ("links", _("Links")),
        ("organization", _("Organization and “verified official”, while it is in force")),
    ]

    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=900,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Three at most, one per line, each beginning with https://"),
    )
    shows = forms.MultipleChoiceField(
        label=_("Others see"),
        choices=SHOWABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing unless you choose it. With nothing chosen there is no page about you."),
    )

    class Meta(NameForm.Meta):
        fields = ["name", "about", "links", "shows"]
        labels = {**NameForm.Meta.labels, "about": _("About me")}
        widgets = {**NameForm.Meta.widgets, "about": forms.Textarea(attrs={"rows": 4, "maxlength": 500, "dir": "auto"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["links"] = "\n".join(self.instance.links)

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > 3:
            raise forms.ValidationError(_("Three links at most."))
        check = forms.URLField(assume_scheme="https")
        for line in lines:
            if not line.startswith(("https://", "http://")):
                raise forms.ValidationError(_("“%(link)s” does not begin with https://") % {"link": line[:80]})
            check.clean(line)
        return lines


class AppealForm(forms.Form):
    """Why a step about oneself is wrong."""

    words = forms.CharField(
        label=_("Why it is wrong"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write why: what was seen wrongly, or what has changed since?")},
    )


class ProofCodeForm(forms.Form):
    """The code that was mailed for a proof."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("You can paste it. Spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
