"""From a row of the outbox to a message with a text and an HTML part."""

import hashlib
import re
from collections.abc import Callable
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.backends.django import Template
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from citycamp import links
from citycamp.mail.models import OutboxMail


class NothingToSay(Exception):
    """Raised by a template's own tag: what this mail was to tell may not be told any more. It is withdrawn."""


class NoSubject(Exception):
    """The text template does not begin with a line `Subject: ...`."""


def message(mail: OutboxMail) -> EmailMultiAlternatives:
    """The finished message. Its Message-ID follows from the key, so that a doubled one is recognised."""
    with translation.override(mail.language or settings.LANGUAGE_CODE):
        signed = signature()
        about = {
            **mail.context,
            "site_name": signed["name"],
            "tagline": signed["tagline"],
            "contact": signed["contact"],
            "site_url": settings.SITE_URL,
            "language": mail.language,
        }
        written = plainly(f"{mail.template}.txt", about)
        subject, body = split_subject(written)
        footer = plainly("mail/footer.txt", about)
        about |= {"subject": subject, "body": body}
        try:
            html = get_template(f"{mail.template}.html").render(about)
        except TemplateDoesNotExist as missing:
            if str(missing) != f"{mail.template}.html":
                raise
            html = get_template("mail/plain.html").render(about)
    made = EmailMultiAlternatives(
        subject=subject,
        body=f"{body.strip()}\n\n{footer.strip()}\n",
        from_email=sender(signed["name"]),
        to=[mail.to],
        headers={
            **mail.headers,
            "Message-ID": f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{links.host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    made.attach_alternative(html, "text/html")
    return made


def plainly(name: str, about: dict[str, Any]) -> str:
    """A text template, in which nothing is escaped."""
    return cast(Template, get_template(name)).template.render(Context(about, autoescape=False))


def split_subject(written: str) -> tuple[str, str]:
    """Subject and body. A line break that came with a name makes neither a header nor a body of its own."""
    head, _, body = written.lstrip().partition("\n\n")
    if not head.startswith("Subject:"):
        raise NoSubject(f"this mail begins with {head[:40]!r}")
    return re.sub(r"\s+", " ", head.removeprefix("Subject:")).strip()[:200], body


def unsigned() -> dict[str, str]:
    return {"name": settings.WAGTAIL_SITE_NAME, "tagline": "", "contact": ""}


signature: Callable[[], dict[str, str]] = unsigned


def signed_by(asked: Callable[[], dict[str, str]]) -> None:
    """Say who knows the network's name, tagline and contact address; called in an app's ready()."""
    global signature
    signature = asked


def sender(name: str) -> str:
    """DEFAULT_FROM_EMAIL; where it names nobody, the network's name stands before the address (RFC 5322, 3.4)."""
    named, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if named or "@" not in address:
        return settings.DEFAULT_FROM_EMAIL
    return str(Address(display_name=" ".join(name.split()), addr_spec=address))
