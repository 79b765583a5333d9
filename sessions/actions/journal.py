"""A turn at the wall: one transaction, in line behind all other writers of the board, one entry each."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions import hub
from sessions.errors import Unusable
from sessions.models import Board, Change, Session


class Replayed(Exception):
    """This person's act with this key is done already; nothing is done again."""

    def __init__(self, change: Change) -> None:
        self.change = change

    @property
    def session(self) -> Session:
        """The session that act was about; Unusable where the key was spent on something else."""
        if self.change.session is None:
            raise Unusable(_("This was sent already, for something else. Load the page again."))
        return self.change.session


class Turn:
    def __init__(self, board: Board, by, by_name: str, key: UUID | None, now: datetime) -> None:
        self.board, self.by, self.by_name, self.key, self.now = board, by, by_name, key, now
        self.changes: list[Change] = []

    def write(
        self,
        kind: Change.Kind,
        session: Session | None = None,
        *,
        before: dict | None = None,
        after: dict | None = None,
        reason: str = "",
        batch: UUID | None = None,
        undoes: Change | None = None,
    ) -> Change:
        if self.changes:
            self.board.version += 1
        change = Change.objects.create(
            board=self.board,
            version=self.board.version,
            at=self.now,
            by=self.by,
            by_name=self.by_name,
            key=None if self.changes else self.key,
            kind=kind,
            session=session,
            before=before or {},
            after=after or {},
            reason=reason,
            batch=batch,
            undoes=undoes,
        )
        self.changes.append(change)
        return change


@contextmanager
def turn(
    board: Board, *, by, key: UUID | None = None, by_name: str = "", now: datetime | None = None
) -> Iterator[Turn]:
    """Take the board's line, give a Turn to write entries with, and wake the live hub after the commit.

    Raises Replayed if `by` has done this with this key. Any exception rolls everything back, the
    version included. A turn that writes no entry is rolled back by `LeftAsItWas`.
    """
    by = by if getattr(by, "is_authenticated", False) else None
    with in_this_process(), transaction.atomic():
        if not Board.objects.filter(pk=board.pk).update(version=F("version") + 1):
            raise Board.DoesNotExist
        board.refresh_from_db(fields=["version", "phase", "policy", "kind", "session_limit", "door_proposals"])
        if key:
            done = Change.objects.filter(by=by, key=key, **({} if by else {"board": board})).first()
            if done:
                raise Replayed(done)
        first = board.version
        here = Turn(board, by, by_name, key, now or timezone.now())
        yield here
        if not here.changes:
            raise LeftAsItWas
        if board.version != first:
            Board.objects.filter(pk=board.pk).update(version=board.version)
        if connection.vendor == "postgresql":
            connection.cursor().execute("SELECT pg_notify('sessionboard', %s)", [str(board.pk)])
        transaction.on_commit(lambda: hub.wake(board.pk))


one_at_a_time = threading.Lock()


def in_this_process() -> AbstractContextManager:
    """On SQLite, the writers of one process wait here: its own busy wait is no fair queue, and fifty threads in
    it slow down the one that holds the lock. Not inside another transaction, which may hold the lock already."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return nullcontext()
    return one_at_a_time


class LeftAsItWas(Exception):
    """The turn found nothing to change."""
