"""Granting, offering, ending roles."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from citycamp import links
from citycamp.audit.actions import record
from citycamp.mail.actions import send
from citycamp.people import addresses, permissions, roles, signals, sittings
from citycamp.people.errors import Answered, LastOne, NoSuchPair, NotProven, NotYours, OwnCase, TooMany, Waits
from citycamp.people.models import Role, RoleInvite, User
from citycamp.people.models.person import active_person
from citycamp.people.scopes import scope_key, scope_label


def grant_role(
    user: User,
    role: str,
    scope: models.Model | None,
    *,
    by: User | None,
    until: datetime | None = None,
    doer: User | None = None,
) -> Role:
    """Give somebody a role in a scope; the row that was there is kept, with the new end.

    `by=None` is for the app that makes the camp, city or list. `doer` is who pressed the button, where that was
    not `by`. Raises NoSuchPair, OwnCase, NotYours.
    """
    if not roles.is_pair(role, scope_label(scope)):
        raise NoSuchPair
    if by is not None:
        if by.pk == user.pk:
            raise OwnCase
        if not permissions.may_grant_role(by, role, scope):
            raise NotYours
    with transaction.atomic():
        held, made = Role.objects.select_for_update().get_or_create(
            user=user, role=role, **scope_key(scope), defaults={"granted_by": by, "until": until}
        )
        if not made and held.until != until:
            held.until, held.granted_by, held.granted_at = until, by, timezone.now()
            held.save()
        entry = record(by, "role.granted", held, detail={"user": user.pk, "role": role, **scope_key(scope)})
        signals.roles_changed.send(Role, user=user, role=role, scope=scope)
        if by is not None:
            sittings.end_others(user)
            tell("people/email/role_granted", user, role, scope, by=by, doer=doer or by, mark=entry.sequence)
    return held


def end_role(held: Role, reason: str = "", *, by: User | None) -> None:
    """Take a role away, or step down. The last organizer, owner or steward cannot step down: LastOne."""
    if by is not None and not permissions.may_end_role(by, held):
        raise NotYours
    with transaction.atomic():
        if by is not None and by.pk == held.user_id and roles.ROLES[held.role].last_one_stays:
            # The others are locked first, so that two who step down at once do not both see the other awake.
            others = Role.objects.at(held.scope).filter(role=held.role).exclude(pk=held.pk)
            list(others.select_for_update().order_by("pk").values_list("pk"))
            if not Role.objects.awake().filter(pk__in=others.values("pk")).exists():
                raise LastOne
        user, role, scope = held.user, held.role, held.scope
        entry = record(by, "role.ended", held, reason, {"user": user.pk, "role": role, **scope_key(scope)})
        held.delete()
        signals.roles_changed.send(Role, user=user, role=role, scope=scope)
        sittings.end_others(user)
        if by is not None:
            tell("people/email/role_ended", user, role, scope, by=by, doer=by, mark=entry.sequence)


def tell(template: str, user: User, role: str, scope: models.Model | None, *, by: User, doer: User, mark: int) -> None:
    """Mail a change of role to its person and to all who hold a role beside them, except to whoever did it."""
    beside = User.objects.filter(active_person(), pk__in=Role.objects.at(scope).values("user_id"))
    where = str(scope) if scope is not None else ""
    for reader in {user, *beside} - {doer}:
        send(
            template,
            reader.email,
            {
                "name": str(user),
                "by": str(by),
                "role": str(roles.ROLES[role].label),
                "scope": where,
                "you": reader.pk == user.pk,
                "factor": roles.ROLES[role].factor,
                "address": links.absolute("/me/"),
            },
            key=f"{template}:{mark}:{reader.pk}",
            language=reader.language,
        )


def invite_role(address: str, role: str, scope: models.Model | None, *, by: User) -> RoleInvite:
    """Offer a role to an address for 14 days. Nobody learns whether the address has an account."""
    if not roles.is_pair(role, scope_label(scope)):
        raise NoSuchPair
    if not permissions.may_grant_role(by, role, scope):
        raise NotYours
    key = addresses.valid_key(address)
    if EmailAddress.objects.filter(user=by, email=key, verified=True).exists():
        raise OwnCase
    now = timezone.now()
    waiting = RoleInvite.objects.at(scope).filter(state="waiting")
    waiting.filter(until__lte=now).update(state="withdrawn")
    if waiting.count() >= 50:
        raise TooMany
    try:
        with transaction.atomic():
            invite = RoleInvite.objects.create(
                address=key, role=role, by=by, until=now + timedelta(days=14), **scope_key(scope)
            )
            record(by, "role.offered", invite, detail={"address": key, "role": role, **scope_key(scope)})
            words = {
                "by": str(by),
                "role": str(roles.ROLES[role].label),
                "scope": str(scope) if scope is not None else "",
                "address": links.absolute("/me/"),
            }
            send("people/email/role_offered", key, words, key=f"role-offered:{invite.pk}", language=by.language)
    except IntegrityError:
        raise Waits from None
    return invite


def invites_for(user: User, now: datetime | None = None) -> models.QuerySet[RoleInvite]:
    """What waits for whoever proved these addresses."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return RoleInvite.objects.filter(address__in=proven, state="waiting", until__gt=now or timezone.now())


def accept_invite(invite: RoleInvite, *, by: User) -> Role:
    """Take an offered role. The offer still has to come from somebody who may grant it."""
    with transaction.atomic():
        if not invites_for(by).select_for_update().filter(pk=invite.pk).exists():
            raise NotProven
        held = grant_role(by, invite.role, invite.scope, by=invite.by, doer=by)
        RoleInvite.objects.filter(pk=invite.pk).update(state="accepted")
    return held


def withdraw_invite(invite: RoleInvite, *, by: User) -> None:
    """Take an offer back. Raises NotYours, and Answered where somebody was quicker."""
    if not permissions.may_grant_role(by, invite.role, invite.scope):
        raise NotYours
    with transaction.atomic():
        if not RoleInvite.objects.filter(pk=invite.pk, state="waiting").update(state="withdrawn"):
            raise Answered
        record(by, "role.withdrawn", invite)


def decline_invite(invite: RoleInvite, *, by: User) -> None:
    with transaction.atomic():
        if not invites_for(by).filter(pk=invite.pk).update(state="declined"):
            raise NotProven
        record(by, "role.declined", invite)
