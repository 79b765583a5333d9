"""Mail to slug-join, slug-leave, slug-confirm, slug-help, slug-owner, slug-bounces. Their text is ignored."""

import contextlib
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError

from citycamp import links
from citycamp.mail import actions as mail_actions
from mailinglists import headers, rules
from mailinglists.actions import answering, subscribing
from mailinglists.models import Delivery, InboundMessage, MailingList
from mailinglists.parsing import Mail


def act(mailing_list: MailingList, wanted: str, token: str, row: InboundMessage, mail: Mail, now: datetime) -> None:
    """Do what the address says; every mail that gets here is handled or set aside, none is posted."""
    null_sender = row.envelope_from in ("", "<>")
    if wanted == "bounces":
        state = came_back(mailing_list, token)
    elif rules.automatic(rules.Facts(mail=mail, null_sender=null_sender)) or not mail.sender_address:
        state = InboundMessage.State.SET_ASIDE
    else:
        state = InboundMessage.State.HANDLED
        ask(mailing_list, wanted, token, row, mail, now)
    InboundMessage.objects.filter(pk=row.pk).update(
        list=mailing_list, state=state, done_at=now, codes=[wanted], defects=mail.defects
    )


def ask(mailing_list, wanted: str, token: str, row: InboundMessage, mail: Mail, now: datetime) -> None:
    if wanted == "join":
        with contextlib.suppress(ValidationError):
            subscribing.subscribe(mailing_list, mail.sender_address, origin="mail")
    elif wanted == "leave":
        if not token or subscribing.unsubscribe(mailing_list, token) is None:
            subscribing.ask_to_leave(mailing_list, mail.sender_address)
    elif wanted == "confirm":
        with contextlib.suppress(subscribing.LinkUsed, subscribing.OfficialsOnly):
            subscribing.confirm(mailing_list, token)
    elif wanted == "owner":
        answering.tell_owners(mailing_list, mail, row)
    elif wanted == "help":
        mail_actions.send(
            "mailinglists/email/help",
            mail.sender_address,
            subscribing.context(mailing_list)
            | {"link": links.absolute(f"/lists/{mailing_list.slug}/about/"), "address": mailing_list.address()},
            key=f"lists/help/{mailing_list.slug}/{mail.sender_address[:120]}/{now:%Y-%m-%d}",
            language=mailing_list.language,
        )


def came_back(mailing_list: MailingList, token: str) -> str:
    """A mail to a VERP address with a good mark is kept beside its delivery; any other is set aside."""
    number = headers.verp_id(mailing_list.slug, token, settings.SECRET_KEY)
    found = Delivery.objects.filter(pk=number, message__list=mailing_list) if number is not None else None
    return InboundMessage.State.HANDLED if found and found.exists() else InboundMessage.State.SET_ASIDE
