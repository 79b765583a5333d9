"""Who may decide where."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people import roles
from citycamp.people.errors import NoSuchPair
from citycamp.people.moderation.models import stopped
from citycamp.people.scopes import Scoped, ScopedQuerySet, scope_label, whole_scope

from .person import active_person

REAL_FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


def has_factor(user: str) -> Exists:
    """The condition that the person at this path enrolled a passkey or an authenticator app."""
    return Exists(Authenticator.objects.filter(user=OuterRef(user), type__in=REAL_FACTORS))


class RoleQuerySet(ScopedQuerySet):
    def awake(self, now: datetime | None = None):
        """Roles that open something now: the one condition. people.md 5 lists the ways to sleep."""
        now = now or timezone.now()
        asleep = stopped("user", "write", now, scope_type="scope_type", scope_id="scope_id")
        return self.awake_but_for_sanctions(now).filter(~asleep)

    def awake_but_for_sanctions(self, now: datetime):
        """For people.rights, which reads the sanctions beside it."""
        return self.filter(
            active_person("user__"),
            Q(until__isnull=True) | Q(until__gt=now),
            ~Q(role__in=roles.NEED_FACTOR) | has_factor("user"),
            *roles.conditions(now),
        )


class Role(Scoped):
    """One person's role in one scope. Ended rows go; the audit log keeps them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=roles.CHOICES)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("role_scope_is_whole"),
            models.UniqueConstraint(fields=["user", "role", "scope_type", "scope_id"], name="one_role_per_scope"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(scope_type__isnull=True), name="one_role_in_the_network"
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")), name="nobody_grants_to_themselves"
            ),
        ]
        indexes = [models.Index(fields=["scope_type", "scope_id", "role"], name="role_by_scope")]

    def __str__(self) -> str:
        return str(roles.ROLES[self.role].label) if self.role in roles.ROLES else self.role

    def save(self, *args, **kwargs):
        label = "" if self.scope_type is None else f"{self.scope_type.app_label}.{self.scope_type.model}"
        if not roles.is_pair(self.role, label):
            raise NoSuchPair
        super().save(*args, **kwargs)


class RoleInvite(Scoped):
    """A role offered to an address. No token: whoever has proven that address finds it on /me/."""

    STATES = [
        ("waiting", _("Waiting")),
        ("accepted", _("Accepted")),
        ("declined", _("Declined")),
        ("withdrawn", _("Withdrawn")),
    ]

    address = models.CharField(max_length=254)
    role = models.CharField(max_length=20, choices=roles.CHOICES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="waiting")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("invite_scope_is_whole"),
            models.UniqueConstraint(
                fields=["address", "role", "scope_type", "scope_id"],
                condition=Q(state="waiting"),
                name="one_waiting_invite_per_scope",
            ),
            models.UniqueConstraint(
                fields=["address", "role"],
                condition=Q(state="waiting", scope_type__isnull=True),
                name="one_waiting_invite_in_the_network",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.address}"


__all__ = ["Role", "RoleInvite", "has_factor", "scope_label"]
