"""Who may, in this room, and the three questions that every app asks. people.md 5 and 10."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils import timezone

from .models import Role, Verification
from .models.person import active_person
from .models.roles import REAL_FACTORS
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
    if not is_signed_in(user) or role not in ROLES or scope_label(scope) not in ROLES[role].scopes:
        return False
    now = now or timezone.now()
    for grantor in ROLES[role].granted_by:
        if grantor == "superuser":
            if user.is_superuser and user.is_active:
                return True
        elif has_role(user, grantor, None if grantor == "staff" else scope, now):
            return True
    return False


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
    now = now or timezone.now()
    if Role.objects.awake(now).filter(pk=held.pk).exists():
        return []
    reasons = []
    if held.until and held.until <= now:
        reasons.append("ended")
    if not Role.objects.filter(active_person("user__"), pk=held.pk).exists():
        reasons.append("account")
    if ROLES[held.role].factor and not Authenticator.objects.filter(user=held.user, type__in=REAL_FACTORS).exists():
        reasons.append("factor")
    if is_stopped(held.user, "write", held.scope, now):
        reasons.append("sanction")
    return reasons or ["other"]
