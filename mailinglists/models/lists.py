"""A list, its notices, and who may see it."""

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp import links
from citycamp.people.rights import rights_of
from mailinglists.headers import SUFFIXES

DEFAULT_NOTICE = (
    "Messages on this list, and the addresses that send them, are records that may be released "
    "under the Freedom of Information Act (5 U.S.C. 552)."
)
RESERVED_SLUGS = {"new", "search", "api", "inbound"}
SLUG = r"^[a-z][a-z0-9-]{1,29}$"


class MailingListQuerySet(models.QuerySet):
    def visible_to(self, user, now: datetime | None = None) -> "MailingListQuerySet":
        """The lists whose content this person may read at this moment. The one rule; all else filters by it."""
        now = now or timezone.now()
        everyone = Q(audience=MailingList.Audience.PUBLIC, archive=MailingList.Archive.EVERYONE)
        if user is None or not user.is_authenticated:
            return self.filter(everyone)
        rights = rights_of(user, now)
        # Who was put out sees what a visitor sees.
        if rights.stopped("out", None):
            return self.filter(everyone)
        inside = Q(Exists(subscribed(user)))
        inside |= Q(pk__in=rights.scopes(("owner", "moderator", "poster"), MailingList))
        open_here = Q(audience=MailingList.Audience.PUBLIC) & inside
        if rights.official:
            government = Q(audience=MailingList.Audience.GOVERNMENT)
            open_here |= government & (Q(archive=MailingList.Archive.EVERYONE) | inside)
        open_here |= Q(pk__in=rights.scopes("records_officer", MailingList))
        return self.filter(everyone | (open_here & ~Q(pk__in=rights.stopped_in("out", MailingList))))

    def listed(self) -> "MailingListQuerySet":
        """The lists whose name, purpose, notice and door are shown to everybody."""
        return self.filter(listed=True)


def subscribed(user) -> models.QuerySet:
    from mailinglists.models.subscriptions import Subscription

    return Subscription.objects.active().filter(list=OuterRef("pk"), user=user)


class MailingList(models.Model):
    """One list. It knows no city and no camp; those point at it. Never deleted."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Public")
        GOVERNMENT = "government", _("Government only")

    class Posting(models.TextChoices):
        ANYONE = "anyone", _("Anyone")
        MEMBERS = "members", _("Subscribers; others wait for a moderator")
        MODERATED = "moderated", _("A moderator reads everything first")
        ANNOUNCE = "announce", _("Only named people")

    class Archive(models.TextChoices):
        EVERYONE = "everyone", _("Everyone the list is for")
        MEMBERS = "members", _("Subscribers")

    class ReplyTo(models.TextChoices):
        LIST = "list", _("The list")
        AUTHOR = "author", _("The author")

    class State(models.TextChoices):
        ACTIVE = "active", _("Open")
        STOPPED = "stopped", _("Paused")
        RETIRED = "retired", _("Closed")

    slug = models.CharField(max_length=30, unique=True, validators=[RegexValidator(SLUG)])
    name = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="mailing_lists"
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    posting = models.CharField(max_length=10, choices=Posting.choices, default=Posting.ANYONE)
    archive = models.CharField(max_length=10, choices=Archive.choices, default=Archive.EVERYONE)
    listed = models.BooleanField(default=True)
    reply_to = models.CharField(max_length=10, choices=ReplyTo.choices, default=ReplyTo.LIST)
    subject_prefix = models.CharField(max_length=30, blank=True)
    first_posts_held = models.PositiveSmallIntegerField(default=1)
    posts_per_day = models.PositiveSmallIntegerField(default=20)
    max_bytes = models.PositiveIntegerField(default=10 << 20)
    notice = models.TextField(max_length=2000, default=DEFAULT_NOTICE, blank=True)
    next_number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = MailingListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience="government") | ~Q(notice=""), name="government_list_has_a_notice"
            ),
            models.CheckConstraint(
                condition=~Q(audience="government", posting="anyone"), name="government_list_is_never_for_anyone"
            ),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="list_numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/lists/{self.slug}/"

    @property
    def government(self) -> bool:
        return self.audience == self.Audience.GOVERNMENT

    def address(self, command: str = "") -> str:
        """The list's own address, or that of a command: `slug-leave@domain`."""
        return f"{self.slug}{'-' + command if command else ''}@{list_domain()}"

    @property
    def list_id(self) -> str:
        """RFC 2919."""
        return f"{self.slug}.{list_domain()}"

    @property
    def url(self) -> str:
        return links.absolute(self.get_absolute_url())

    def moderation_scope(self) -> "MailingList":
        return self


def list_domain() -> str:
    """The domain of every list: the setting, the network's own word, or the site's host."""
    return settings.LISTS_DOMAIN or links.host()


def slug_fault(slug: str) -> str:
    """Why this slug cannot be, or an empty string."""
    if slug in RESERVED_SLUGS:
        return "a word of our addresses"
    if slug.rpartition("-")[2] in SUFFIXES and "-" in slug:
        return "it ends like a command address"
    return ""


class NoticeVersion(models.Model):
    """What a notice said from a moment on. A trigger refuses UPDATE: a new version replaces, never edits."""

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=12, blank=True)
    active_from = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="one_notice_version_per_number")]

    def __str__(self) -> str:
        return f"{self.list}, {self.number}"


class MonthCount(models.Model):
    """How many messages a month of a list holds."""

    list = models.ForeignKey(MailingList, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    messages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "month"], name="one_count_per_list_and_month")]
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.list}, {self.month:%Y-%m}: {self.messages}"
