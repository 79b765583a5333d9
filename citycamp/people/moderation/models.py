"""Reports, notices, sanctions and appeals of the whole site. people.md 6."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people import addresses
from citycamp.people.scopes import Scoped, ScopedQuerySet, whole_scope

# What each kind stops: `out` stops all that `write` stops, and `write` all that `upload` stops.
STOPPED_BY = {"upload": ("upload", "write", "out"), "write": ("write", "out"), "out": ("out",)}


def person(name: str, **options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name=name, **options
    )


class Report(Scoped):
    """Somebody says that something breaks a rule. The reported never learns who."""

    STATES = [("open", _("Open")), ("taken", _("Taken")), ("closed", _("Closed"))]

    target_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    about = person("+")
    address = models.CharField(max_length=254, blank=True)  # of an author who has no account
    by = person("+")
    contact = models.EmailField(max_length=254, blank=True)
    rule = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000)
    as_it_was = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=STATES, default="open")
    made_at = models.DateTimeField(default=timezone.now)
    taken_by = person("+")
    closed_by = person("+")
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["scope_type", "scope_id"], condition=~Q(state="closed"), name="report_that_waits_by_scope"
            )
        ]
        constraints = [
            whole_scope("report_scope_is_whole"),
            models.UniqueConstraint(
                fields=["by", "target_type", "target_id"],
                condition=Q(by__isnull=False) & ~Q(state="closed"),
                name="one_open_report_per_person_and_target",
            ),
            models.CheckConstraint(
                condition=(Q(closed_by__isnull=True) | Q(by__isnull=True) | ~Q(closed_by=F("by")))
                & (Q(closed_by__isnull=True) | Q(about__isnull=True) | ~Q(closed_by=F("about"))),
                name="report_is_closed_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class Notice(Scoped):
    """One step about somebody, told to them with its rule and reason. Append-only."""

    STEPS = [
        ("note", _("Note")),
        ("reminder", _("Reminder")),
        ("first", _("First notice")),
        ("second", _("Second notice")),
        ("removal", _("Removal")),
    ]
    ORDER = [step for step, _label in STEPS]
    APPEAL_DAYS = 30

    about = person("notices")
    address = models.CharField(max_length=254, blank=True)
    step = models.CharField(max_length=10, choices=STEPS)
    rule = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)
    words = models.TextField(max_length=4000, blank=True)
    reports = models.ManyToManyField(Report, blank=True, related_name="notices")
    by = person("+")
    as_role = models.CharField(max_length=20, blank=True)  # by which role; its person reads that, and no name
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("notice_scope_is_whole"),
            models.CheckConstraint(condition=Q(about__isnull=False) | ~Q(address=""), name="notice_is_about_somebody"),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(about__isnull=True) | ~Q(by=F("about")),
                name="notice_is_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.at:%Y-%m-%d}"

    @property
    def appeal_until(self) -> datetime:
        return self.at + timedelta(days=self.APPEAL_DAYS)


class SanctionQuerySet(ScopedQuerySet):
    def running(self, now: datetime):
        """Not lifted, begun, not ended: by comparison with now, never by a job."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), starts__lte=now, lifted_at__isnull=True)

    def in_force(self, who, scope: models.Model | None, now: datetime | None = None):
        """What holds now for a person (with every address they proved) or an address, in this scope or everywhere."""
        return self.running(now or timezone.now()).at_or_above(scope).about(who)

    def about(self, who):
        if isinstance(who, str):
            return self.filter(address__in=addresses.ban_keys(who))
        if who is None or who.pk is None:
            return self.none()
        proven = EmailAddress.objects.filter(user_id=who.pk, verified=True)
        keys = [key for address in proven.values_list("email", flat=True) for key in addresses.ban_keys(address)]
        return self.filter(Q(person_id=who.pk) | Q(address__in=keys)) if keys else self.filter(person_id=who.pk)

    def of_domains(self, proven: models.QuerySet):
        """Those about a whole domain, or one above it, of any of these rows of addresses."""
        ours = Q(email__endswith=OuterRef("address")) | Q(email__endswith=OuterRef("ending"))
        ending = Concat(Value("."), Substr("address", 2))
        return self.filter(whole_domain=True).annotate(ending=ending).filter(Exists(proven.filter(ours)))

    def stopping(self, act: str):
        """Those that stop `"upload"`, `"write"` or `"out"`."""
        return self.filter(kind__in=STOPPED_BY[act])


class Sanction(Scoped):
    """What somebody may not do here for now. Never deleted; lifting and ending are facts in the row."""

    KINDS = [("upload", _("No files")), ("write", _("No writing")), ("out", _("Not here"))]

    person = person("sanctions")
    address = models.CharField(max_length=254, blank=True, help_text=_("An address, or @domain for all of one."))
    whole_domain = models.BooleanField(default=False, editable=False)
    kind = models.CharField(max_length=6, choices=KINDS)
    rule = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=300)
    starts = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="sanctions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_why = models.CharField(max_length=300, blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            whole_scope("sanction_scope_is_whole"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person__isnull=True) & ~Q(address="")),
                name="sanction_is_about_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sanction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(person__isnull=True) | ~Q(by=F("person")),
                name="sanction_is_by_another",
            ),
            models.CheckConstraint(
                condition=Q(whole_domain=True, address__startswith="@")
                | (Q(whole_domain=False) & ~Q(address__startswith="@")),
                name="whole_domain_says_so",
            ),
        ]
        indexes = [
            models.Index(fields=["address"], name="sanction_by_address"),
            models.Index(
                fields=["scope_type", "scope_id"],
                name="sanction_of_a_domain",
                condition=Q(whole_domain=True, lifted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reason}"

    def save(self, *args, **kwargs):
        self.whole_domain = self.address.startswith("@")
        super().save(*args, **kwargs)


def stopped(user: str, act: str, now: datetime, *, scope_type: str, scope_id: str) -> Q:
    """The condition, for rows with a person and a scope, that this act is stopped there: the querysets' in_force.

    The arguments are paths on the outer row. Hashed addresses need no arm here: proving an address
    turns a hashed sanction into one on the person.
    """
    running = Sanction.objects.running(now).stopping(act)

    def here(depth: int) -> Q:
        outer_type, outer_id = OuterRef(scope_type), OuterRef(scope_id)
        for _step in range(depth):
            outer_type, outer_id = OuterRef(outer_type), OuterRef(outer_id)
        return Q(scope_type__isnull=True) | Q(scope_type=outer_type, scope_id=outer_id)

    mine = EmailAddress.objects.filter(user=OuterRef(user), verified=True)
    by_address = running.filter(here(1), address=OuterRef("email"), whole_domain=False)
    whole = running.filter(here(0)).of_domains(
        EmailAddress.objects.filter(user=OuterRef(OuterRef(user)), verified=True)
    )
    return (
        Q(Exists(running.filter(here(0), person=OuterRef(user))))
        | Q(Exists(mine.filter(Exists(by_address))))
        | Q(Exists(whole))
    )


class Appeal(models.Model):
    """The one answer to a notice, decided by somebody who took no part."""

    OUTCOMES = [("upheld", _("Upheld")), ("changed", _("Changed")), ("lifted", _("Lifted"))]

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appeals")
    words = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    first_by = person("+")
    decided_by = person("+")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("by")))
                & (Q(decided_by__isnull=True) | Q(first_by__isnull=True) | ~Q(decided_by=F("first_by"))),
                name="appeal_is_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal against notice {self.notice_id}"
