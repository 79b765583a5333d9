"""The cards on the wall, who hosts them, and who would go. board.md 2."""

import secrets
import string
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sessions.models.grid import Board, Room, Slot
from sessions.vocabulary import Format, HostState, LinkKind, SessionKind, ShowName, State

CODE_LETTERS = string.digits + string.ascii_uppercase
SHOWN = (State.OPEN, State.WITHDRAWN, State.CANCELLED)


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


def card_key(session: "Session") -> str:
    """The key on a printed card: a signature, so that none is stored. A new round ends the old cards."""
    return salted_hmac("sessions.card", f"{session.guid}:{session.card_round}").hexdigest()[:16]


def opens(session: "Session", key: str) -> bool:
    return signing.constant_time_compare(card_key(session), key)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user, *, facilitates: bool = False) -> "SessionQuerySet":
        """What stands on a board for this person; held and hidden ones are for facilitators, and held
        ones for who proposed them."""
        return self.filter(board__in=Board.objects.visible_to(user)).shown_to(user, facilitates=facilitates)

    def shown_to(self, user, *, facilitates: bool = False) -> "SessionQuerySet":
        """The same on boards that this person is known to see."""
        if facilitates:
            return self
        seen = Q(state__in=SHOWN)
        if getattr(user, "is_authenticated", False):
            seen |= Q(state__in=[State.HELD, State.REFUSED], proposer=user)
        return self.filter(seen)

    def findable(self) -> "SessionQuerySet":
        """What everybody may read who may see the board; only such sessions lie in the search index."""
        return self.filter(state__in=SHOWN)

    def on_the_board(self) -> "SessionQuerySet":
        return self.filter(state=State.OPEN)


class Session(models.Model):
    """One card. It fills exactly one cell, or lies in the tray."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sessions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=6, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=8, choices=SessionKind, default=SessionKind.SESSION)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    title = models.CharField(_("title"), max_length=200, validators=[MinLengthValidator(1)])
    summary = models.TextField(_("what it is about"), max_length=5000, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format, blank=True)
    themes = models.ManyToManyField("events.Theme", blank=True, related_name="+")
    needs = models.JSONField(_("what it needs"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    on_record = models.BooleanField(_("on the record"), default=True)

    slot = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    pinned = models.BooleanField(default=False)
    last_start = models.DateTimeField(null=True, blank=True)
    last_end = models.DateTimeField(null=True, blank=True)
    last_room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    card_round = models.PositiveSmallIntegerField(default=1)
    words_version = models.PositiveIntegerField(default=1)
    place_version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    wished_by = models.CharField(max_length=80, blank=True)
    notes = models.ForeignKey("wiki.WikiPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = SessionQuerySet.as_manager()
    placing: Any = None  # the journal's entry of its last placing, where an action has just written it
    fans: int  # how many starred it, where it was read so (`placing.fresh`, `reading.cards_near`)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "room"], name="one_session_in_a_cell"),
            models.CheckConstraint(
                condition=Q(slot__isnull=True, room__isnull=True) | Q(slot__isnull=False, room__isnull=False),
                name="a_cell_is_a_slot_and_a_room",
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | Q(state="open"), name="only_open_sessions_are_placed"
            ),
            models.CheckConstraint(condition=~Q(kind="wish") | Q(slot__isnull=True), name="a_wish_is_not_placed"),
            models.CheckConstraint(condition=~Q(title=""), name="a_title_is_enough_and_needed"),
        ]
        indexes = [models.Index(fields=["board", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def placed(self) -> bool:
        return self.slot_id is not None

    def moderation_scope(self):
        """Where reports about it are decided."""
        return self.board.camp


class SessionLink(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.OTHER)
    label = models.CharField(max_length=80, blank=True)
    address = models.URLField(max_length=500)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_link_of_a_position"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=5), name="at_most_five_links"),
        ]

    def __str__(self) -> str:
        return self.label or self.address


class Host(models.Model):
    """Who runs a session. Without a user it is a guest from the door, whose card is the key."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="hosts")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="hosts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=HostState, default=HostState.ACCEPTED)
    show_name = models.CharField(max_length=10, choices=ShowName, default=ShowName.PUBLIC)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="a_host_once_each")]

    def __str__(self) -> str:
        return self.name


class Away(models.Model):
    """“I cannot be there.”"""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="absences")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "slot"], name="away_once_each")]


class Star(models.Model):
    """“I would go.” Counts are public; who starred what is nobody's."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="stars")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="stars")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="one_star_each")]
        indexes = [models.Index(fields=["board", "user"])]


class TakenStar(models.Model):
    """A star that undoing a burst took away, so that undoing the undoing can put it back. Nobody reads these."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="taken_stars")
    batch = models.UUIDField(db_index=True)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    gone = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "session", "user"], name="a_star_is_taken_once")]
