"""Messages, threads and attachments: derived from the raw bytes, and able to be made again."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailinglists.models.inbound import InboundMessage, RawMessage, nothing
from mailinglists.models.lists import MailingList, NoticeVersion


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user, now: datetime | None = None) -> "ThreadQuerySet":
        return self.filter(list__in=MailingList.objects.visible_to(user, now))


class Thread(models.Model):
    """One conversation of one list."""

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="threads")
    root = models.OneToOneField("Message", null=True, blank=True, on_delete=models.PROTECT, related_name="root_of")
    subject = models.CharField(max_length=1000, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    messages_count = models.PositiveIntegerField(default=0)
    people_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_reason = models.CharField(max_length=300, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["list", "-last_at"], name="thread_newest"),
            models.Index(fields=["list", "first_at"], name="thread_by_start"),
        ]

    def __str__(self) -> str:
        return self.subject or "(no subject)"


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user, now: datetime | None = None) -> "MessageQuerySet":
        """Messages of the lists that this person may read, hidden ones too: those keep their place."""
        return self.filter(list__in=MailingList.objects.visible_to(user, now))

    def shown(self) -> "MessageQuerySet":
        return self.filter(visibility=Message.Visibility.SHOWN)


class Message(models.Model):
    """One message in the archive of one list."""

    class Visibility(models.TextChoices):
        SHOWN = "shown"
        HIDDEN = "hidden"

    class DateSource(models.TextChoices):
        HEADER = "header", _("its Date line")
        ENVELOPE = "envelope", _("the line the archive put before it")
        RECEIVED = "received", _("the mail server that took it")
        NEIGHBOUR = "neighbour", _("the message before it")
        ARRIVAL = "arrival", _("its arrival here")

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=600)
    id_hash = models.CharField(max_length=32)
    raw = models.ForeignKey(RawMessage, on_delete=models.PROTECT, related_name="messages")
    inbound = models.OneToOneField(InboundMessage, on_delete=models.PROTECT, related_name="message")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    position = models.PositiveIntegerField(default=0)
    depth = models.PositiveIntegerField(default=0)
    thread_cut = models.BooleanField(default=False)
    date = models.DateTimeField()
    date_source = models.CharField(max_length=10, choices=DateSource.choices, default=DateSource.HEADER)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="list_messages"
    )
    subject = models.CharField(max_length=1000, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    body_digest = models.CharField(max_length=64)
    notice = models.ForeignKey(NoticeVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    defects = models.JSONField(default=nothing, blank=True)
    visibility = models.CharField(max_length=6, choices=Visibility.choices, default=Visibility.SHOWN)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["list", "id_hash"], name="one_message_per_id"),
            models.CheckConstraint(
                condition=Q(visibility="shown") | ~Q(hidden_reason=""), name="hidden_message_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "position"], name="message_in_thread"),
            models.Index(fields=["list", "-date"], name="message_by_date"),
            models.Index(fields=["list", "sender_address"], name="message_by_sender"),
        ]

    def __str__(self) -> str:
        return self.subject or "(no subject)"

    @property
    def hidden(self) -> bool:
        return self.visibility == self.Visibility.HIDDEN

    @property
    def address_shown(self) -> str:
        """The address with its local part masked."""
        local, _, domain = self.sender_address.rpartition("@")
        return f"{local[:1]}…@{domain}" if local else ""

    @property
    def who(self) -> str:
        """The name to show; never a whole address."""
        if self.sender_name and "@" not in self.sender_name:
            return self.sender_name
        return self.address_shown or str(_("somebody"))


class Reference(models.Model):
    """One id that a message names, and its place in the chain: finds the children of a parent that comes late."""

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="references")
    id_hash = models.CharField(max_length=32)
    place = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["list", "id_hash"], name="reference_by_id")]
        ordering = ["place"]

    def __str__(self) -> str:
        return self.id_hash


class ThreadKey(models.Model):
    """Which thread an id belongs to, its own or only named."""

    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    id_hash = models.CharField(max_length=32)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "id_hash"], name="one_thread_per_id")]

    def __str__(self) -> str:
        return self.id_hash


class Attachment(models.Model):
    """A part of a message offered as a download. Its bytes stay in the raw message."""

    class State(models.TextChoices):
        SHOWN = "shown"
        BLOCKED = "blocked"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    part_path = models.CharField(max_length=300)
    name = models.CharField(max_length=120)
    sent_name = models.CharField(max_length=300, blank=True)
    declared_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.SHOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_attachment_per_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
