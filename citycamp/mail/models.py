"""The outbox: every mail that is not list mail waits here, in the transaction of what it tells about."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone


class OutboxQuerySet(models.QuerySet):
    def due(self, now):
        """What may go now, oldest first."""
        return self.filter(state=OutboxMail.State.WAITING, after__lte=now).order_by("after", "id")


class OutboxMail(models.Model):
    """One mail to one address. Its key stays for ever: it is what says "never twice"."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"  # a worker holds it until leased_until and has not yet handed it over
        HANDED = "handed"  # the mail server was being given the words
        SENT = "sent"
        FAILED = "failed"
        DOUBTFUL = "doubtful"  # the worker died, or the line broke, while handing over: never sent again by itself
        WITHDRAWN = "withdrawn"

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254, blank=True)
    template = models.CharField(max_length=120, validators=[RegexValidator(r"^[a-z0-9_/]+$")])
    language = models.CharField(max_length=12, blank=True)
    context = models.JSONField(default=dict)
    headers = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["after", "id"], condition=models.Q(state="waiting"), name="mail_waiting"),
            models.Index(
                fields=["leased_until"], condition=models.Q(state__in=["claimed", "handed"]), name="mail_in_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.state})"
