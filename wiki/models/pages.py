"""A page, what leads to it, and what is not saved yet."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiki.models.wikis import Wiki


class WikiPageQuerySet(models.QuerySet):
    def visible_to(self, user: Any, now: datetime | None = None) -> "WikiPageQuerySet":
        """Live pages of the wikis that this person may read now."""
        return self.filter(wiki__in=Wiki.objects.visible_to(user, now), state=WikiPage.State.LIVE)

    def live(self) -> "WikiPageQuerySet":
        return self.filter(state=WikiPage.State.LIVE)

    def light(self) -> "WikiPageQuerySet":
        """Without the rendered text, for lists."""
        return self.defer("rendered")


class WikiPage(models.Model):
    """One page. Its words are in its current revision; all else here is found again from it."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        TEMPLATE = "template", _("Template")

    class State(models.TextChoices):
        LIVE = "live", _("Live")
        DELETED = "deleted", _("Deleted")

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="pages")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    slug = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAGE)
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    language = models.CharField(max_length=12, blank=True)
    translation_key = models.UUIDField(default=uuid.uuid4)
    current = models.OneToOneField("wiki.Revision", null=True, on_delete=models.PROTECT, related_name="current_of")
    external_key = models.CharField(max_length=120, blank=True)
    origin_label = models.CharField(max_length=200, blank=True)
    origin_url = models.CharField(max_length=500, blank=True)
    inlinks = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    stub = models.BooleanField(default=True)
    has_picture = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(default=timezone.now)
    # The rendered text counts only while it was made for the present stamp: whoever changes what it
    # shows raises the stamp in the same transaction, and a reader who rendered the old state stores nothing.
    stamp = models.PositiveIntegerField(default=0)
    rendered_for = models.IntegerField(default=-1)
    rendered = models.TextField(blank=True)

    objects = WikiPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wiki", "slug"], condition=Q(state="live"), name="one_live_page_a_title"),
            models.UniqueConstraint(
                fields=["wiki", "translation_key", "language"],
                condition=Q(state="live"),
                name="one_live_page_a_language",
            ),
            models.UniqueConstraint(
                fields=["wiki", "external_key"], condition=~Q(external_key=""), name="one_page_an_external_key"
            ),
        ]
        indexes = [models.Index(fields=["wiki", "state", "-edited_at"], name="wiki_newest_pages")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("wiki:page", args=[self.wiki.slug, self.slug])

    def moderation_scope(self) -> Wiki:
        return self.wiki


class RedirectQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RedirectQuerySet":
        return self.filter(target__in=WikiPage.objects.visible_to(user).values("pk"))


class Redirect(models.Model):
    """An address that leads to a page. It names the page itself, so no chain can grow."""

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="redirects")
    slug = models.CharField(max_length=100)
    title = models.CharField(max_length=120)
    target = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="redirects")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wiki", "slug"], name="one_redirect_an_address")]


class PageCredit(models.Model):
    """Somebody who had a part in a page without having typed it."""

    page = models.ForeignKey(WikiPage, on_delete=models.CASCADE, related_name="credits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    what = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(name=""), name="a_credit_names_somebody"),
            models.UniqueConstraint(
                fields=["page", "user"], condition=Q(user__isnull=False), name="one_credit_a_person_and_page"
            ),
        ]


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DraftQuerySet":
        """One's own, of pages and wikis one may still see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, wiki__in=Wiki.objects.visible_to(user))


class Draft(models.Model):
    """Words that are not saved yet, of one open editor (`tab`). Nobody else sees them."""

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tab = models.CharField(max_length=40)
    page = models.ForeignKey(WikiPage, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    base = models.ForeignKey("wiki.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=dict)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tab"], name="one_draft_an_editor")]
        indexes = [models.Index(fields=["user", "page"], name="wiki_drafts_of_a_page")]
