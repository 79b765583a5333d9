"""What happened at the wall, the line of pitches, and what came of a session. board.md 2, 5, 7."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions.models.cards import Session
from sessions.models.grid import Board
from sessions.vocabulary import PitchState


class Change(models.Model):
    """One entry of the journal: append-only, numbered without a gap per board. It is the log that the
    live stream reads, and its version is the event's id."""

    class Kind(models.TextChoices):
        MADE = "made"
        PROPOSED = "proposed"
        HELD = "held"
        PUBLISHED = "published"
        REFUSED = "refused"
        EDITED = "edited"
        HOSTS = "hosts"
        PLACED = "placed"
        PINNED = "pinned"
        WITHDRAWN = "withdrawn"
        CANCELLED = "cancelled"
        HIDDEN = "hidden"
        UNHIDDEN = "unhidden"
        PHASE = "phase"
        SETTINGS = "settings"
        PITCH = "pitch"
        AWAY = "away"
        LINKS = "links"
        NOTES = "notes"
        OUTCOME = "outcome"
        IMPORTED = "imported"
        RESTORED = "restored"

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    key = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    batch = models.UUIDField(null=True, blank=True)
    undoes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        ordering = ["board", "version"]
        constraints = [
            models.UniqueConstraint(fields=["board", "version"], name="one_change_of_a_version"),
            models.UniqueConstraint(fields=["by", "key"], name="a_key_counts_once"),
            models.UniqueConstraint(
                fields=["board", "key"], condition=Q(by__isnull=True), name="a_key_counts_once_at_the_door"
            ),
        ]
        indexes = [models.Index(fields=["session", "version"])]

    def __str__(self) -> str:
        return f"{self.board_id}.{self.version} {self.kind}"


class Pitch(models.Model):
    """A place in the line of pitches, in order of arrival."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="pitches")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="pitches")
    arrived = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=PitchState, default=PitchState.WAITING)
    started_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["arrived", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board"], condition=Q(state="now"), name="one_pitch_now"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state__in=["waiting", "now"]), name="once_in_the_line"
            ),
        ]


class Outcome(models.Model):
    """A session's promise, kept in events."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="outcomes")
    commitment = models.ForeignKey("events.Commitment", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "commitment"], name="one_outcome_of_a_promise")]
