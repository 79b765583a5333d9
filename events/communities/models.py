"""Communities of practice and their meetings. events.md 10."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.permissions import is_official
from events.models.pages import FactsPage, WordsPage
from events.models.places import check_zone
from events.zones import instant
from wiki.models import Wiki

OPEN, GOVERNMENT = "open", "government"
AUDIENCES = [(GOVERNMENT, _("Officials")), (OPEN, _("Everybody"))]


class Community(models.Model):
    """Officials and civil society around one practice: an open wiki and list, and one of each for officials."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, validators=[check_zone])
    open_wiki = models.OneToOneField("wiki.Wiki", on_delete=models.PROTECT, related_name="+")
    closed_wiki = models.OneToOneField("wiki.Wiki", on_delete=models.PROTECT, related_name="+")
    open_list = models.OneToOneField("mailinglists.MailingList", on_delete=models.PROTECT, related_name="+")
    closed_list = models.OneToOneField("mailinglists.MailingList", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/communities/{self.slug}/"


class Member(models.Model):
    KINDS = [("official", _("Official")), ("civil", _("Civil society"))]

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=KINDS)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "user"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"{self.user}"


class Series(models.Model):
    """One rule, with an audience for each occurrence."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="series")
    title = models.CharField(_("title"), max_length=120)
    first_start = models.DateTimeField(_("first start"), help_text=_("In the series' zone"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    rrule = models.CharField(max_length=200)
    zone = models.CharField(_("time zone"), max_length=64, validators=[check_zone])
    open_every = models.PositiveSmallIntegerField(default=0)
    open_first = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user, now=None) -> "MeetingQuerySet":
        """Open meetings for everybody; closed ones for officials in force, and for nobody else by any rank."""
        return self if is_official(user, now) else self.filter(audience=OPEN)

    def coming(self, now) -> "MeetingQuerySet":
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")


class Meeting(models.Model):
    HELD, CANCELLED = "planned", "cancelled"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="meetings")
    recurrence_id = models.DateTimeField(editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    state = models.CharField(max_length=9, choices=[(HELD, _("Planned")), (CANCELLED, _("Cancelled"))], default=HELD)
    call_address = models.URLField(_("address of the call"), max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "recurrence_id"], name="one_meeting_of_an_occurrence"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(audience__in=["open", "government"]), name="meeting_audience_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.series.title}, {self.starts_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return f"{self.series.community.get_absolute_url()}meetings/{self.pk}/"


def local_instant(local, zone: str):
    """The instant of a local date and time of a series."""
    return instant(local.date(), local.time(), zone)


class CommunitiesPage(WordsPage):
    max_count = 1
    parent_page_types = ["events.HomePage"]
    subpage_types = ["communities.CommunityPage"]
    template = "communities/index.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["communities"] = Community.objects.order_by("name")
        return context


class CommunityPage(FactsPage):
    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="page", editable=False)

    parent_page_types = ["communities.CommunitiesPage"]
    subpage_types = ["events.StandardPage"]
    template = "communities/community.html"

    @classmethod
    def can_create_at(cls, parent):
        """Staff start communities, with their wikis and lists."""
        return False

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        now, user = context["now"], request.user
        meetings = Meeting.objects.visible_to(user, now).filter(series__community=self.community)
        coming = list(meetings.coming(now).select_related("series__community")[:6])
        official = is_official(user, now)
        mine = None
        if user.is_authenticated:
            mine = Member.objects.filter(community=self.community, user_id=user.pk).first()
        both = [self.community.open_wiki_id, self.community.closed_wiki_id]
        readable = Wiki.objects.visible_to(user, now).filter(pk__in=both)
        return context | {
            "community": self.community,
            "meetings": coming,
            "official": official,
            "libraries": set(readable.values_list("pk", flat=True)),
            "mine": mine,
            "members": self.community.members.count(),
        }

    def serve(self, request, *args, **kwargs):
        if not self.live:
            raise Http404
        return super().serve(request, *args, **kwargs)
