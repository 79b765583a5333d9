"""Mails about mail: to a sender whose message was not posted, to moderators, to owners."""

import hashlib
from datetime import datetime

from citycamp import links
from citycamp.mail import actions as mail_actions
from citycamp.people.models import Role
from mailinglists import permissions, rules, senders
from mailinglists.actions.subscribing import context
from mailinglists.models import HeldMessage, InboundMessage, MailingList
from mailinglists.parsing import Mail
from mailinglists.rules import Finding


def may_be_answered(row: InboundMessage, mail: Mail, verdict: str) -> bool:
    """Only a proven sender, writing under its own envelope, and no automat."""
    own_envelope = senders.aligned(row.envelope_from.rpartition("@")[2], mail.sender_address)
    return verdict == senders.PASS and own_envelope and not rules.automatic(rules.Facts(mail=mail))


def answer(
    mailing_list: MailingList, row: InboundMessage, mail: Mail, verdict: str, finding: Finding, now: datetime
) -> None:
    """Say why a mail was not posted: at most once a day for an address, a list and a reason."""
    if not may_be_answered(row, mail, verdict):
        return
    who = hashlib.sha256(mail.sender_address.encode()).hexdigest()[:24]
    mail_actions.send(
        "mailinglists/email/refused",
        mail.sender_address,
        context(mailing_list) | {"sentence": finding.sentence},
        key=f"lists/answer/{mailing_list.slug}/{finding.code}/{who}/{now:%Y-%m-%d}",
        language=mailing_list.language,
    )


def deciders(mailing_list: MailingList, now: datetime, roles: tuple[str, ...] = permissions.DECIDING):
    """Who decides here and is awake, each once."""
    held = Role.objects.awake(now).at(mailing_list).filter(role__in=roles).select_related("user")
    return {one.user_id: one.user for one in held}.values()


def tell_moderators(mailing_list: MailingList, held: HeldMessage) -> None:
    """A line with a link, and not a word of the message."""
    for user in deciders(mailing_list, held.held_at):
        mail_actions.send(
            "mailinglists/email/held",
            user.email,
            context(mailing_list) | {"link": links.absolute(f"/lists/{mailing_list.slug}/moderate/{held.pk}/")},
            key=f"lists/held/{held.pk}/{user.pk}",
            language=user.language or mailing_list.language,
        )


def tell_rejected(held: HeldMessage, reason: str) -> None:
    """The sender reads why, if there is an address to write to and a person decided."""
    if not held.sender_address:
        return
    mail_actions.send(
        "mailinglists/email/rejected",
        held.sender_address,
        context(held.list) | {"subject_line": held.subject[:200], "reason": reason},
        key=f"lists/rejected/{held.pk}",
        language=held.list.language,
    )


def tell_owners(mailing_list: MailingList, mail: Mail, row: InboundMessage) -> None:
    """What somebody wrote to slug-owner goes to each owner."""
    for user in deciders(mailing_list, row.received_at, ("owner",)):
        mail_actions.send(
            "mailinglists/email/for_owners",
            user.email,
            context(mailing_list)
            | {"sender": mail.sender_address, "subject_line": mail.subject[:200], "text": mail.text[:5000]},
            key=f"lists/owner/{row.pk}/{user.pk}",
            language=user.language or mailing_list.language,
        )
