"""Who may, in this room, and the three questions that every app asks. people.md 5 and 10."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db import models
from django.utils import timezone

from .models import Role, Verification
from .models.person import active_person
from .models.roles import has_factor
from .moderation.models import stopped
from .rights import rights_of
from .roles import ROLES
from .scopes import scope_label


def is_signed_in(user) -> bool:
    return bool(user and user.is_authenticated and user.pk)


def has_role(user, role: str | tuple[str, ...], scope: models.Model | None, now: datetime | None = None) -> bool:
    """Whether this person holds one of these roles here, and it is awake."""
    return rights_of(user, now).holds(role, scope)


def is_official(user, now: datetime | None = None) -> bool:
    """Whether a verification of this person is in force."""
    return rights_of(user, now).official


def is_staff_member(user, now: datetime | None = None) -> bool:
    """Whether this person runs the network. Being superuser is not enough: it is a role like any other."""
    return has_role(user, "staff", None, now)


def is_verifier(user, now: datetime | None = None) -> bool:
    return has_role(user, "verifier", None, now)


def is_stopped(user, act: str, scope: models.Model | None, now: datetime | None = None) -> bool:
    """Whether a sanction stops this act ("upload", "write", "out") of this person here."""
    return rights_of(user, now).stopped(act, scope)


def may_grant_role(user, role: str, scope: models.Model | None, now: datetime | None = None) -> bool:
    """Whether this person grants (and ends) this role in this scope; `strong` is asked beside it by the page."""
    return role in grants_in(user, scope, now)


def grants_in(user, scope: models.Model | None, now: datetime | None = None) -> list[str]:
    """The roles of this scope that this person grants, in the order of the table."""
    if not is_signed_in(user):
        return []
    now = now or timezone.now()

    @cache
    def is_one(grantor: str) -> bool:
        if grantor == "superuser":
            return bool(user.is_superuser and user.is_active)
        return has_role(user, grantor, None if grantor == "staff" else scope, now)

    label = scope_label(scope)
    return [name for name, kind in ROLES.items() if label in kind.scopes and any(map(is_one, kind.granted_by))]


def may_end_role(user, held: Role, now: datetime | None = None) -> bool:
    """Whether this person ends this row: their own, or one they could have granted."""
    return held.user_id == getattr(user, "pk", None) or may_grant_role(user, held.role, held.scope, now)


def may_propose_verification(user, verification_of, now: datetime | None = None) -> bool:
    return is_verifier(user, now) and user.pk != verification_of.pk


def may_decide_verification(user, verification: Verification, now: datetime | None = None) -> bool:
    return is_verifier(user, now) and user.pk not in (verification.user_id, verification.proposed_by_id)


def may_see_profile(user, person) -> bool:
    """Whether anything of this person's profile is there to see: something chosen, and the account open."""
    return bool(person.shows) and person.state == "active" and person.is_active


def why_asleep(held: Role, now: datetime | None = None) -> list[str]:
    """The reasons why a role opens nothing now: `ended`, `account`, `factor`, `sanction`, `other`; empty if awake."""
    return reasons_asleep([held], now).get(held.pk, [])


def reasons_asleep(held: list[Role], now: datetime | None = None) -> dict[int, list[str]]:
    """`why_asleep` of each role that sleeps, by its id; five queries for any number of them."""
    now = now or timezone.now()
    rows = Role.objects.filter(pk__in=[role.pk for role in held])
    awake = set(rows.awake(now).values_list("pk", flat=True))
    asleep = [role for role in held if role.pk not in awake]
    if not asleep:
        return {}
    active = set(rows.filter(active_person("user__")).values_list("pk", flat=True))
    equipped = set(rows.filter(has_factor("user")).values_list("pk", flat=True))
    halted = set(
        rows.filter(stopped("user", "write", now, scope_type="scope_type", scope_id="scope_id")).values_list(
            "pk", flat=True
        )
    )
    found = {}
    for role in asleep:
        reasons = {
            "ended": bool(role.until and role.until <= now),
            "account": role.pk not in active,
            "factor": ROLES[role.role].factor and role.pk not in equipped,
            "sanction": role.pk in halted,
        }
        found[role.pk] = [name for name, holds in reasons.items() if holds] or ["other"]
    return found
