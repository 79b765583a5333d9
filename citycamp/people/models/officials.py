"""Who speaks for a public body: organizations, their mail domains, and what was verified. people.md 4."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people import names

from .person import active_person

PLACE_AND_FOLD = Concat("country", Value("|"), "region", Value("|"), "folded")


class OrganizationQuerySet(models.QuerySet):
    def look_alikes(self):
        """Organizations whose name folds to another's in the same region under another spelling."""
        # Groups are counted once: PostgreSQL, before it knows a new table, compares each row with each other.
        known = Organization.objects.exclude(state="retired").annotate(place=PLACE_AND_FOLD)
        twins = known.order_by().values("place").annotate(rows=Count("pk")).filter(rows__gt=1).values("place")
        here = self.exclude(state="retired").annotate(place=PLACE_AND_FOLD)
        return here.filter(place__in=twins).order_by("folded", "name")


class Organization(models.Model):
    """A public body, a firm, a club. Country, region and locality are where it serves."""

    KINDS = [
        ("government", _("Government")),
        ("civil_society", _("Civil society")),
        ("business", _("Business")),
        ("education", _("Education")),
        ("media", _("Media")),
        ("other", _("Other")),
    ]
    STATES = [("proposed", _("Proposed")), ("listed", _("Listed")), ("retired", _("Retired"))]

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=240, editable=False)
    folded = models.CharField(max_length=240, editable=False, db_index=True)
    kind = models.CharField(max_length=20, choices=KINDS, default="government")
    country = models.CharField(max_length=2, default="US", blank=True)
    region = models.CharField(max_length=60, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    website = models.URLField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="proposed")
    source = models.CharField(max_length=120, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key", "country", "region"],
                condition=~Q(state="retired"),
                name="one_organization_per_name_and_region",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the two columns that are computed from the name; bulk_create calls it by hand."""
        self.name = names.spaced(self.name)
        self.name_key = names.plain(self.name)
        self.folded = names.fold(self.name)


class EmailDomain(models.Model):
    """A mail domain whose addresses are official. Switched off, never deleted."""

    LEVELS = [
        ("federal", _("Federal")),
        ("state", _("State")),
        ("county", _("County")),
        ("city", _("City")),
        ("tribal", _("Tribal")),
        ("special_district", _("Special district")),
        ("school_district", _("School district")),
        ("interstate", _("Interstate")),
        ("other", _("Other")),
    ]

    domain = models.CharField(max_length=253, unique=True)
    subdomains = models.BooleanField(default=True)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="domains"
    )
    level = models.CharField(max_length=20, choices=LEVELS, default="other")
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120, blank=True)
    active = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.domain


class DaysBetween(models.Func):
    """Days that the first time is later than the second, in SQL that both databases allow in a CHECK."""

    output_field = models.FloatField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template="(julianday(%(expressions)s))", arg_joiner=") - julianday(", **extra
        )

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template="(EXTRACT(EPOCH FROM %(expressions)s) / 86400)", arg_joiner=" - ", **extra
        )


def proven(user: str, address: str) -> Exists:
    """The condition that `address` is a proven address of `user`; both are paths on the outer row."""
    return Exists(EmailAddress.objects.filter(user=OuterRef(user), email=OuterRef(address), verified=True))


class VerificationQuerySet(models.QuerySet):
    def in_force(self, now: datetime | None = None):
        """The one condition that makes an official. Each fact in it ends the verification at once, with no job."""
        now = now or timezone.now()
        return self.filter(
            active_person("user__"),
            Q(by="hand") | Q(domain__active=True),
            proven("user", "address"),
            state="verified",
            starts__lte=now,
            until__gt=now,
        )

    def for_address(self, address: str):
        return self.filter(address=address)


class Verification(models.Model):
    """That somebody speaks for an organization, proven for one address and for twelve months at most."""

    STATES = [
        ("pending", _("Pending")),
        ("verified", _("Verified")),
        ("refused", _("Refused")),
        ("suspended", _("Suspended")),
        ("revoked", _("Revoked")),
        ("ended", _("Ended")),
    ]
    OPEN = ("pending", "verified", "suspended")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verifications")
    address = models.CharField(max_length=254)
    by = models.CharField(max_length=6, choices=[("domain", _("by domain")), ("hand", _("by hand"))])
    domain = models.ForeignKey(
        EmailDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="verifications"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="verifications"
    )
    title = models.CharField(max_length=120, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    seen = models.TextField(max_length=2000, blank=True)
    starts = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="pending")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "address"],
                condition=Q(state__in=("pending", "verified", "suspended")),
                name="one_open_verification_per_address",
            ),
            models.CheckConstraint(
                condition=Q(by="domain", domain__isnull=False) | Q(by="hand", domain__isnull=True),
                name="verification_by_domain_has_a_domain",
            ),
            models.CheckConstraint(
                condition=Q(by="domain") | (~Q(reason="") & (Q(state="pending") | Q(proposed_by__isnull=False))),
                name="verification_by_hand_has_a_reason_and_a_proposer",
            ),
            models.CheckConstraint(
                condition=Q(by="domain") | Q(state__in=("pending", "ended")) | Q(decided_by__isnull=False),
                name="verification_by_hand_has_a_decider",
            ),
            models.CheckConstraint(
                condition=(Q(proposed_by__isnull=True) | ~Q(proposed_by=F("user")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("user")))
                & (Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by"))),
                name="verification_takes_three_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(starts__isnull=False, until__isnull=False),
                name="verified_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(LessThanOrEqual(DaysBetween(F("until"), F("starts")), 366)),
                name="verification_lasts_a_year_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} ({self.state})"

    def shown_state(self, now: datetime) -> str:
        """The state in the database, or `lapsed` where its time has passed."""
        return "lapsed" if self.state == "verified" and self.until <= now else self.state
