"""Steps about people: reporting, sanctioning, lifting. people.md 6."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from citycamp.audit.actions import record
from citycamp.people import addresses, signals
from citycamp.people.errors import NotYours, OwnCase, Waits
from citycamp.people.models import Notice, Report, Sanction, User
from citycamp.people.moderation import permissions
from citycamp.people.scopes import scope_key


def report(
    target: models.Model,
    scope: models.Model | None,
    words: str,
    *,
    by: User | None,
    about: User | None = None,
    rule: str = "",
    contact: str = "",
    as_it_was: dict[str, str] | None = None,
) -> Report:
    """Say that something breaks a rule; no account is needed. One open report per person and target: Waits."""
    try:
        with transaction.atomic():
            return Report.objects.create(
                target=target,
                about=about,
                by=by,
                contact=contact,
                rule=rule,
                words=words[:2000],
                as_it_was=as_it_was or {},
                **scope_key(scope),
            )
    except IntegrityError:
        raise Waits from None


def sanction(
    who: User | str,
    scope: models.Model | None,
    kind: str,
    reason: str,
    *,
    by: User,
    rule: str = "",
    until: datetime | None = None,
    words: str = "",
) -> Sanction:
    """Stop somebody from uploading, writing or taking part here, with the notice that tells them why.

    `who` is a person, an address, or `@domain`. Raises NotYours, OwnCase.
    """
    if isinstance(who, User) and who.pk == by.pk:
        raise OwnCase
    if not permissions.may_decide(by, scope):
        raise NotYours
    about = who if isinstance(who, User) else None
    address = "" if about else _ban_key(str(who))
    if address and by.emailaddress_set.filter(email=address, verified=True).exists():
        raise OwnCase
    with transaction.atomic():
        notice = Notice.objects.create(
            about=about,
            address=address,
            step="removal",
            rule=rule,
            reason=reason,
            words=words,
            by=by,
            **scope_key(scope),
        )
        made = Sanction.objects.create(
            person=about,
            address=address,
            kind=kind,
            rule=rule,
            reason=reason,
            until=until,
            notice=notice,
            by=by,
            **scope_key(scope),
        )
        record(by, "sanction.given", made, reason, {"person": about.pk if about else None, **scope_key(scope)})
        signals.sanctioned.send(Sanction, sanction=made)
    return made


def _ban_key(address: str) -> str:
    """The address, or `@` and a domain, as sanctions keep it."""
    if address.startswith("@"):
        return "@" + addresses.domain_key(address[1:])
    return addresses.valid_key(address)


def lift(given: Sanction, reason: str, *, by: User) -> None:
    """End a sanction now. Its row stays."""
    if given.person_id == by.pk:
        raise OwnCase
    if not permissions.may_decide(by, given.scope):
        raise NotYours
    with transaction.atomic():
        given.lifted_at, given.lifted_by, given.lifted_why = timezone.now(), by, reason[:300]
        given.save()
        record(by, "sanction.lifted", given, reason)
        signals.sanctioned.send(Sanction, sanction=given)
