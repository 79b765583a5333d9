"""Join and leave. Nobody is subscribed who did not say so from that very address."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from citycamp import links
from citycamp.mail import actions as mail
from citycamp.people import addresses
from citycamp.people.models import Verification
from mailinglists import permissions, signals, tokens
from mailinglists.models import Confirmation, Delivery, MailingList, Subscription

CONFIRM_WITHIN = timedelta(days=7)


class OfficialsOnly(Exception):
    """This list is for verified officials, and this address is not verified."""


class LinkUsed(Exception):
    """This link was used, has ended, or never was."""


def subscribe(
    mailing_list: MailingList,
    address: str,
    *,
    user=None,
    origin: str = "web",
    consent: str = "",
    delivery: str = "each",
) -> Subscription:
    """Subscribe an address, at once if `user` has proven it, else once the mailed link is pressed.

    Gives the row, pending or active; an address that is subscribed already gives its row, unchanged, and
    nothing is mailed: the page says the same in each case. Raises OfficialsOnly only where `user` has
    proven the address, so that nobody learns anything about another's; ValidationError for no address.
    """
    now = timezone.now()
    key = addresses.valid_key(address)
    owner = user if user is not None and permissions.owns_address(user, key) else None
    if owner is not None and mailing_list.government and not permissions.verified_address(key, now):
        raise OfficialsOnly
    fields = {"address": address.strip(), "user": owner, "origin": origin, "consent": consent, "delivery": delivery}
    if owner is not None:
        fields |= {"state": Subscription.State.ACTIVE, "confirmed_at": now}
    try:
        with transaction.atomic():
            row, made = Subscription.objects.open().get_or_create(list=mailing_list, address_key=key, defaults=fields)
            if not made and owner is not None and row.state != Subscription.State.ACTIVE:
                activate(row, owner, now)
            if row.state == Subscription.State.PENDING:
                ask(row, Confirmation.Kind.JOIN, now)
            elif made:
                welcome(row)
    except IntegrityError:  # Two tabs at once: the other one won, and means the same.
        return Subscription.objects.open().get(list=mailing_list, address_key=key)
    return row


def ask(row: Subscription, kind: str, now) -> None:
    """Mail a link to a page with a button. At most three an hour for one subscription."""
    if row.confirmations.filter(kind=kind, expires_at__gt=now + CONFIRM_WITHIN - timedelta(hours=1)).count() >= 3:
        return
    token, kept = tokens.fresh()
    made = Confirmation.objects.create(kind=kind, subscription=row, token_hash=kept, expires_at=now + CONFIRM_WITHIN)
    mail.send(
        f"mailinglists/email/confirm_{kind}",
        row.address_key,
        context(row.list) | {"link": links.absolute(f"/lists/{row.list.slug}/confirm/{token}/")},
        key=f"lists/confirm/{made.pk}",
        language=row.list.language,
    )


def confirm(mailing_list: MailingList, token: str, *, user=None) -> Subscription:
    """Press the mailed link's button: join or leave. Raises LinkUsed, OfficialsOnly."""
    now = timezone.now()
    with transaction.atomic():
        found = pending(mailing_list, token)
        if found is None:
            raise LinkUsed
        row = found.subscription
        if found.kind == Confirmation.Kind.LEAVE:
            end_subscription(row, "asked by mail")
        else:
            if mailing_list.government and not permissions.verified_address(row.address_key, now):
                raise OfficialsOnly
            activate(row, permissions.owner_of(row.address_key), now)
        Confirmation.objects.filter(pk=found.pk).update(used_at=now)
    return row


def pending(mailing_list: MailingList, token: str) -> Confirmation | None:
    """The confirmation this token stands for, if it may still be pressed."""
    return (
        Confirmation.objects.select_related("subscription")
        .filter(
            token_hash=tokens.hashed(token),
            subscription__list=mailing_list,
            used_at=None,
            expires_at__gt=timezone.now(),
        )
        .exclude(subscription__state=Subscription.State.ENDED)
        .first()
    )


def activate(row: Subscription, user, now) -> None:
    was = row.state
    row.state, row.confirmed_at, row.user = Subscription.State.ACTIVE, now, user or row.user
    row.save(update_fields=["state", "confirmed_at", "user"])
    if was != Subscription.State.ACTIVE:
        welcome(row)


def welcome(row: Subscription) -> None:
    leave = links.absolute(f"/lists/{row.list.slug}/unsubscribe/{tokens.leaving(row.pk, row.list.slug)}/")
    mail.send(
        "mailinglists/email/welcome",
        row.address_key,
        context(row.list) | {"link": row.list.url, "leave": leave, "address": row.list.address()},
        key=f"lists/welcome/{row.pk}",
        language=row.list.language,
    )
    signals.subscription_changed.send(sender=Subscription, subscription=row)


def ask_to_leave(mailing_list: MailingList, address: str) -> None:
    """Mail a link that ends the subscription, if there is one; nobody learns whether there is."""
    row = Subscription.objects.open().filter(list=mailing_list, address_key=addresses.key(address)).first()
    if row is not None:
        with transaction.atomic():
            ask(row, Confirmation.Kind.LEAVE, timezone.now())


def unsubscribe(mailing_list: MailingList, token: str) -> Subscription | None:
    """End the subscription a List-Unsubscribe link names (RFC 8058). Twice is as good as once."""
    number = tokens.subscription_id(token, mailing_list.slug)
    row = Subscription.objects.filter(pk=number, list=mailing_list).first() if number is not None else None
    if row is None:
        return None
    with transaction.atomic():
        end_subscription(row, "one click")
    return row


@transaction.atomic
def end_subscription(row: Subscription, why: str) -> None:
    """End it, cancel what still waits for it, say goodbye once."""
    if row.state == Subscription.State.ENDED:
        return
    was = row.state
    row.state, row.ended_at, row.ended_why = Subscription.State.ENDED, timezone.now(), why
    row.save(update_fields=["state", "ended_at", "ended_why"])
    Delivery.objects.filter(subscription=row, state__in=["queued", "retry"]).update(
        state=Delivery.State.CANCELLED, done_at=row.ended_at
    )
    if was != Subscription.State.PENDING:
        mail.send(
            "mailinglists/email/goodbye",
            row.address_key,
            context(row.list) | {"link": links.absolute(f"/lists/{row.list.slug}/about/")},
            key=f"lists/goodbye/{row.pk}",
            language=row.list.language,
        )
    signals.subscription_changed.send(sender=Subscription, subscription=row)


def change_delivery(row: Subscription, *, delivery: str, own_copies: bool, away_until=None) -> None:
    row.delivery, row.own_copies, row.away_until = delivery, own_copies, away_until
    row.save(update_fields=["delivery", "own_copies", "away_until"])


def end_unverified(now) -> int:
    """End subscriptions to government lists whose address has not been verified for 90 days."""
    gone = Subscription.objects.active().filter(list__audience=MailingList.Audience.GOVERNMENT)
    recent = Verification.objects.in_force(now).values("address")
    late = gone.exclude(address_key__in=recent).filter(confirmed_at__lt=now - timedelta(days=90))
    late = late.exclude(
        address_key__in=Verification.objects.filter(until__gt=now - timedelta(days=90)).values("address")
    )
    rows = list(late.select_related("list")[:500])
    for row in rows:
        end_subscription(row, "verification ended")
    return len(rows)


def context(mailing_list: MailingList) -> dict:
    """What every service mail of a list says: its name and its notice."""
    return {"list": mailing_list.name, "notice": mailing_list.notice}
