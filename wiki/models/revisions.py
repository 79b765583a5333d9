"""The states of a page, append-only."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiki.models.pages import WikiPage
from wiki.models.wikis import Wiki


class RevisionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RevisionQuerySet":
        """States of pages this person may see; of hidden ones a page shows when, by whom and why, no more."""
        return self.filter(page__in=WikiPage.objects.visible_to(user).values("pk"))

    def light(self) -> "RevisionQuerySet":
        """Without the big columns, for lists."""
        return self.defer("tags", "places", "html")

    def readable(self) -> "RevisionQuerySet":
        """Those whose text is not hidden and has been cleaned."""
        return self.filter(policy__isnull=False).exclude(hidden_at__isnull=False, hides__contains="text")


class Revision(models.Model):
    """One whole state of one page: title, text, places, tags."""

    class Kind(models.TextChoices):
        CREATE = "create", _("New page")
        EDIT = "edit", _("Edit")
        RENAME = "rename", _("Renamed")
        DELETE = "delete", _("Deleted")
        RESTORE = "restore", _("Restored")
        REVERT = "revert", _("An earlier state brought back")
        UNDO = "undo", _("Undone")
        IMPORT = "import", _("Imported")

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(WikiPage, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    # One to one: a state has one successor, so the database decides every race.
    parent = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="next")
    base = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_label = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    size_change = models.IntegerField()
    words_change = models.IntegerField(default=0)
    digest = models.CharField(max_length=64)
    policy = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    patrolled_at = models.DateTimeField(null=True)
    patrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    hidden_reason = models.CharField(max_length=300, blank=True)
    hides = models.CharField(max_length=40, blank=True)
    sealed = models.BooleanField(default=False)
    tags = models.JSONField(default=list)
    places = models.JSONField(default=list)
    html = models.TextField(blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="numbers_of_a_page_are_its_own"),
            models.CheckConstraint(
                condition=Q(number=1, parent__isnull=True) | Q(number__gt=1, parent__isnull=False),
                name="only_the_first_state_has_no_parent",
            ),
        ]
        indexes = [
            models.Index(fields=["wiki", "-created_at", "-id"], name="wiki_recent_changes"),
            models.Index(fields=["wiki", "author", "-created_at"], name="wiki_changes_of_a_person"),
            models.Index(fields=["wiki", "kind", "-created_at"], name="wiki_changes_of_a_kind"),
            models.Index(fields=["author", "created_at"], name="wiki_pace_of_a_person"),
            models.Index(fields=["page", "-number"], name="wiki_history"),
            models.Index(
                fields=["wiki", "-created_at"], name="wiki_unchecked_changes", condition=Q(patrolled_at__isnull=True)
            ),
        ]

    def hides_part(self, part: str) -> bool:
        """Whether its text, summary or author is hidden."""
        return self.hidden_at is not None and part in self.hides.split(",")

    @property
    def author_name(self) -> str:
        if self.hides_part("author"):
            return str(_("hidden"))
        if self.author_id is None:
            return self.author_label or str(_("a former member"))
        return str(self.author)
