"""Sessions of a database that is busy, and of one that lost them."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection

from citycamp.people.kept_sessions import SessionStore
from tests import databases


def test_a_busy_database_is_no_sign_out_and_a_deleted_session_is(own_database):
    assert SessionStore.__module__ == settings.SESSION_ENGINE
    store = SessionStore()
    store["seen"] = 1
    store.save()
    other = connection.copy()
    with other.cursor() as writer, connection.cursor() as ours:
        writer.execute("BEGIN")
        writer.execute("UPDATE django_session SET expire_date = expire_date")
        ours.execute("PRAGMA busy_timeout = 50" if databases.on_sqlite() else "SET lock_timeout = '50ms'")
        with pytest.raises(OperationalError):
            store.save()
        writer.execute("ROLLBACK")
    other.close()
    store.save()
    SessionStore(store.session_key).delete()
    with pytest.raises(UpdateError):
        store.save()
