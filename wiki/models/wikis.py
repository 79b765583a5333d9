"""A wiki, who belongs to it, and how it opened."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.rights import rights_of

EVERY = Q(pk__isnull=False)


class WikiQuerySet(models.QuerySet):
    def visible_to(self, user: Any, now: datetime | None = None) -> "WikiQuerySet":
        """The wikis whose pages this person may read now; wiki.md 2 as one query."""
        now = now or timezone.now()
        public = Wiki.in_stage(Wiki.Stage.CAMPAIGN, Wiki.Stage.OPEN)
        for_all = public & Q(audience=Wiki.Audience.PUBLIC)
        if not user.is_authenticated:
            return self.filter(for_all)
        rights = rights_of(user, now)
        # Who was put out sees what a visitor sees.
        if rights.stopped("out", None):
            return self.filter(for_all)
        deciding = EVERY if rights.holds("staff", None) else Q(pk__in=rights.scopes("steward", Wiki))
        belonging = Q(pk__in=Membership.objects.filter(user=user, role="member").values("wiki")) | deciding
        by_stage = public | (Wiki.in_stage(Wiki.Stage.INVITED) & belonging) | deciding
        by_audience = Q(audience=Wiki.Audience.PUBLIC)
        by_audience |= Q(audience=Wiki.Audience.MEMBERS) & belonging
        if rights.official:
            by_audience |= Q(audience=Wiki.Audience.OFFICIALS)
        return self.filter(for_all | (by_stage & by_audience & ~Q(pk__in=rights.stopped_in("out", Wiki))))


class Wiki(models.Model):
    """What a city, or a community, writes down together. It knows neither."""

    class Stage(models.TextChoices):
        SEED = "seed", _("Being prepared")
        INVITED = "invited", _("By invitation")
        CAMPAIGN = "campaign", _("Edit your city")
        OPEN = "open", _("Open")
        ARCHIVED = "archived", _("Archived")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        MEMBERS = "members", _("Members")
        OFFICIALS = "officials", _("Verified officials")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.SEED)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    archived_from = models.CharField(max_length=10, choices=Stage, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    lat = models.FloatField(null=True, blank=True)
    lng = models.FloatField(null=True, blank=True)
    zoom = models.PositiveSmallIntegerField(default=12)
    front_page = models.ForeignKey("wiki.WikiPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rules_page = models.ForeignKey("wiki.WikiPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    licence = models.CharField(_("licence"), max_length=60, default="CC BY-SA 4.0")
    reviewed_first_edits = models.PositiveSmallIntegerField(_("first edits that are reviewed"), default=1)
    collection = models.OneToOneField(
        "wagtailcore.Collection", null=True, blank=True, on_delete=models.PROTECT, related_name="wiki"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    teaser = models.TextField(_("teaser"), max_length=500, blank=True)
    boundary = models.JSONField(null=True, blank=True)

    objects = WikiQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="archived", archived_from__in=["seed", "invited", "campaign", "open"])
                | (~Q(stage="archived") & Q(archived_from="")),
                name="an_archived_wiki_knows_what_it_was",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def in_stage(*stages: str) -> Q:
        """Wikis that are read as these stages are: an archived one as it was before."""
        return Q(stage__in=stages) | Q(stage="archived", archived_from__in=stages)

    @property
    def read_as(self) -> str:
        return self.archived_from if self.stage == self.Stage.ARCHIVED else self.stage

    @property
    def is_public(self) -> bool:
        """Whether a visitor without an account can read it."""
        return self.read_as in (self.Stage.CAMPAIGN, self.Stage.OPEN) and self.audience == self.Audience.PUBLIC


class MembershipQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        return self.filter(wiki__in=Wiki.objects.visible_to(user))


class Membership(models.Model):
    """Somebody writes in this wiki: invited, or since a first kept edit."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("Contributor")
        MEMBER = "member", _("Member")

    wiki = models.ForeignKey(Wiki, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role, default=Role.CONTRIBUTOR)
    trusted_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wiki", "user"], name="one_membership_a_wiki")]


class StageChange(models.Model):
    """One move of a wiki from stage to stage; never changed afterwards."""

    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="stage_changes")
    before = models.CharField(max_length=10, choices=Wiki.Stage)
    after = models.CharField(max_length=10, choices=Wiki.Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
