"""What this room hears: allauth's news about addresses and factors. Connected in apps.py."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction

from citycamp.audit.actions import record

from . import actions, proof, signals, sittings
from .models import Verification


def address_proven(sender, request, email_address, **kwargs) -> None:
    actions.prove_address(email_address.user, email_address.email)


def code_typed(sender, request, user, method, email=None, **kwargs) -> None:
    """Every code typed back is proof of its address: it mends what a bounce suspended, and renews what ends soon."""
    if method == "code" and email and EmailAddress.objects.filter(user=user, email=email, verified=True).exists():
        actions.prove_address(user, email)


def address_removed(sender, user, email_address, **kwargs) -> None:
    """Nothing is stored: without the address no verification is in force. The apps above are told."""
    for verification in Verification.objects.for_address(email_address.email).filter(user=user, state="verified"):
        signals.verification_ended.send(Verification, verification=verification, why="address")


def factor_changed(sender, request, user, authenticator, signal, **kwargs) -> None:
    """A new key for this session, the end of all others, and a line in the log."""
    from allauth.mfa.signals import authenticator_added

    added = signal is authenticator_added
    if added and authenticator.type in proof.STRONG_TYPES:
        # Making it was using it: nobody is asked for it again at once.
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    with transaction.atomic():
        record(user, "factor.added" if added else "factor.removed", user, detail={"type": str(authenticator.type)})
        sittings.end_others(user, request)
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def address_changed(sender, request, user, **kwargs) -> None:
    sittings.end_others(user, request)
