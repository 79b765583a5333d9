"""Write to a list from the web, or in the list's own name: a real mail through the same door."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.db import IntegrityError
from django.utils import timezone

from mailinglists import headers, parsing, permissions, rules
from mailinglists.actions.inbound import facts_of, process, store_inbound
from mailinglists.models import InboundMessage, MailingList, Message, RawMessage
from mailinglists.models.lists import list_domain
from mailinglists.parsing import id_hash
from mailinglists.rules import Finding


class NotPosted(Exception):
    """This address may not stand as author here; nothing was kept."""


@dataclass(slots=True)
class Outcome:
    """What became of a post: its state, why, and the message if it is in the archive."""

    state: str
    findings: list[Finding] = field(default_factory=list)
    message: Message | None = None

    @property
    def posted(self) -> bool:
        return self.message is not None


def write(
    mailing_list: MailingList,
    *,
    by,
    address: str,
    subject: str,
    text: str,
    key: str,
    parent: Message | None = None,
    files: Sequence[tuple[str, str, bytes]] = (),
    now: datetime | None = None,
) -> Outcome:
    """A person's post from the web. The same key gives one message, however often it is pressed.

    Raises NotPosted where the address is not the person's own, or on a government list not verified.
    """
    now = now or timezone.now()
    if address not in permissions.posting_addresses(by, mailing_list, now):
        raise NotPosted
    author = headers.mailbox(by.name, address)
    return send_in(
        mailing_list, author, subject, text, key=key, by=by, parent=parent, files=files, now=now, source="web"
    )


def post(
    mailing_list: MailingList, subject: str, text: str, *, key: str, by=None, now: datetime | None = None
) -> Outcome:
    """A post in the list's own name. `key` fixes the Message-ID: one message, however often it is called."""
    author = headers.mailbox(mailing_list.name, mailing_list.address())
    return send_in(mailing_list, author, subject, text, key=key, by=by, now=now or timezone.now(), source="own")


def send_in(mailing_list, author, subject, text, *, key, by, now, source, parent=None, files=()) -> Outcome:
    message_id, known = attempt(mailing_list, key, source)
    if known is None:
        raw = built(mailing_list, author, subject, text, message_id, parent, files, now)
        try:
            known = store_inbound(
                raw,
                mailing_list.address(),
                "",
                source,
                mailing_list=mailing_list,
                author=by,
                id_hash=id_hash(message_id),
                now=now,
            )
        except IntegrityError:  # Pressed twice in the same moment.
            known = InboundMessage.objects.get(list=mailing_list, id_hash=id_hash(message_id), source=source)
    found = None
    if known.state == InboundMessage.State.STORED:
        found = process(known, now)
        known.refresh_from_db()
    return outcome(known, found)


def attempt(mailing_list: MailingList, key: str, source: str) -> tuple[str, InboundMessage | None]:
    """The Message-ID of this key, and what is there of it. A refused post may be mended and pressed again."""
    for turn in range(1000):
        made = hashlib.sha256(f"{mailing_list.slug}\n{key}\n{turn}".encode()).hexdigest()[:32] + "@" + list_domain()
        known = InboundMessage.objects.filter(list=mailing_list, id_hash=id_hash(made), source=source).first()
        if known is None or known.state != InboundMessage.State.REFUSED:
            break
    return made, known


def outcome(row: InboundMessage, found: list[Finding] | None) -> Outcome:
    message = Message.objects.filter(inbound=row).first()
    held = getattr(row, "held", None)
    if found is None:
        words = {one["code"]: one["words"] for one in held.findings} if held else {}
        found = [Finding(code, rules.HOLD, words.get(code, {})) for code in row.codes]
    return Outcome(row.state, found, message)


def built(mailing_list, author, subject, text, message_id, parent, files, now) -> bytes:
    """The bytes of a mail, as a mail program would make it."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"] = author
    mail["To"] = headers.mailbox(mailing_list.name, mailing_list.address())
    mail["Subject"] = parsing.one_line(subject)[:300]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id}>"
    if parent is not None:
        chain = [one for one in chain_of(parent) if parsing.clean_ids(f"<{one}>")]
        mail["In-Reply-To"] = f"<{parent.message_id}>"
        mail["References"] = " ".join(f"<{one}>" for one in chain)
    mail.set_content(text.replace("\r\n", "\n"), cte="quoted-printable" if needs_quoting(text) else "7bit")
    for name, kind, content in files[:5]:
        main, _, sub = (kind or "application/octet-stream").partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=parsing.safe_name(name))
    return mail.as_bytes()


def chain_of(parent: Message) -> list[str]:
    mail = parsing.parse(parent.raw.content, latest=timezone.now())
    return [*mail.chain[-20:], parent.message_id]


def needs_quoting(text: str) -> bool:
    return not text.isascii() or any(len(line) > 900 for line in text.split("\n"))


def would_hold(mailing_list: MailingList, user, address: str) -> list[Finding]:
    """What a post of this person would wait for, said before it is sent."""
    row = InboundMessage(list=mailing_list, source=InboundMessage.Source.WEB, author=user, raw=RawMessage())
    mail = parsing.Mail(sha256="", sender_address=address, from_addresses=[address], text="-")
    return rules.judge(facts_of(row, mailing_list, mail, "pass", timezone.now()))
