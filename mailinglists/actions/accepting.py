"""A mail becomes a message: archived, announced, and a copy queued for each receiver, in one transaction."""

from datetime import datetime

from citycamp import richtext
from mailinglists import signals
from mailinglists.actions.archiving import Incoming, archive
from mailinglists.models import Delivery, InboundMessage, MailingList, Message, Subscription
from mailinglists.parsing import Mail

AT_ONCE = 2000


def accept(
    row: InboundMessage,
    mailing_list: MailingList,
    mail: Mail,
    now: datetime,
    *,
    user_id: int | None,
    body_html: str = "",
) -> Message:
    """Archive this mail and queue its copies. The caller holds the transaction."""
    InboundMessage.objects.filter(pk=row.pk).update(state=InboundMessage.State.ACCEPTED, done_at=now)
    date, source = (
        (mail.date, Message.DateSource.HEADER) if mail.date else (row.received_at, Message.DateSource.ARRIVAL)
    )
    notice = mailing_list.notices.order_by("-number").first()
    item = Incoming(row, mail, date, source, user_id=user_id, notice=notice, body_html=body_html)
    (message,) = archive(mailing_list, [item])
    fan_out(message, now)
    signals.message_accepted.send(sender=Message, message=message)
    return message


def fan_out(message: Message, now: datetime) -> int:
    """One row in the ledger per receiver; the gate is asked here, and again when a worker takes the row."""
    receivers = Subscription.objects.receiving(now).filter(list=message.list)
    receivers = receivers.exclude(own_copies=False, address_key=message.sender_address)
    rows = (
        Delivery(message=message, subscription_id=pk, address=address, queued_at=now)
        for pk, address in receivers.values_list("pk", "address_key")
    )
    return len(Delivery.objects.bulk_create(rows, batch_size=AT_ONCE))


def body_html_of(mail: Mail) -> str:
    """The cleaned page of a mail that has no text part; empty where there is a text, or it is refused."""
    if not mail.text_from_html:
        return ""
    try:
        return richtext.clean(mail.html, richtext.MAIL)
    except richtext.Refused:
        return ""
