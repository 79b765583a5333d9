"""The worker's side of the outbox: claim, render, hand over, note what came of it.

A row is `claimed` while it is rendered and `handed` from just before the mail server is given its words
until the server has answered. A worker that dies leaves a claimed row, which is sent by the next one, or
a handed one, which nobody can know about: that becomes `doubtful` and is never sent again by itself.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core import mail as django_mail
from django.db import connection as database
from django.db import transaction
from django.utils import timezone

from citycamp.mail import rendering
from citycamp.mail.models import OutboxMail

log = logging.getLogger(__name__)

State = OutboxMail.State
BATCH = 50
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
KEPT = timedelta(days=30)


class LineBroken(Exception):
    """The mail server went away: nothing more is tried until the next run."""


def deliver(now: datetime) -> int:
    """Send what is due, oldest first; says how many went. One bad row fails alone."""
    settle_the_dead(now)
    if not OutboxMail.objects.due(now).exists():
        return 0
    line = django_mail.get_connection()
    try:
        line.open()
    except OSError as fault:  # smtplib's errors are OSErrors too
        log.warning("mail server not reached: %s", type(fault).__name__)
        return 0
    sent = 0
    try:
        while mails := claim(timezone.now()):
            for place, mail in enumerate(mails):
                try:
                    sent += deliver_one(mail, line)
                except LineBroken:
                    give_back(mails[place + 1 :])
                    return sent
    finally:
        with suppress(OSError):
            line.close()
    return sent


def claim(now: datetime) -> list[OutboxMail]:
    """The next few due mails, held by this worker alone."""
    with transaction.atomic():
        due = OutboxMail.objects.due(now)
        if database.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        mails = list(due[:BATCH])
        OutboxMail.objects.filter(id__in=[mail.id for mail in mails]).update(
            state=State.CLAIMED, leased_until=now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        )
    return mails


def deliver_one(mail: OutboxMail, line) -> bool:
    """Whether it went. Raises LineBroken where the next mail would fail as well."""
    mine = OutboxMail.objects.filter(id=mail.id, state__in=[State.CLAIMED, State.HANDED])
    try:
        message = rendering.message(mail)
        message.message()  # finds bad headers before anything is handed over
    except rendering.NothingToSay:
        mine.update(state=State.WITHDRAWN, context={}, headers={}, leased_until=None)
        return False
    except Exception as fault:
        log.exception("mail %s cannot be written", mail.id)
        mine.update(state=State.FAILED, problem=words(fault), leased_until=None)
        return False

    handed = False

    def hand() -> None:
        nonlocal handed
        if not mine.filter(leased_until__gt=timezone.now()).update(state=State.HANDED):
            raise LeaseLost
        handed = True

    try:
        with before_the_words_go(line, hand):
            line.send_messages([message])
    except LeaseLost:
        log.warning("mail %s was held too long and left to others", mail.id)
        raise LineBroken from None
    except smtplib.SMTPRecipientsRefused as fault:
        replies = list(fault.recipients.values())
        return refused(mine, mail, *replies[0])
    except smtplib.SMTPResponseException as fault:
        return refused(mine, mail, fault.smtp_code, fault.smtp_error)
    except (OSError, smtplib.SMTPException) as fault:
        if handed:
            mine.update(state=State.DOUBTFUL, problem=words(fault), leased_until=None)
            log.warning("mail %s is doubtful: the line broke while it was handed over", mail.id)
        else:
            give_back([mail])
        raise LineBroken from None
    except Exception as fault:  # a provider's own error: this row alone
        log.exception("mail %s was not taken", mail.id)
        mine.update(state=State.FAILED, problem=words(fault), leased_until=None)
        return False
    # What it said is not kept: codes and notes have nothing to do here once they are on their way.
    mine.update(state=State.SENT, sent_at=timezone.now(), leased_until=None, context={}, headers={}, problem="")
    return True


class LeaseLost(Exception):
    pass


@contextmanager
def before_the_words_go(line, hand: Callable[[], None]):
    """Call `hand` at the last moment: before DATA where the line is SMTP, else at once."""
    link = getattr(line, "connection", None)
    if not isinstance(link, smtplib.SMTP):
        hand()
        yield
        return
    data = link.data

    def noted(words):
        hand()
        return data(words)

    link.data = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        del link.data


def refused(mine, mail: OutboxMail, code: int, reply: bytes | str) -> bool:
    """The server answered no: for good (5xx), or for now (4xx)."""
    said = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    problem = f"{code} {said}"[:300]
    if code >= 500 or mail.attempts >= len(PAUSES):
        mine.update(state=State.FAILED, problem=problem, leased_until=None, attempts=mail.attempts + 1)
    else:
        mine.update(
            state=State.WAITING,
            problem=problem,
            leased_until=None,
            attempts=mail.attempts + 1,
            after=timezone.now() + PAUSES[mail.attempts],
        )
    return False


def give_back(mails: list[OutboxMail]) -> None:
    ids = [mail.id for mail in mails]
    OutboxMail.objects.filter(id__in=ids, state=State.CLAIMED).update(state=State.WAITING, leased_until=None)


def settle_the_dead(now: datetime) -> None:
    """Rows whose worker died: claimed ones wait again, handed ones are in doubt."""
    past = OutboxMail.objects.filter(state__in=[State.CLAIMED, State.HANDED], leased_until__lt=now)
    if past.exists():
        past.filter(state=State.CLAIMED).update(state=State.WAITING, leased_until=None)
        doubtful = past.filter(state=State.HANDED).update(
            state=State.DOUBTFUL, problem="the worker stopped while handing it over", leased_until=None
        )
        if doubtful:
            log.warning("%d mails are doubtful: a worker stopped while handing them over", doubtful)


def forget(now: datetime) -> None:
    """A month after it went, a mail's address goes too; the key stays."""
    OutboxMail.objects.filter(sent_at__lt=now - KEPT).exclude(to="").update(to="")


def words(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:300]
