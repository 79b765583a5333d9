"""The ledger: one row per copy, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailinglists.models.archive import Message
from mailinglists.models.subscriptions import Subscription


class Delivery(models.Model):
    """One copy of one message to one subscriber."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits")
        CLAIMED = "claimed", _("A worker has it")
        SENDING = "sending", _("Being handed over")
        SENT = "sent", _("Sent")
        RETRY = "retry", _("Will be tried again")
        FAILED = "failed", _("Refused by the other side")
        UNCERTAIN = "uncertain", _("May have gone; being sent once more")
        CANCELLED = "cancelled", _("No longer allowed")

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_reply = models.CharField(max_length=500, blank=True)
    sent_after_doubt = models.BooleanField(default=False)
    doubts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "subscription"], name="one_copy_per_subscription"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "uncertain"]), name="delivery_waiting"),
            models.Index(fields=["next_try_at"], condition=Q(state="retry"), name="delivery_again"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="delivery_in_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"
