"""Programmes that came in with a file: what was found, how far it is applied, and which session came from where."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions.models.cards import Session
from sessions.models.grid import Board
from sessions.vocabulary import ImportState

SILENT = timedelta(seconds=20)
"""Who applies an import beats with each step; not heard for this long, another may go on."""


class Import(models.Model):
    """One file. `entries` holds what `sessions.imports.kept` writes, in the order of the file; `done` of them are
    applied. `gone` are the sessions of earlier files that are not in this one, `cancelling` the ticked ones."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    entries = models.JSONField(default=list)
    seats = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    cancelling = models.JSONField(default=list)
    timetable = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    batch = models.UUIDField()
    beat_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["board"], condition=Q(state="running"), name="one_import_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.board_id}: {self.name}"

    def is_silent(self, now: datetime) -> bool:
        """Whether it should be running and nobody has heard of it."""
        if self.state != ImportState.RUNNING:
            return False
        return now - (self.beat_at or self.made_at) > SILENT


class Imported(models.Model):
    """Where a session came from: its name in the file, and a digest of what the file said of it last."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="imported")
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "source"], name="one_session_of_a_source")]

    def __str__(self) -> str:
        return self.source
