"""The one door in: store the bytes, then acknowledge, then read, judge and act on them."""

import traceback
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from citycamp.people.moderation.models import Sanction
from citycamp.people.permissions import has_role
from mailinglists import headers, parsing, permissions, rules, senders
from mailinglists.actions import answering, commanding
from mailinglists.actions.accepting import accept, body_html_of
from mailinglists.actions.archiving import threads_named
from mailinglists.models import HeldMessage, InboundMessage, MailingList, Message, RawMessage, Subscription, Thread
from mailinglists.parsing import Mail, id_hash
from mailinglists.rules import Facts, Finding

BY_MAIL = {InboundMessage.Source.LMTP, InboundMessage.Source.PIPE, InboundMessage.Source.WEBHOOK}
TRIES = 3


def store_inbound(
    raw: bytes,
    recipient: str,
    envelope_from: str,
    source: str,
    *,
    mailing_list: MailingList | None = None,
    author=None,
    id_hash: str = "",
    now: datetime | None = None,
) -> InboundMessage:
    """Keep these bytes for this recipient, in one transaction. Only after it may anything be acknowledged.

    A repeat gives the row that is there.
    """
    stored = RawMessage.of(raw)
    key = parsing.address_key(recipient) or recipient[:254]
    with transaction.atomic():
        RawMessage.objects.bulk_create([stored], ignore_conflicts=True)
        row, _made = InboundMessage.objects.get_or_create(
            recipient=key,
            raw_id=stored.sha256,
            defaults={
                "list": mailing_list,
                "source": source,
                "envelope_from": envelope_from[:254],
                "author": author,
                "id_hash": id_hash,
                "received_at": now or timezone.now(),
            },
        )
    return row


def ingest(now: datetime | None = None, limit: int = 50) -> int:
    """Claim what waits and process it, one message per transaction. One that fails does not stop the next."""
    now = now or timezone.now()
    done = 0
    for row in claim(now, limit):
        done += 1
        try:
            process(row, now)
        except Exception:  # Whatever is wrong with one mail: it is kept, named, and the next one goes on.
            trouble(row, traceback.format_exc()[-4000:])
    return done


