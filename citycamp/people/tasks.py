"""What the worker does for this room."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError

from . import actions
from .models import Item, Report, RoleInvite, User
from .notices import sending

UNPROVEN_FOR = timedelta(hours=24)
NEWS_KEPT = timedelta(days=90)
CONTACT_KEPT = timedelta(days=30)


def tell(now: datetime) -> None:
    """Lay the mails of news that are due into the outbox."""
    sending.compose(now)


def tidy(now: datetime) -> None:
    """Unproven addresses and accounts that nobody came into go after a day, and invitations that ran out close.

    allauth keeps no time for an address, so an unproven one beside a proven one goes with its person's next tidy.
    """
    RoleInvite.objects.filter(state="waiting", until__lte=now).update(state="withdrawn")
    # Who reported may be asked back for a month after the end, and is not kept longer.
    Report.objects.filter(closed_at__lte=now - CONTACT_KEPT).exclude(contact="").update(contact="")
    Item.objects.filter(sent_at__lt=now - NEWS_KEPT).delete()  # the outbox keeps the keys
    actions.close_due(now)
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    EmailAddress.objects.filter(
        verified=False, user__in=User.objects.filter(Exists(proven), made_at__lte=now - UNPROVEN_FOR)
    ).delete()
    empty = User.objects.filter(~Exists(proven), made_at__lte=now - UNPROVEN_FOR, closed_at__isnull=True, name="")
    for user in empty.exclude(is_superuser=True)[:500]:
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:
            continue  # Something was done in this name after all, by an app that knows why.
