"""Sessions in the database, named by SESSION_ENGINE. A busy database is not taken for a sign-out."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import OperationalError


class SessionStore(InDatabase):
    """Django takes each fault of the database for a deleted session, and answers 400 to what was done already."""

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError only where the session is gone; OperationalError where the database did not let us in."""
        try:
            super().save(must_create)
        except UpdateError as fault:
            if isinstance(fault.__context__, OperationalError):
                raise fault.__context__ from None
            raise
