"""What allauth asks of this site: mail through the outbox, our own word on fresh proof, secrets encrypted."""

from __future__ import annotations

import base64
import io
import secrets
import uuid

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context, ratelimit
from allauth.core.exceptions import RateLimited
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from citycamp.mail.actions import send

from . import addresses
from .face import face
from .proof import is_fresh

# allauth's mails, and ours that go instead. What is missing here does not go.
MAILS = {
    "account/email/login_code": "people/email/code",
    "account/email/email_confirmation": "people/email/address_code",
    "account/email/email_confirmation_signup": "people/email/code",
    "account/email/account_already_exists": "people/email/address_taken",
    "account/email/email_changed": "people/email/address_changed",
    "account/email/email_deleted": "people/email/address_removed",
    "mfa/email/webauthn_added": "people/email/factor_added",
    "mfa/email/totp_activated": "people/email/factor_added",
    "mfa/email/webauthn_removed": "people/email/factor_removed",
    "mfa/email/totp_deactivated": "people/email/factor_removed",
    "mfa/email/recovery_codes_generated": "people/email/recovery_codes",
}
CODES = ("people/email/code", "people/email/address_code")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code in the newest mail. Look again, or ask for a new one."),
        "too_many_login_attempts": _("That was tried too often. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("A code went out a moment ago. Wait a minute, then ask again."),
        "account_inactive": _("This account is closed."),
    }

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(10**6):06d}"

    def generate_email_verification_code(self) -> str:
        return self.generate_login_code()

    def send_mail(self, template_prefix: str, email: str, context_: dict) -> None:
        """Into the outbox, never inside the request. Each mailbox has its rate, also for codes sent again."""
        template = MAILS.get(template_prefix)
        if template is None:
            return
        request = context.request
        if template in CODES:
            # The form counted the first mail of a request already, so that it can say so in words.
            if not getattr(request, "mailbox_counted", False) and not ratelimit.consume(
                request, action="request_login_code", key=email.lower()
            ):
                raise RateLimited
            words = {"code": context_["code"], "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
        else:
            words = {name: str(context_[name]) for name in ("from_emailaddress", "deleted_email") if name in context_}
        send(template, email, words, key=f"{template}:{uuid.uuid4()}", language=get_language() or "")

    def is_open_for_signup(self, request) -> bool:
        return False  # One door: the sign-in page takes addresses that nobody has used yet, too.

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Ours, since allauth's own check lets everybody through who has neither password nor factor."""
        return not is_fresh(context.request)

    def can_delete_email(self, email_address) -> bool:
        """The last proven address stays."""
        others = email_address.user.emailaddress_set.filter(verified=True).exclude(pk=email_address.pk)
        return not email_address.verified or (not email_address.primary and others.exists())

    def clean_email(self, email: str) -> str:
        return addresses.valid_key(email)

    def add_message(self, request, level, message_template=None, *args, **kwargs) -> None:
        """Only the messages that say something the page does not."""
        if message_template in QUIET:
            return
        super().add_message(request, level, message_template, *args, **kwargs)


QUIET = (
    "account/messages/login_code_sent.txt",
    "account/messages/logged_in.txt",
    "account/messages/email_confirmation_sent.txt",
)


def box() -> Fernet:
    """What encrypts secrets of factors: MFA_KEY where it is set, else a key derived from SECRET_KEY."""
    given = settings.MFA_KEY
    raw = salted_hmac("people.factor", given or "factor", secret=given or None, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(raw))


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not match. Try again with the code your app shows now, or with your passkey."),
    }

    def encrypt(self, text: str) -> str:
        return box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def build_totp_svg(self, url: str) -> str:
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, dark="#000", light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return face(context.request).name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": self._get_site_name()}

    def generate_authenticator_name(self, user, type) -> str:
        return gettext("Passkey of %(day)s") % {"day": date_format(timezone.localdate(), "DATE_FORMAT")}
