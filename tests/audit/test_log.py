"""The log is append-only and chained, for Django and for raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from citycamp.audit.actions import first_fault, record
from citycamp.audit.models import AppendOnly, Detail, Entry, Head
from citycamp.audit.triggers import missing

pytestmark = pytest.mark.django_db


def refused(sql, *values):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql, values)


def without_triggers(sql):
    """Change a row as somebody would who holds the database file."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_entry_no_update")
        else:
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update")
        cursor.execute(sql)


def test_entries_are_chained_in_order():
    one = record(None, "camp.started", "events.camp:1", "because")
    two = record(None, "role.granted", "people.role:1", detail={"user": 5})
    assert (two.sequence, two.previous) == (one.sequence + 1, one.hash)
    assert first_fault() == ""


def test_the_model_refuses_change():
    entry = record(None, "a.b", "c")
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        Entry.objects.update(verb="x")
    with pytest.raises(AppendOnly):
        Entry.objects.all().delete()


def test_the_database_refuses_change():
    entry = record(None, "a.b", "c")
    refused("UPDATE audit_entry SET verb = 'x' WHERE sequence = %s", entry.sequence)
    refused("DELETE FROM audit_entry WHERE sequence = %s", entry.sequence)
    assert missing(Entry, using="default") == []


def test_a_changed_row_is_named():
    record(None, "a.b", "c")
    record(None, "d.e", "f")
    without_triggers("UPDATE audit_entry SET reason = 'other' WHERE verb = 'a.b'")
    assert "a.b c" in first_fault()
    if connection.vendor == "sqlite":
        assert missing(Entry, using="default") == ["audit_entry_no_update"]


def test_words_may_be_emptied_but_not_changed():
    entry = record(None, "a.b", "c", detail={"name": "Noor"})
    Detail.objects.filter(entry=entry).update(words={})
    assert first_fault() == ""
    Detail.objects.filter(entry=entry).update(words={"name": "Tomás"})
    assert "a.b c" in first_fault()


def test_a_cut_end_is_found():
    record(None, "a.b", "c")
    Head.objects.update(sequence=9)
    assert "cut off" in first_fault()
