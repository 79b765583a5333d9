"""A turn at the wall: one transaction, in line behind all other writers of the board, one entry each."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
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
    version included; `board` then says what stands. A turn that writes no entry is rolled back by `LeftAsItWas`.
    """
    by = by if getattr(by, "is_authenticated", False) else None
    first = None
    try:
        with in_this_process(), transaction.atomic():
            first = stand_in_line(board)
            if key:
                done = Change.objects.filter(by=by, key=key, **({} if by else {"board": board})).first()
                if done:
                    raise Replayed(done)
            here = Turn(board, by, by_name, key, now or timezone.now())
            yield here
            if not here.changes:
                raise LeftAsItWas
            if board.version != first:
                Board.objects.filter(pk=board.pk).update(version=board.version)
            transaction.on_commit(lambda: hub.wake(board.pk))
    except BaseException:
        if first is not None:
            board.version = first - 1
        raise


IN_LINE = """UPDATE sessionboard_board SET version = version + 1 WHERE id = %s
RETURNING version, phase, policy, kind, session_limit, door_proposals"""
AND_TELL = ", pg_notify('sessionboard', id::text)"  # other processes hear it at the commit, and only then


def stand_in_line(board: Board) -> int:
    """Raise the version, which puts all writers of the board in line, and read by the same statement what acts go by
    as it is now. Gives the version.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_LINE + AND_TELL if connection.vendor == "postgresql" else IN_LINE, [board.pk])
        rows = cursor.fetchall()
    if not rows:
        raise Board.DoesNotExist
    board.version, board.phase, board.policy, board.kind, board.session_limit, door_proposals = rows[0][:6]
    board.door_proposals = bool(door_proposals)
    return board.version


one_at_a_time = threading.Lock()


def in_this_process() -> AbstractContextManager:
    """On SQLite, the writers of one process wait here: its own busy wait is no fair queue, and fifty threads in
    it slow down the one that holds the lock. Not inside another transaction, which may hold the lock already."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return nullcontext()
    return one_at_a_time


class LeftAsItWas(Exception):
    """The turn found nothing to change."""
