"""Keys to read with: calendars, feeds, the API. Shown once, stored hashed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.scopes import Scoped, ScopedQuerySet, whole_scope

from .person import active_person


class TokenQuerySet(ScopedQuerySet):
    def valid(self, now: datetime | None = None):
        now = now or timezone.now()
        return self.filter(
            active_person("user__"), Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True
        )


class Token(Scoped):
    KINDS = [("calendar", _("Calendar")), ("feed", _("Feed")), ("api", _("API"))]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    last_four = models.CharField(max_length=4)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [whole_scope("token_scope_is_whole")]

    def __str__(self) -> str:
        return f"{self.name} (…{self.last_four})"
