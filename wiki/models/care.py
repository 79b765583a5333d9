"""What waits for a steward, and what is kept from being changed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.rights import rights_of
from wiki.models.pages import WikiPage
from wiki.models.wikis import Wiki


class ProtectionQuerySet(models.QuerySet):
    def in_force(self, now: datetime) -> "ProtectionQuerySet":
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), lifted_at__isnull=True)


class Protection(models.Model):
    """A page, or a title nobody has used yet, that only some may change. Rows are never deleted."""

    class Level(models.TextChoices):
        MEMBERS = "members", _("Members")
        TRUSTED = "trusted", _("Trusted people")
        STEWARDS = "stewards", _("Stewards")

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="protections")
    page = models.ForeignKey(WikiPage, null=True, blank=True, on_delete=models.PROTECT, related_name="protections")
    slug = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=8, choices=Level)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, slug="") | (Q(page__isnull=True) & ~Q(slug="")),
                name="a_protection_has_one_target",
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(page__isnull=False, lifted_at__isnull=True), name="one_protection_a_page"
            ),
            models.UniqueConstraint(
                fields=["wiki", "slug"],
                condition=Q(page__isnull=True, lifted_at__isnull=True),
                name="one_protection_a_title",
            ),
        ]


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any, now: datetime | None = None) -> "ProposalQuerySet":
        """One's own, and all of a wiki for its stewards and staff."""
        if not user.is_authenticated:
            return self.none()
        now = now or timezone.now()
        seen = self.filter(wiki__in=Wiki.objects.visible_to(user, now))
        rights = rights_of(user, now)
        if rights.holds("staff", None):
            return seen
        return seen.filter(Q(author=user) | Q(wiki__in=rights.scopes("steward", Wiki)))


class Proposal(models.Model):
    """An edit that waits. It is no revision, so there is nothing to leak."""

    class Kind(models.TextChoices):
        FIRST_EDIT = "first_edit", _("First edit")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST_EDIT)
    page = models.ForeignKey(WikiPage, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    base = models.ForeignKey("wiki.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_note = models.CharField(max_length=500, blank=True)
    revision = models.OneToOneField(
        "wiki.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )
    tags = models.JSONField(default=list)
    places = models.JSONField(default=list)
    html = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["wiki", "state", "made_at"], name="wiki_queue")]
