"""A camp, its days, its plan, and the rules it goes by."""

import uuid
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.rights import rights_of
from events import phases, zones
from events.models.places import City, Venue, check_zone

RESERVED_SLUGS = frozenset({"start", "world-citycamp-day", "calendar.ics", "feed", "events.json", "done-doing"})
TEAM = ("organizer", "facilitator", "desk", "editor")
MOST_DAYS = 10


def check_slug(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is an address of the site itself. Choose another."), params={"slug": value})


class Theme(models.Model):
    """One of the network's subjects; staff keep the list. `slug` is the look's `data-topic`."""

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=30, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class CampQuerySet(models.QuerySet["Camp"]):
    def visible_to(self, user) -> "CampQuerySet":
        """Published and cancelled camps for everybody; drafts for their team, the city's stewards and staff."""
        shown = ~Q(state=Camp.DRAFT)
        if user is not None and user.is_authenticated:
            rights = rights_of(user)
            if rights.holds("staff", None):
                return self.all()
            shown |= Q(pk__in=rights.scopes(TEAM, Camp)) | Q(city__in=rights.scopes("steward", City))
        return self.filter(shown)

    def listed(self) -> "CampQuerySet":
        """What index, feeds and search engines may show."""
        return self.filter(listed=True).exclude(state=Camp.DRAFT)

    def with_facts(self) -> "CampQuerySet":
        """With what a row of a list shows, in a fixed number of queries."""
        return self.select_related("city", "venue", "announcements").prefetch_related("days", "themes")

    def by_date(self) -> "CampQuerySet":
        """Soonest first; camps whose date is not settled come last."""
        return self.annotate(first_date=Min("days__date")).order_by(models.F("first_date").asc(nulls_last=True), "name")

    def coming(self, now: datetime) -> "CampQuerySet":
        """Not over: a last day that has not ended yesterday, or no date so far."""
        yesterday = now.date() - timedelta(days=1)
        later = CampDay.objects.filter(camp=OuterRef("pk"), date__gte=yesterday)
        some = CampDay.objects.filter(camp=OuterRef("pk"))
        return self.filter(Exists(later) | ~Exists(some))

    def over(self, now: datetime) -> "CampQuerySet":
        yesterday = now.date() - timedelta(days=1)
        later = CampDay.objects.filter(camp=OuterRef("pk"), date__gte=yesterday)
        some = CampDay.objects.filter(camp=OuterRef("pk"))
        return self.filter(Exists(some), ~Exists(later))


class Camp(models.Model):
    """One CityCamp. Its words stand on its Wagtail page, its facts here."""

    DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
    STATES = [(DRAFT, _("Draft")), (PUBLISHED, _("Published")), (CANCELLED, _("Cancelled"))]
    FREE = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="camps")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=50, unique=True, validators=[check_slug])
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=PUBLISHED)
    listed = models.BooleanField(_("listed"), default=False)
    zone = models.CharField(_("time zone"), max_length=64, validators=[check_zone])
    venue = models.ForeignKey(Venue, null=True, blank=True, on_delete=models.SET_NULL, related_name="camps")
    month = models.DateField(_("month"), null=True, blank=True, help_text=_("Its first day"))
    price_text = models.CharField(_("price in words"), max_length=120, blank=True)
    is_free = models.CharField(_("free of charge"), max_length=7, choices=FREE, default="unknown")
    tickets_address = models.URLField(_("tickets are sold at"), max_length=500, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="camps")
    conduct_contacts = models.JSONField(_("conduct contacts"), default=list, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_camps")
    hub = models.ForeignKey("wiki.WikiPage", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    announcements = models.ForeignKey(
        "mailinglists.MailingList", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organized_by = models.CharField(_("organized by"), max_length=160, blank=True)
    cancelled_because = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    first_start = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = CampQuerySet.as_manager()

    class Meta:
        verbose_name = _("camp")
        verbose_name_plural = _("camps")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "cancelled"]), name="camp_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__isnull=True)
                | Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__gt=models.F("registration_opens_at")),
                name="registration_opens_before_it_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/events/{self.slug}/"

    def moderation_scope(self) -> "Camp":
        return self

    @property
    def settled_days(self) -> list["CampDay"]:
        """The days in order, from the prefetched rows if there are any."""
        return sorted(self.days.all(), key=lambda day: day.date)

    @property
    def starts(self) -> datetime | None:
        days = self.settled_days
        return days[0].starts if days else None

    @property
    def ends(self) -> datetime | None:
        days = self.settled_days
        return max(day.ends for day in days) if days else None

    @property
    def sold_elsewhere(self) -> bool:
        return bool(self.tickets_address)

    def phase(self, now: datetime) -> str:
        """One of `phases.PHASES`; it decides the page's first button."""
        spans = [(day.doors, day.ends) for day in self.settled_days]
        return phases.phase(self.state, spans, self.registration_opens_at, self.registration_closes_at, now)

    def takes_registrations(self, now: datetime) -> bool:
        """Whether somebody may register at `now`: opened, not closed, not over. On the day it still may be."""
        phase = self.phase(now)
        if phase == phases.OPEN:
            return not self.sold_elsewhere
        if phase != phases.TODAY or self.sold_elsewhere:
            return False
        opens, closes = self.registration_opens_at, self.registration_closes_at
        return opens is not None and opens <= now and (closes is None or now < closes)


