"""Seats are rows: a camp has as many as it has, and each is taken by one registration at most."""

import base64
import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from events.models.camps import Camp

ROLES = [
    ("resident", _("Resident")),
    ("elected", _("Elected official")),
    ("government", _("Government staff")),
    ("leader", _("Civic leader")),
    ("entrepreneur", _("Entrepreneur")),
    ("designer", _("Designer")),
    ("technologist", _("Technologist")),
    ("journalist", _("Journalist")),
    ("other", _("Other")),
]
PUBLIC_SIDE = frozenset({"elected", "government"})
NEITHER_SIDE = frozenset({"", "journalist", "other"})
RESIDENT_SIDE = frozenset(key for key, _label in ROLES) - PUBLIC_SIDE - NEITHER_SIDE
PHOTO = [
    ("yes", _("Fine with me")),
    ("ask", _("Ask me first")),
    ("no", _("No photos of me")),
]


class Seat(models.Model):
    camp = models.ForeignKey(Camp, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["camp", "number"], name="one_seat_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(state=Registration.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        """Those in line, first come first."""
        return self.filter(state=Registration.WAITING).order_by("waited_since", "id")


class Registration(models.Model):
    """One person at one camp."""

    CONFIRMED, WAITING, OFFERED, CANCELLED = "confirmed", "waiting", "offered", "cancelled"
    STATES = [
        (CONFIRMED, _("Confirmed")),
        (WAITING, _("Waiting")),
        (OFFERED, _("Seat offered")),
        (CANCELLED, _("Cancelled")),
    ]

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    camp = models.ForeignKey(Camp, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    address = models.EmailField(max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=STATES)
    seat = models.OneToOneField(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="registration")
    role = models.CharField(_("I come as"), max_length=20, choices=ROLES, blank=True)
    organization = models.CharField(_("organization"), max_length=120, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    first_time = models.BooleanField(_("this is my first camp"), null=True, blank=True)
    photo = models.CharField(_("photos"), max_length=3, choices=PHOTO, default="yes")
    listed = models.BooleanField(_("show me in the list of attendees"), default=False)
    made_at = models.DateTimeField(default=timezone.now)
    waited_since = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    ticket_round = models.PositiveIntegerField(default=1)
    ticket_digest = models.CharField(max_length=64, unique=True, editable=False)
    first_in_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camp", "user"], name="one_registration_for_a_person"),
            models.UniqueConstraint(
                fields=["camp", "address"], condition=~Q(address=""), name="one_registration_for_an_address"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "offered"], seat__isnull=False)
                | Q(state__in=["waiting", "cancelled"], seat__isnull=True),
                name="a_seat_if_and_only_if_confirmed_or_offered",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(waited_since__isnull=False), name="who_waits_waits_since"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_until__isnull=False), name="an_offer_ends_some_time"
            ),
        ]
        indexes = [models.Index(fields=["camp", "state", "waited_since"], name="registration_line")]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.ticket_digest = digest_of(self.ticket)
        super().save(**kwargs)

    @property
    def ticket(self) -> str:
        """The key in the address of the ticket: 80 bits that only we can make."""
        mac = salted_hmac("events.ticket", f"{self.guid}:{self.ticket_round}", algorithm="sha256")
        return base64.b32encode(mac.digest()).decode().lower()[:16]

    @property
    def side(self) -> str:
        """public, resident, or nothing."""
        if self.role in PUBLIC_SIDE:
            return "public"
        return "resident" if self.role in RESIDENT_SIDE else ""


def digest_of(ticket: str) -> str:
    """What the table keeps of a ticket key, so that a copy of the database opens no ticket."""
    return hashlib.sha256(ticket.encode()).hexdigest()


class PrivateAnswer(models.Model):
    """Access needs and food. Organizers read it, each reading is noted, and it goes 30 days after the camp."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="private")
    access_needs = models.TextField(_("what would help you take part"), max_length=500, blank=True)
    food = models.CharField(_("food"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"
