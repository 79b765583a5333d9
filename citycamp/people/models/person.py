"""The person."""

import secrets
import string

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ID_LETTERS = string.ascii_lowercase + string.digits


def new_public_id() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(10))


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person. The row is emptied at erasure, never deleted."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    about = models.TextField(max_length=500, blank=True)
    links = models.JSONField(default=list, blank=True)
    shows = models.JSONField(default=list, blank=True)
    rights_sent = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    closing_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    last_login = None  # Nobody's comings and goings are kept.

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    strong = False  # people.middleware sets it on the user of a request that proved a second factor.

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="one_account_per_primary_address"
            )
        ]

    def __str__(self) -> str:
        if self.closed_at:
            return str(_("a former member"))
        return self.name or str(_("a participant"))

    @property
    def state(self) -> str:
        """`active`, `closing` (seven days to change one's mind) or `closed`."""
        if self.closed_at:
            return "closed"
        return "closing" if self.closing_at else "active"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def active_person(prefix: str = "") -> models.Q:
    """The condition that the person at `prefix` has an active account."""
    return models.Q(
        **{f"{prefix}is_active": True, f"{prefix}closing_at__isnull": True, f"{prefix}closed_at__isnull": True}
    )
