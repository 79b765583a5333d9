"""Leaving: seven days to change one's mind, then one pass that can be repeated. people.md 7."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from citycamp.audit.actions import record
from citycamp.people import addresses, signals
from citycamp.people.models import Choice, Item, Role, RoleInvite, Sanction, Token, User

CLOSING_FOR = timedelta(days=7)


def ask_close(user: User, *, now: datetime | None = None) -> None:
    """Begin to leave: roles and verifications sleep at once; for seven days `stay` makes it undone."""
    with transaction.atomic():
        user.closing_at = now or timezone.now()
        user.save(update_fields=["closing_at"])
        record(user, "account.closing", user)


def stay(user: User) -> None:
    """The person changed their mind within the seven days."""
    if user.closing_at is None or user.closed_at is not None:
        return
    with transaction.atomic():
        user.closing_at = None
        user.save(update_fields=["closing_at"])
        record(user, "account.stays", user)


def close_account(user: User, *, now: datetime | None = None) -> None:
    """Empty the account: addresses, factors, tokens, choices, roles, name and words go; the apps above are told.

    What the person did stays, as "a former member". A sanction in force stays as a keyed hash of the addresses. Done
    again, it changes nothing more; a listener that fails undoes all of it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        first_time = User.objects.filter(pk=user.pk, closed_at__isnull=True).update(closed_at=now, is_active=False)
        user.refresh_from_db()
        signals.account_closed.send(User, user=user)
        keep_sanctions(user, now)
        for held in Role.objects.filter(user=user).prefetch_related("scope"):
            role, scope = held.role, held.scope
            held.delete()
            signals.roles_changed.send(Role, user=user, role=role, scope=scope)
        mine = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
        RoleInvite.objects.filter(address__in=mine, state="waiting").update(state="withdrawn")
        for verification in user.verifications.exclude(address__startswith="hash:"):
            verification.address = addresses.keyed_hash(verification.address)
            verification.state = "ended" if verification.state in verification.OPEN else verification.state
            verification.title = ""
            verification.save(update_fields=["address", "state", "title"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        for own in (Token, Choice, Item):
            own._base_manager.filter(user=user).delete()
        user.name = user.email = user.about = user.language = user.zone = user.rights_sent = ""
        user.links, user.shows = [], []
        user.set_unusable_password()
        user.save()
        if first_time:
            record(None, "account.closed", user)


def keep_sanctions(user: User, now: datetime) -> None:
    """A ban outlives the account: whoever proves one of these addresses again has it again."""
    proven = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    running = Sanction.objects.running(now)
    for address in proven:
        hashed = addresses.keyed_hash(addresses.key(address))
        running.filter(address=addresses.key(address)).update(address=hashed)
        for ban in running.filter(person=user):
            known = Q(address=hashed, kind=ban.kind, scope_type=ban.scope_type_id, scope_id=ban.scope_id)
            if not Sanction.objects.filter(known, until=ban.until).exists():
                Sanction.objects.create(
                    address=hashed,
                    kind=ban.kind,
                    scope_type_id=ban.scope_type_id,
                    scope_id=ban.scope_id,
                    rule=ban.rule,
                    reason=ban.reason,
                    starts=ban.starts,
                    until=ban.until,
                    notice=ban.notice,
                    by=ban.by,
                )


def close_due(now: datetime) -> int:
    """Close the accounts whose seven days are over; says how many."""
    due = list(User.objects.filter(closing_at__lte=now - CLOSING_FOR, closed_at__isnull=True)[:100])
    for user in due:
        close_account(user, now=now)
    return len(due)
