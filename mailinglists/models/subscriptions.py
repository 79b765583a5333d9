"""Who gets a list's mail, and the words mailed to make sure."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.models import Verification
from mailinglists.models.lists import MailingList


class SubscriptionQuerySet(models.QuerySet):
    def active(self) -> "SubscriptionQuerySet":
        return self.filter(state=Subscription.State.ACTIVE)

    def open(self) -> "SubscriptionQuerySet":
        return self.exclude(state=Subscription.State.ENDED)

    def receiving(self, now: datetime) -> "SubscriptionQuerySet":
        """Those who may be sent a copy at this moment; on a government list only verified addresses."""
        verified = Exists(Verification.objects.in_force(now).filter(address=OuterRef("address_key")))
        return (
            self.active()
            .filter(delivery=Subscription.Delivery.EACH)
            .filter(Q(away_until__isnull=True) | Q(away_until__lte=now))
            .filter(~Q(list__audience=MailingList.Audience.GOVERNMENT) | Q(verified))
        )


class Subscription(models.Model):
    """One address on one list. Ended rows stay as history."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waits for confirmation")
        ACTIVE = "active", _("Subscribed")
        DISABLED = "disabled", _("Mail came back")
        ENDED = "ended", _("Ended")

    class Delivery(models.TextChoices):
        EACH = "each", _("Each message")
        NONE = "none", _("No mail, I read the archive")

    class Origin(models.TextChoices):
        WEB = "web"
        MAIL = "mail"
        INVITATION = "invitation"
        BULK = "bulk"

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="subscriptions")
    address = models.CharField(max_length=254)
    address_key = models.CharField(max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    delivery = models.CharField(max_length=12, choices=Delivery.choices, default=Delivery.EACH)
    away_until = models.DateTimeField(null=True, blank=True)
    own_copies = models.BooleanField(default=True)
    posts_held = models.BooleanField(default=False)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WEB)
    consent = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "address_key"], condition=~Q(state="ended"), name="one_subscription_per_address"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(confirmed_at__isnull=False), name="active_subscription_was_confirmed"
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="subscription_of_user")]

    def __str__(self) -> str:
        return f"{self.list} ({self.state})"


class Confirmation(models.Model):
    """A mailed link that may be pressed once. Only the token's hash is kept."""

    class Kind(models.TextChoices):
        JOIN = "join"
        LEAVE = "leave"
        INVITE = "invite"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="confirmations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.subscription_id}"
