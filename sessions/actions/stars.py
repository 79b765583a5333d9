"""“I would go.” Stars do not raise the version; the database keeps one of each."""

from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions.errors import NotAllowed, TooMany
from sessions.models import Session, Star
from sessions.permissions import ask, stand
from sessions.vocabulary import SessionKind, State

WRITES, WRITES_IN = 60, timedelta(minutes=1)


def star(session: Session, *, by) -> int:
    """Star it; a second time is no error. Gives the number of stars."""
    may_star(session, by)
    try:
        with transaction.atomic():
            Star.objects.create(board=session.board, session=session, user=by)
    except IntegrityError:
        pass
    return counted(session)


def unstar(session: Session, *, by) -> int:
    """Take the star back; gone already is no error."""
    may_star(session, by)
    Star.objects.filter(session=session, user=by).delete()
    return counted(session)


def may_star(session: Session, by) -> None:
    ask(stand(by, session.board), "star", session.board)
    if session.state != State.OPEN or session.kind == SessionKind.FIXED:
        raise NotAllowed(_("Stars are for sessions and wishes on the board."))
    key = f"board:writes:{by.pk}:{int(timezone.now().timestamp()) // int(WRITES_IN.total_seconds())}"
    cache.add(key, 0, 120)
    if cache.incr(key) > WRITES:
        raise TooMany(_("That was a lot in a short time. Try again in a minute."), 60)


def counted(session: Session) -> int:
    return Star.objects.filter(session=session).count()
