"""Proving addresses, and whom they make an official."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from citycamp.audit.actions import record
from citycamp.people import addresses, permissions, rights, signals
from citycamp.people.errors import NotProven, NotYours, OwnCase, SamePerson, Waits
from citycamp.people.models import EmailDomain, Organization, Sanction, User, Verification

YEAR = timedelta(days=365)
RENEWABLE = timedelta(days=30)
BOUNCED = "mail came back"  # How ended_why begins where a bounce suspended; only such a one is mended by a code.


def domain_for(address: str) -> EmailDomain | None:
    """The longest entry that this address matches, also when it is switched off. One query."""
    suffixes = addresses.suffixes(address)
    if not suffixes:
        return None
    entries = {entry.domain: entry for entry in EmailDomain.objects.filter(domain__in=suffixes)}
    for depth, suffix in enumerate(suffixes):
        entry = entries.get(suffix)
        if entry and (depth == 0 or entry.subdomains):
            return entry
    return None


def prove_address(user: User, address: str, *, now: datetime | None = None) -> Verification | None:
    """Note that somebody typed back the code mailed to this address.

    On an active official domain that verifies them in the same transaction, for twelve months: the
    verification is returned. A ban that waits on the address, hashed or not, holds for them from here on.
    Raises NotProven where another account has proven it.
    """
    key = addresses.valid_key(address)
    now = now or timezone.now()
    try:
        with transaction.atomic():
            row, _made = EmailAddress.objects.get_or_create(user=user, email=key)
            if not row.verified:
                row.verified = True
                row.save(update_fields=["verified"])
            if not EmailAddress.objects.filter(user=user, primary=True).exists():
                row.set_as_primary()
            Sanction.objects.filter(address=addresses.keyed_hash(key)).update(address="", person=user)
            rights.forget()
            return _verify_by_domain(user, key, now)
    except IntegrityError:
        raise NotProven from None


def _verify_by_domain(user: User, address: str, now: datetime) -> Verification | None:
    entry = domain_for(address)
    rows = list(user.verifications.filter(address=address).select_related("domain"))
    held = next((row for row in rows if row.state in Verification.OPEN), None)
    if entry is None or not entry.active or (held and held.by == "hand"):
        return held if held and held.state == "verified" else None
    if held is None and any(row.by == "domain" and row.state in ("ended", "revoked") for row in rows):
        return None  # What the person or a verifier ended does not come back by a sign-in code.
    if held and held.state == "suspended" and not held.ended_why.startswith(BOUNCED):
        return None
    if held and held.state == "verified" and held.domain_id == entry.pk and held.until and held.until - now > RENEWABLE:
        return held
    verification = held or Verification(user=user, address=address, by="domain")
    verification.domain, verification.organization = entry, entry.organization
    verification.state, verification.ended_why = "verified", ""
    verification.starts, verification.until = now, now + YEAR
    verification.save()
    record(None, "verification.verified", verification, "by domain", {"user": user.pk, "domain": entry.domain})
    return verification


def verify_again(user: User, address: str, *, now: datetime | None = None) -> Verification | None:
    """Somebody who ended their verification by domain wants it back; what a verifier revoked stays revoked."""
    key = addresses.key(address)
    if not EmailAddress.objects.filter(user=user, email=key, verified=True).exists():
        raise NotProven
    with transaction.atomic():
        if user.verifications.filter(address=key, by="domain", state="revoked").exists():
            raise NotYours
        user.verifications.filter(address=key, by="domain", state="ended").update(by="domain", state="refused")
        return _verify_by_domain(user, key, now or timezone.now())


def end_verification(verification: Verification, reason: str = "", *, by: User) -> None:
    """The official says "this is wrong, end it"."""
    if by.pk != verification.user_id:
        raise NotYours
    _close(verification, "ended", reason, by)


def revoke_verification(verification: Verification, reason: str, *, by: User) -> None:
    """A verifier takes it back, with a reason."""
    if by.pk == verification.user_id:
        raise OwnCase
    if not permissions.is_verifier(by):
        raise NotYours
    _close(verification, "revoked", reason, by)


def suspend_verification(verification: Verification, reason: str, *, by: User | None) -> None:
    """Stop it for now: a hard bounce (by=None), or a verifier's doubt."""
    if by is not None and by.pk == verification.user_id:
        raise OwnCase
    if by is not None and not permissions.is_verifier(by):
        raise NotYours
    _close(verification, "suspended", reason, by)


def _close(verification: Verification, state: str, reason: str, by: User | None) -> None:
    with transaction.atomic():
        verification.state, verification.ended_why = state, reason[:300]
        verification.save()
        record(by, f"verification.{state}", verification, reason)
        signals.verification_ended.send(Verification, verification=verification, why=state)


def address_bounced(address: str, status: str) -> None:
    """A permanent bounce (5.1.x: no such mailbox) suspends; a fresh code from that address mends it."""
    if not status.startswith("5.1."):
        return
    for verification in Verification.objects.for_address(addresses.key(address)).filter(state="verified"):
        suspend_verification(verification, f"{BOUNCED}: {status}", by=None)


def ask_verification(
    user: User, address: str, *, organization: Organization | None, title: str, reason: str
) -> Verification:
    """A person without an official domain asks to be verified by hand."""
    key = addresses.valid_key(address)
    if not EmailAddress.objects.filter(user=user, email=key, verified=True).exists():
        raise NotProven
    try:
        with transaction.atomic():
            return Verification.objects.create(
                user=user, address=key, by="hand", organization=organization, title=title, reason=reason
            )
    except IntegrityError:
        raise Waits from None


def propose_verification(verification: Verification, seen: str, *, by: User) -> None:
    """A first verifier says what was seen."""
    if by.pk == verification.user_id:
        raise OwnCase
    if not permissions.may_propose_verification(by, verification.user):
        raise NotYours
    with transaction.atomic():
        verification.proposed_by, verification.seen = by, seen
        verification.save()
        record(by, "verification.proposed", verification, detail={"seen": seen})


def decide_verification(
    verification: Verification, accept: bool, reason: str = "", *, by: User, now: datetime | None = None
) -> None:
    """A second verifier decides. Neither the person nor who proposed it: OwnCase, SamePerson."""
    if by.pk == verification.user_id:
        raise OwnCase
    if by.pk == verification.proposed_by_id:
        raise SamePerson
    if not permissions.may_decide_verification(by, verification):
        raise NotYours
    now = now or timezone.now()
    with transaction.atomic():
        row = Verification.objects.select_for_update().get(pk=verification.pk)
        if row.state != "pending" or row.proposed_by_id is None:
            raise Waits
        row.decided_by = by
        row.state, row.ended_why = ("verified", "") if accept else ("refused", reason[:300])
        if accept:
            row.starts, row.until = now, now + YEAR
        row.save()
        record(by, "verification.verified" if accept else "verification.refused", row, reason)
    verification.refresh_from_db()


def switch_domain(domain: EmailDomain, active: bool, reason: str, *, by: User | None) -> None:
    """Switch a domain on or off. Off ends the force of all who hang on it with this commit."""
    if by is not None and not permissions.is_staff_member(by):
        raise NotYours
    with transaction.atomic():
        domain.active, domain.reason = active, reason[:300]
        domain.save(update_fields=["active", "reason"])
        record(by, "domain.on" if active else "domain.off", domain, reason, {"domain": domain.domain})
        if not active:
            for verification in domain.verifications.filter(state="verified"):
                signals.verification_ended.send(Verification, verification=verification, why="domain")
