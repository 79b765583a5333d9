"""What came in: the bytes, and what became of them."""

import hashlib
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailinglists.models.lists import MailingList


def nothing() -> list:
    """An empty list for JSON columns: inside a model with a field `list` that word means the field."""
    return []


class RawMessage(models.Model):
    """The bytes received, once. A trigger refuses UPDATE; rows that point here refuse DELETE."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(default=0)
    blob = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def of(cls, raw: bytes) -> "RawMessage":
        """An unsaved row for these bytes."""
        return cls(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw), blob=zlib.compress(raw, 6))

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.blob)


class InboundMessage(models.Model):
    """One mail to one recipient, from any door. A fault is a state, never an exception."""

    class Source(models.TextChoices):
        LMTP = "lmtp"
        PIPE = "pipe"
        WEBHOOK = "webhook"
        WEB = "web"
        OWN = "own"
        IMPORT = "import"

    class State(models.TextChoices):
        STORED = "stored", _("Waits to be read")
        ACCEPTED = "accepted", _("Posted")
        HELD = "held", _("Waits for a moderator")
        REFUSED = "refused", _("Not posted")
        SET_ASIDE = "set_aside", _("Set aside")
        DUPLICATE = "duplicate", _("Already here")
        HANDLED = "handled", _("A command, done")
        UNPARSEABLE = "unparseable", _("Could not be read")

    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, related_name="inbound")
    list = models.ForeignKey(
        MailingList, null=True, blank=True, on_delete=models.PROTECT, related_name="inbound_messages"
    )
    source = models.CharField(max_length=10, choices=Source.choices)
    recipient = models.CharField(max_length=254)
    envelope_from = models.CharField(max_length=254, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    id_hash = models.CharField(max_length=32, blank=True)
    mbox_line = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    defects = models.JSONField(default=nothing, blank=True)
    codes = models.JSONField(default=nothing, blank=True)
    fault = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.STORED)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "raw"], name="one_inbound_per_recipient_and_bytes"),
            models.UniqueConstraint(
                fields=["list", "id_hash"], condition=Q(source__in=["web", "own"]), name="one_post_per_press"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], condition=Q(state="stored"), name="inbound_waiting"),
            models.Index(fields=["list", "state"], name="inbound_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} ({self.state})"


class HeldMessage(models.Model):
    """A mail that waits for a person, and what was decided. Waiting never expires."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        RELEASED = "released", _("Released")
        REJECTED = "rejected", _("Rejected")
        DISCARDED = "discarded", _("Discarded")

    inbound = models.OneToOneField(InboundMessage, on_delete=models.PROTECT, related_name="held")
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="held_messages")
    findings = models.JSONField(default=nothing)
    subject = models.CharField(max_length=1000, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    held_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["held_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_at__isnull=False), name="decided_message_has_its_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.list} ({self.state})"
