"""Archives brought from elsewhere: how far a run came, and what it could not take."""

from django.db import models
from django.utils import timezone

from mailinglists.models.lists import MailingList


class ImportRun(models.Model):
    """One file on its way into one list. After a stop the same command goes on from `offset`."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    flavour = models.CharField(max_length=12, default="auto")
    offset = models.PositiveBigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    unparseable = models.PositiveIntegerField(default=0)
    defects = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class ImportFault(models.Model):
    """A message of a file that was not taken, or taken with a fault: where it lies."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    ordinal = models.PositiveIntegerField()
    offset = models.PositiveBigIntegerField()
    length = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.ordinal}: {self.code}"
