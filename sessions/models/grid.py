"""The wall itself: a board, its rooms and its slots. board.md 2."""

import uuid
from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Camp
from sessions.vocabulary import BoardKind, Phase, Policy, SlotKind


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoardQuerySet":
        """Boards of camps this person may see; a draft camp's board is its team's only."""
        return self.filter(camp__in=Camp.objects.visible_to(user))

    def the_one_visible_to(self, user, **which) -> "Board":
        """The one board, if this person may see it. Raises Board.DoesNotExist."""
        return self.visible_to(user).select_related("camp").get(**which)


class Board(models.Model):
    """One per camp. `version` counts the journal's entries and is raised in the transaction of each."""

    camp = models.OneToOneField("events.Camp", on_delete=models.CASCADE, related_name="board")
    kind = models.CharField(max_length=10, choices=BoardKind, default=BoardKind.GRID)
    phase = models.CharField(max_length=8, choices=Phase, default=Phase.PROPOSE)
    policy = models.CharField(max_length=12, choices=Policy, default=Policy.OPEN)
    version = models.PositiveIntegerField(default=0, editable=False)
    told = models.PositiveIntegerField(default=0, editable=False)  # people are told of the journal up to here
    pitch_seconds = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(10), MaxValueValidator(180)]
    )
    door_proposals = models.BooleanField(default=True)
    session_limit = models.PositiveSmallIntegerField(default=10)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pitch_seconds__gte=10, pitch_seconds__lte=180), name="a_pitch_lasts_10_to_180_seconds"
            ),
            models.CheckConstraint(condition=Q(session_limit__gte=1), name="a_person_may_propose_something"),
        ]

    def __str__(self) -> str:
        return f"{self.camp}"


class Room(models.Model):
    """Never deleted once used: it is closed."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("name"), max_length=60)
    short = models.CharField(_("short name"), max_length=12, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("seats"), default=30, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    features = models.JSONField(_("what it has"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    directions = models.CharField(_("way there"), max_length=200, blank=True)
    online_url = models.URLField(_("online room"), blank=True, max_length=300)
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(F("board"), Lower("name"), name="one_room_of_a_name"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=10_000), name="a_room_seats_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="slots")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=SlotKind, default=SlotKind.SESSIONS)
    title = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at", "ends_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["board", "starts_at", "ends_at"], name="one_slot_of_a_time"),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at") + timedelta(minutes=5))
                & Q(ends_at__lte=F("starts_at") + timedelta(hours=12)),
                name="a_slot_lasts_5_minutes_to_12_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
