"""What each person chose to be told, and what waits to be told."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.scopes import Scoped, ScopedQuerySet, whole_scope


class How(models.TextChoices):
    EACH = "each", _("Each, at once")
    DAILY = "daily", _("Once a day")
    NONE = "none", _("Not at all")


class Choice(Scoped):
    """How one person wants one kind of news from one place."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="choices")
    source = models.CharField(max_length=60)
    how = models.CharField(max_length=5, choices=How)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("choice_scope_is_whole"),
            models.UniqueConstraint(fields=["user", "source", "scope_type", "scope_id"], name="one_choice_per_scope"),
            models.UniqueConstraint(
                fields=["user", "source"], condition=Q(scope_type__isnull=True), name="one_choice_in_the_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.how}"


class ItemQuerySet(ScopedQuerySet):
    def waiting(self) -> ItemQuerySet:
        return self.filter(sent_at__isnull=True)

    def unseen(self, user) -> ItemQuerySet:
        return self.filter(user=user, seen_at__isnull=True)


class Item(Scoped):
    """One thing to tell one person. It holds what it is about, not words: those come when they are read.

    Items of one key are one mail. `sent_at` is when the worker laid that mail into the outbox, or left it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="items")
    source = models.CharField(max_length=60)
    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("item_scope_is_whole"),
            models.UniqueConstraint(fields=["user", "key", "target_type", "target_id"], name="told_once_of_a_thing"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="item_due"),
            models.Index(fields=["user", "at"], condition=Q(seen_at__isnull=True), name="item_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
