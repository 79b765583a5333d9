"""What a moderator decides: held mail, hidden messages, closed threads."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from citycamp.audit import actions as audit
from mailinglists import parsing, rules, search, signals
from mailinglists.actions import answering
from mailinglists.actions.accepting import accept, body_html_of
from mailinglists.actions.archiving import variant_id
from mailinglists.actions.inbound import author_of, facts_of, verdict_of
from mailinglists.models import Delivery, HeldMessage, InboundMessage, Message, Subscription, Thread
from mailinglists.rules import Finding


class AlreadyDecided(Exception):
    """Somebody was quicker: `held` says who, when and what."""

    def __init__(self, held: HeldMessage):
        super().__init__(held)
        self.held = held


class CannotRelease(Exception):
    """A rule that no moderator can pass still speaks."""

    def __init__(self, finding: Finding):
        super().__init__(finding.sentence)
        self.finding = finding


def take(held: HeldMessage) -> HeldMessage:
    """The row, locked, if nobody has decided yet."""
    locked = HeldMessage.objects.select_for_update().get(pk=held.pk)
    if locked.state != HeldMessage.State.WAITING:
        raise AlreadyDecided(locked)
    return locked


def release(held: HeldMessage, *, by, always: bool = False) -> Message:
    """Post it now. Rules 5 to 9 and 14 are asked again; raises CannotRelease, AlreadyDecided.

    With `always`, the sender's later posts are no longer held.
    """
    row = InboundMessage.objects.select_related("raw", "list", "author").get(pk=held.inbound_id)
    now = timezone.now()
    mail = parsing.parse(row.raw.content, latest=now + timedelta(days=366))
    html = body_html_of(mail)
    with transaction.atomic():
        locked = take(held)
        verdict = verdict_of(row, mail)
        facts = facts_of(row, locked.list, mail, verdict, now)
        again = rules.judge(facts, only=rules.RELEASE_AGAIN | {"duplicate"})
        if again:
            raise CannotRelease(again[0])
        if facts.id_known:
            variant(mail)
        author = row.author_id or author_of(mail, verdict)
        message = accept(row, locked.list, mail, now, user_id=author, body_html=html)
        decide(locked, HeldMessage.State.RELEASED, "", by, now)
        if always:
            mine = Subscription.objects.open().filter(list=locked.list, address_key=mail.sender_address)
            mine.update(posts_held=False)
    return message


def variant(mail: parsing.Mail) -> None:
    """Another message has this id: this one gets one of its own, in the same thread."""
    mail.references = [*mail.references, mail.message_id]
    mail.message_id = variant_id(mail.message_id, mail.body_digest)


def reject(held: HeldMessage, reason: str, *, by) -> None:
    """Do not post it, and mail the sender why."""
    now = timezone.now()
    with transaction.atomic():
        locked = take(held)
        InboundMessage.objects.filter(pk=locked.inbound_id).update(state=InboundMessage.State.REFUSED, done_at=now)
        decide(locked, HeldMessage.State.REJECTED, reason, by, now)
        if "sender_unproven" not in locked.inbound.codes:
            answering.tell_rejected(locked, reason)


def discard(held: HeldMessage, *, by) -> None:
    """Do not post it, and tell nobody."""
    now = timezone.now()
    with transaction.atomic():
        locked = take(held)
        InboundMessage.objects.filter(pk=locked.inbound_id).update(state=InboundMessage.State.SET_ASIDE, done_at=now)
        decide(locked, HeldMessage.State.DISCARDED, "", by, now)


def decide(held: HeldMessage, state: str, reason: str, by, now: datetime) -> None:
    held.state, held.reason, held.decided_by, held.decided_at = state, reason, by, now
    held.save()
    audit.record(by, f"lists.held.{state}", held, reason=reason)


@transaction.atomic
def hide_message(message: Message, reason: str, *, by) -> None:
    """Its place stays, with the reason; what still waits to be sent is cancelled."""
    message.visibility, message.hidden_reason = Message.Visibility.HIDDEN, reason
    message.hidden_by, message.hidden_at = by, timezone.now()
    message.save(update_fields=["visibility", "hidden_reason", "hidden_by", "hidden_at"])
    Delivery.objects.filter(message=message, state__in=["queued", "retry"]).update(
        state=Delivery.State.CANCELLED, done_at=message.hidden_at
    )
    search.drop_message(message)
    audit.record(by, "lists.hide", message, reason=reason)
    signals.message_hidden.send(sender=Message, message=message)


@transaction.atomic
def show_message(message: Message, *, by) -> None:
    message.visibility, message.hidden_reason = Message.Visibility.SHOWN, ""
    message.hidden_by = message.hidden_at = None
    message.save(update_fields=["visibility", "hidden_reason", "hidden_by", "hidden_at"])
    search.put_message(message)
    audit.record(by, "lists.show", message)


@transaction.atomic
def close_thread(thread: Thread, reason: str, *, by) -> None:
    thread.state, thread.closed_at, thread.closed_by = Thread.State.CLOSED, timezone.now(), by
    thread.closed_reason = reason
    thread.save(update_fields=["state", "closed_at", "closed_by", "closed_reason"])
    audit.record(by, "lists.close", thread, reason=reason)


@transaction.atomic
def reopen_thread(thread: Thread, *, by) -> None:
    thread.state, thread.closed_at, thread.closed_by, thread.closed_reason = Thread.State.OPEN, None, None, ""
    thread.save(update_fields=["state", "closed_at", "closed_by", "closed_reason"])
    audit.record(by, "lists.reopen", thread)
