"""What people said they would do, and what became of it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.camps import Camp

QUIET_AFTER = timedelta(days=30)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user) -> "CommitmentQuerySet":
        """Promises of the camps this person may see; the names on them follow `shown_name`."""
        return self.filter(camp__in=Camp.objects.visible_to(user))

    def open(self) -> "CommitmentQuerySet":
        return self.filter(state__in=[Commitment.PROMISED, Commitment.DOING])


class Commitment(models.Model):
    """What, who, by when. `by_when` stays as written; `due_from` and `due_to` are how it was read."""

    PROMISED, DOING, DONE, DROPPED = "promised", "doing", "done", "dropped"
    STATES = [(PROMISED, _("Promised")), (DOING, _("Doing")), (DONE, _("Done")), (DROPPED, _("Dropped"))]

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    camp = models.ForeignKey(Camp, on_delete=models.CASCADE, related_name="commitments")
    what = models.CharField(_("what"), max_length=300)
    who_name = models.CharField(_("who"), max_length=80, blank=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    asked_address = models.EmailField(max_length=254, blank=True)
    accepted = models.BooleanField(null=True, blank=True, help_text=_("Empty: asked, not answered yet"))
    organization = models.CharField(_("organization"), max_length=120, blank=True)
    by_when = models.CharField(_("by when"), max_length=60, blank=True)
    due_from = models.DateField(null=True, blank=True)
    due_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=PROMISED)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    news_at = models.DateTimeField(default=timezone.now)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["promised", "doing", "done", "dropped"]), name="commitment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted=True) | Q(accepted__isnull=True) | Q(who_name="", who__isnull=True),
                name="who_declined_is_not_named",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"/events/{self.camp.slug}/done-doing/#promise-{self.pk}"

    @property
    def shown_name(self) -> str:
        """The name in public: none before the person has accepted."""
        return self.who_name if self.accepted else ""

    def is_quiet(self, now: datetime) -> bool:
        """Overdue, and no news for 30 days."""
        overdue = self.due_to is not None and self.due_to < now.date()
        return self.state in (self.PROMISED, self.DOING) and overdue and self.news_at <= now - QUIET_AFTER


class CommitmentNews(models.Model):
    """One piece of news. Rows are added, never changed."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="news")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Commitment.STATES)
    text = models.TextField(_("what happened"), max_length=1000, blank=True)
    evidence_url = models.URLField(_("where one can see it"), max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text

    def save(self, **kwargs) -> None:
        if self.pk and not self._state.adding:
            raise ValueError("News of a commitment is added, never changed.")
        super().save(**kwargs)
