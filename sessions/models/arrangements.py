"""What the arranger was asked, how far it is, and what it proposes. board.md 8."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from sessions.models.grid import Board
from sessions.vocabulary import ArrangementState

SILENT = timedelta(seconds=10)
"""Who beats each second and was not heard for this long is dead."""
NOT_TAKEN_UP = timedelta(seconds=30)


class Arrangement(models.Model):
    """One run of the arranger and its proposal.

    `options` holds mode, seconds, seed and min_gain. `result` holds by session code: `placement`, `unplaced`, `why`,
    `seen` (place_version at base_version); the scores `before` and `after`; once applied `left` and `batches`.
    """

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="arrangements")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    base_version = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ArrangementState, default=ArrangementState.RUNNING)
    progress = models.FloatField(default=0)
    best = models.FloatField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["board", "id"], name="arrangement_of_board")]
        constraints = [
            models.UniqueConstraint(fields=["board"], condition=Q(state="running"), name="one_arrangement_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.board_id}: {self.state}"

    def is_dead(self, now: datetime) -> bool:
        """Whether it should be running and nobody has heard of it."""
        if self.state != ArrangementState.RUNNING:
            return False
        return now - self.beat_at > SILENT if self.beat_at else now - self.made_at > NOT_TAKEN_UP