def claim(now: datetime, limit: int) -> list[InboundMessage]:
    free = InboundMessage.objects.filter(state=InboundMessage.State.STORED)
    free = free.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))
    if not free.exists():
        return []  # Without taking the writer's lock.
    with transaction.atomic():
        rows = free.order_by("received_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:limit])
        lease = now + timedelta(seconds=settings.LISTS_LEASE_SECONDS)
        InboundMessage.objects.filter(pk__in=ids).update(lease_until=lease)
    return list(InboundMessage.objects.filter(pk__in=ids).select_related("raw", "list").order_by("received_at", "id"))


def trouble(row: InboundMessage, fault: str) -> None:
    attempts = row.attempts + 1
    state = InboundMessage.State.UNPARSEABLE if attempts >= TRIES else InboundMessage.State.STORED
    InboundMessage.objects.filter(pk=row.pk, state=InboundMessage.State.STORED).update(
        attempts=attempts, fault=fault, state=state, lease_until=None
    )


def process(row: InboundMessage, now: datetime | None = None) -> list[Finding]:
    """Read one stored mail and do what its recipient address and the rules say. Gives what the rules found."""
    now = now or timezone.now()
    slug, wanted, token = headers.route(row.recipient.rpartition("@")[0])
    mailing_list = row.list or MailingList.objects.filter(slug=slug).first()
    mail = parsing.parse(row.raw.content, latest=now + timedelta(days=366))
    if mailing_list is None:
        finish(row, InboundMessage.State.SET_ASIDE, now, codes=["unknown_list"])
        return []
    if wanted != "post":
        with transaction.atomic():
            commanding.act(mailing_list, wanted, token, row, mail, now)
        return []
    html = body_html_of(mail)  # Slow on purpose-made input: before the transaction.
    try:
        return settle(row, mailing_list, mail, html, now)
    except IntegrityError:  # Another process archived the same id in between: now it is a duplicate.
        return settle(row, mailing_list, mail, html, now)


@transaction.atomic
def settle(row: InboundMessage, mailing_list: MailingList, mail: Mail, html: str, now: datetime) -> list[Finding]:
    locked = InboundMessage.objects.select_for_update(of=("self",)).select_related("author").get(pk=row.pk)
    if locked.state != InboundMessage.State.STORED:
        return []
    verdict = verdict_of(locked, mail)
    found = rules.judge(facts_of(locked, mailing_list, mail, verdict, now))
    act_on(found, locked, mailing_list, mail, html, verdict, now)
    row.refresh_from_db()
    return found


def act_on(found, row, mailing_list, mail, html, verdict, now) -> None:
    row.list, row.defects, row.codes = mailing_list, mail.defects, [one.code for one in found]
    row.id_hash = id_hash(mail.message_id)
    last = found[-1] if found else None
    if last is None:
        row.state = InboundMessage.State.ACCEPTED
        row.save()
        author = row.author_id or (author_of(mail, verdict))
        own = row.source == InboundMessage.Source.OWN
        accept(row, mailing_list, mail, now, user_id=None if own else author, body_html=html)
    elif last.does == rules.HOLD:
        hold(row, mailing_list, mail, found, now)
    else:
        if last.code == "duplicate":
            row.state = InboundMessage.State.DUPLICATE
        else:
            refused = last.does == rules.REFUSE
            row.state = InboundMessage.State.REFUSED if refused else InboundMessage.State.SET_ASIDE
        row.done_at = now
        row.save()
        if last.does == rules.REFUSE and row.source in BY_MAIL:
            answering.answer(mailing_list, row, mail, verdict, last, now)


def author_of(mail: Mail, verdict: str) -> int | None:
    owner = permissions.owner_of(mail.sender_address) if verdict == senders.PASS else None
    return owner.pk if owner else None


def hold(row: InboundMessage, mailing_list: MailingList, mail: Mail, found: list[Finding], now: datetime) -> None:
    row.state = InboundMessage.State.HELD
    row.save()
    held = HeldMessage.objects.create(
        inbound=row,
        list=mailing_list,
        findings=[{"code": one.code, "words": one.words} for one in found],
        subject=mail.subject[:1000],
        sender_name=mail.sender_name[:200],
        sender_address=mail.sender_address[:254],
        held_at=now,
    )
    answering.tell_moderators(mailing_list, held)


def finish(row: InboundMessage, state: str, now: datetime, *, codes: list[str]) -> None:
    InboundMessage.objects.filter(pk=row.pk).update(state=state, done_at=now, codes=codes)


def verdict_of(row: InboundMessage, mail: Mail) -> str:
    """Proof of sender. On the web the session is the proof."""
    if row.source in (InboundMessage.Source.WEB, InboundMessage.Source.OWN):
        return senders.PASS
    by_mail = row.source in (InboundMessage.Source.LMTP, InboundMessage.Source.PIPE)
    return senders.verdict(mail, authserv_id=settings.LISTS_AUTHSERV_ID, by_mail=by_mail)


def facts_of(row: InboundMessage, mailing_list: MailingList, mail: Mail, verdict: str, now: datetime) -> Facts:
    """All that the rules ask about this mail at this moment."""
    by_mail = row.source in BY_MAIL
    address = mail.sender_address
    author = row.author or permissions.owner_of(address)
    proven = verdict == senders.PASS
    key = id_hash(mail.message_id)
    digests = Message.objects.filter(list=mailing_list, id_hash=key).values_list("body_digest", flat=True)
    known = list(digests)
    mine = Message.objects.filter(list=mailing_list, sender_address=address)
    day_ago = now - timedelta(hours=24)
    today = list(
        mine.filter(inbound__received_at__gt=day_ago)
        .exclude(inbound__source=InboundMessage.Source.IMPORT)
        .values_list("inbound__received_at", flat=True)
    )
    members = Subscription.objects.active().filter(list=mailing_list)
    member = members.filter(Q(address_key=address) | Q(user=author) if author else Q(address_key=address)).first()
    named = bool(author) and has_role(author, permissions.NAMED, mailing_list, now)
    named_threads = threads_named(mailing_list, mail)
    closed = Thread.objects.filter(pk__in=named_threads, state=Thread.State.CLOSED).first()
    sanctions = Sanction.objects.in_force(author or address, mailing_list, now).stopping("write")
    return Facts(
        mail=mail,
        size=row.raw.size,
        by_mail=by_mail,
        own=row.source == InboundMessage.Source.OWN,
        address=address,
        null_sender=by_mail and row.envelope_from in ("", "<>"),
        loop=by_mail and went_through(mailing_list, mail),
        duplicate=mail.body_digest in known,
        id_known=bool(known),
        retired_on=mailing_list.state_at if mailing_list.state == MailingList.State.RETIRED else None,
        archive_url=mailing_list.url,
        max_bytes=mailing_list.max_bytes,
        banned=bool(address) and sanctions.exists(),
        government=mailing_list.government,
        official=mailing_list.government and permissions.verified_address(address, now),
        renew_url=mailing_list.url + "about/",
        verdict=verdict,
        posting=mailing_list.posting,
        member=member is not None,
        named=named and proven,
        claims_named=named,
        decides=proven and named and has_role(author, permissions.DECIDING, mailing_list, now),
        closed_on=closed.closed_at if closed else None,
        closed_reason=closed.closed_reason if closed else "",
        posts_today=len(today),
        posts_per_day=mailing_list.posts_per_day,
        free_at=min(today) + timedelta(hours=24) if today else None,
        stopped=mailing_list.state == MailingList.State.STOPPED,
        posts_before=mine.count() if mailing_list.first_posts_held else 0,
        first_posts_held=mailing_list.first_posts_held,
        posts_held=bool(member and member.posts_held),
        crosspost=not mailing_list.government and crosses(mailing_list, mail),
        threads_joined=len(named_threads),
        addressed=not by_mail or mailing_list.address() in mail.to,
        leave_url=mailing_list.url + "leave/",
    )


def went_through(mailing_list: MailingList, mail: Mail) -> bool:
    """Whether this very list has sent this mail out before."""
    if any(f"<{mailing_list.list_id}>" in value for value in mail.all("list-id")):
        return True
    marks = (value.partition("@")[0].rpartition("+")[2] for value in mail.all("x-delivery-id"))
    return any(headers.verp_id(mailing_list.slug, mark, settings.SECRET_KEY) is not None for mark in marks)


def crosses(mailing_list: MailingList, mail: Mail) -> bool:
    """Whether a mail to a public list also names a government list, or answers what is known only there."""
    government = MailingList.objects.filter(audience=MailingList.Audience.GOVERNMENT)
    slugs = {address.rpartition("@")[0] for address in mail.to if address != mailing_list.address()}
    if slugs and any(one.address() in mail.to for one in government.filter(slug__in=slugs)):
        return True
    hashes = [id_hash(one) for one in mail.chain]
    if not hashes:
        return False
    closed = set(Message.objects.filter(id_hash__in=hashes, list__in=government).values_list("id_hash", flat=True))
    open_ = Message.objects.filter(id_hash__in=closed).exclude(list__in=government).values_list("id_hash", flat=True)
    return bool(closed - set(open_))
