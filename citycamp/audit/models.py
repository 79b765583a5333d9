"""The append-only, hash-chained log of privileged acts. safety.md 6."""

from __future__ import annotations

import hashlib
import json

from django.db import models


class AppendOnly(Exception):
    """Entries of the log are written once."""


class EntryQuerySet(models.QuerySet):
    def update(self, **fields):
        raise AppendOnly("the audit log is never changed")

    def delete(self):
        raise AppendOnly("the audit log is never shortened")


class Entry(models.Model):
    """One privileged act. `actor` is the id of the person, empty for the machine itself."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        indexes = [models.Index(fields=["thing", "sequence"], name="entry_by_thing")]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.thing}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly("the audit log is never changed")
        super().save(*args, force_insert=True)

    def delete(self, *args, **kwargs):
        raise AppendOnly("the audit log is never shortened")

    def computed_hash(self) -> str:
        """SHA-256 over canonical JSON of all columns but the hash itself."""
        return digest_of(
            {
                "sequence": self.sequence,
                "at": self.at.isoformat(timespec="microseconds"),
                "actor": self.actor,
                "verb": self.verb,
                "thing": self.thing,
                "reason": self.reason,
                "digest": self.digest,
                "previous": self.previous,
            }
        )


class Detail(models.Model):
    """The words of an entry that may be personal. Erase may empty them; the digest in the entry stays."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="detail")
    words = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"


class Head(models.Model):
    """The last entry. Locked while one is written, so that the order is total."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


def digest_of(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