class CampDay(models.Model):
    """One day, in local times. An end at or before the start is past midnight, up to 06:00."""

    camp = models.ForeignKey(Camp, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    doors_at = models.TimeField(_("doors"), null=True, blank=True)
    starts_at = models.TimeField(_("start"), null=True, blank=True)
    ends_at = models.TimeField(_("end"), null=True, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["camp", "date"], name="one_row_for_a_camp_and_date"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="a_day_has_both_hours_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}"

    @property
    def has_hours(self) -> bool:
        return self.starts_at is not None

    @property
    def starts(self) -> datetime:
        """The start in UTC; a day without hours counts from midnight to midnight."""
        return zones.instant(self.date, self.starts_at or time(0), self.camp.zone)

    @property
    def doors(self) -> datetime:
        return zones.instant(self.date, self.doors_at, self.camp.zone) if self.doors_at else self.starts

    @property
    def ends(self) -> datetime:
        if self.ends_at is None or self.starts_at is None:
            return zones.local_midnight_after(self.date, self.camp.zone)
        over_midnight = self.ends_at <= self.starts_at
        return zones.instant(self.date + timedelta(days=int(over_midnight)), self.ends_at, self.camp.zone)

    def clean(self) -> None:
        check_hours(self.doors_at, self.starts_at, self.ends_at)


def check_hours(doors: time | None, starts: time | None, ends: time | None) -> None:
    """Refuse hours that make no day."""
    if (starts is None) != (ends is None):
        raise ValidationError(_("Give both the start and the end, or neither."))
    if starts is None or ends is None:
        return
    if doors and doors > starts:
        raise ValidationError(_("Doors open at the start or before it, not after."))
    if ends <= starts and ends > time(6):
        raise ValidationError(_("The end is before the start. A day may pass midnight, up to 06:00."))


class OldSlug(models.Model):
    """An address below /events/ that leads to a camp, or to a city that has no camp of its own there."""

    slug = models.SlugField(max_length=50, unique=True)
    camp = models.ForeignKey(Camp, null=True, blank=True, on_delete=models.CASCADE, related_name="old_slugs")
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.CASCADE, related_name="old_slugs")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(camp__isnull=True, city__isnull=False) | Q(camp__isnull=False, city__isnull=True),
                name="an_old_slug_leads_to_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ConductText(models.Model):
    """One version of the code of conduct; of the network, or a camp's own addition. Never edited."""

    camp = models.ForeignKey(Camp, null=True, blank=True, on_delete=models.CASCADE, related_name="conduct_texts")
    number = models.PositiveIntegerField()
    body = models.TextField(_("text"), max_length=20_000)
    active_from = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camp", "number"], name="one_conduct_text_of_a_number"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(camp__isnull=True), name="one_network_conduct_text_of_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @classmethod
    def in_force(cls, camp: Camp | None, now: datetime) -> list["ConductText"]:
        """The newest network text and the camp's newest addition, if there is one."""
        texts = cls.objects.filter(Q(camp=None) | Q(camp=camp), active_from__lte=now).order_by("number")
        newest: dict[int | None, ConductText] = {text.camp_id: text for text in texts}
        return [newest[key] for key in sorted(newest, key=lambda key: key or 0)]


class ConductAcceptance(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ConductText, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="a_text_is_accepted_once")]

    def __str__(self) -> str:
        return f"{self.text_id}"


class PlanItem(models.Model):
    """Something to do, `offset_days` before the first day unless it has a date of its own."""

    camp = models.ForeignKey(Camp, on_delete=models.CASCADE, related_name="plan")
    title = models.CharField(_("what"), max_length=160)
    offset_days = models.SmallIntegerField(_("days before"), null=True, blank=True)
    own_date = models.DateField(_("own date"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["-offset_days", "id"]

    def __str__(self) -> str:
        return self.title

    def due(self, first_day: date | None) -> date | None:
        """The day it is due; none while the camp has no date."""
        if self.own_date:
            return self.own_date
        if first_day is None or self.offset_days is None:
            return None
        return first_day - timedelta(days=self.offset_days)


class StartDraft(models.Model):
    """The answers somebody has given so far on the way to a new camp."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.pk}"
