"""The worker that sends copies: a ledger, a lease, one SMTP transaction per person.

After a crash at any point nobody is left out, and at most one person per killed worker, known by name,
may get a copy twice. lists.md 8.
"""

import contextlib
import os
import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from citycamp import links
from mailinglists import checkpoints, copies, headers, tokens
from mailinglists.models import Delivery, MailingList, Message, Subscription
from mailinglists.models.lists import list_domain

AT_ONCE = 100
AGAIN_AFTER = [timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60), timedelta(minutes=240)]
AGAIN_EVERY = timedelta(hours=6)
GIVE_UP = timedelta(days=5)
State = Delivery.State
UNDONE = [State.QUEUED, State.CLAIMED, State.SENDING, State.RETRY, State.UNCERTAIN]


class Later(Exception):
    """Not now: the other side said 4xx, or is not there."""


class Never(Exception):
    """The other side said 5xx."""


class Unsure(Exception):
    """The whole mail was handed over and no answer came."""


@dataclass(slots=True)
class Result:
    """What became of one row."""

    row: Delivery
    state: str
    reply: str = ""


# Ways out


class FileWay:
    """One .eml file per copy, named by the delivery: the default, needs no mail server."""

    def __init__(self) -> None:
        self.folder = Path(settings.DATA_DIR) / "list-mail"

    def send(self, sender: str, recipient: str, data: bytes, name: str) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {recipient}\r\n".encode()
        building = self.folder / f"{name}.building"
        with building.open("wb") as handle:
            handle.write(envelope + data)
            handle.flush()
            os.fsync(handle.fileno())
        building.rename(self.folder / f"{name}.eml")
        return "written to a file"

    def close(self) -> None:
        """Nothing is open."""


class SmtpWay:
    """One connection, one transaction per copy."""

    def __init__(self) -> None:
        self.link: smtplib.SMTP | None = None

    def connected(self) -> smtplib.SMTP:
        if self.link is None:
            try:
                if settings.EMAIL_USE_SSL:
                    link: smtplib.SMTP = smtplib.SMTP_SSL(
                        settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=30, context=ssl.create_default_context()
                    )
                else:
                    link = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=30)
                if settings.EMAIL_USE_TLS:
                    link.starttls(context=ssl.create_default_context())
                link.ehlo_or_helo_if_needed()
                if settings.EMAIL_HOST_USER:
                    link.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            except (OSError, smtplib.SMTPException) as fault:
                raise Later(f"no connection: {fault}") from fault
            self.link = link
        checkpoints.reached("connect")
        return self.link

    def send(self, sender: str, recipient: str, data: bytes, name: str) -> str:
        link = self.connected()
        handed_over = False
        try:
            self.expect(link.mail(sender), 250)
            checkpoints.reached("mail")
            self.expect(link.rcpt(recipient), 250, 251)
            checkpoints.reached("rcpt")
            self.expect(link.docmd("DATA"), 354)
            checkpoints.reached("data")
            handed_over = True
            link.send(dotted(data))
            checkpoints.reached("dot")
            reply = link.getreply()
            checkpoints.reached("reply")
            handed_over = False
            return self.expect(reply, 250)
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            if handed_over:
                raise Unsure(str(fault)) from fault
            raise Later(str(fault)) from fault

    def expect(self, reply: tuple[int, bytes], *wanted: int) -> str:
        code, words = reply
        said = f"{code} {words.decode('utf-8', 'replace')}"[:500]
        if code in wanted:
            return said
        if self.link is not None and code != 421:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.link.rset()
        if code == 421:
            self.close()
        raise (Never if code >= 500 else Later)(said)

    def close(self) -> None:
        link, self.link = self.link, None
        if link is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                link.close()


def dotted(data: bytes) -> bytes:
    """The bytes of a DATA command: CRLF ends, leading dots doubled, the final dot."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n.", b"\n..")
    lines = b"." + lines if lines.startswith(b".") else lines
    return lines.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n.\r\n"


def way_out() -> FileWay | SmtpWay:
    return SmtpWay() if settings.LISTS_DELIVERY == "smtp" else FileWay()


# The ledger


def worker_name() -> str:
    return f"{socket.gethostname()[:30]}/{os.getpid()}"


def recover() -> int:
    """Rows of workers that died: claimed ones wait again; those being handed over become uncertain."""
    gone = Delivery.objects.filter(lease_until__lte=Now())
    back = gone.filter(state=State.CLAIMED).update(state=State.QUEUED, lease_until=None, worker="")
    doubtful = gone.filter(state=State.SENDING).update(
        state=State.UNCERTAIN, doubts=F("doubts") + 1, lease_until=None, last_reply="the worker died while sending"
    )
    return back + doubtful


def claim(worker: str, limit: int = AT_ONCE) -> list[Delivery]:
    """Take rows under a lease by database time; nobody else takes them until it ends."""
    due = Q(state=State.QUEUED) | Q(state__in=[State.RETRY, State.UNCERTAIN])
    waits = Q(next_try_at__isnull=True) | Q(next_try_at__lte=Now())
    rows = Delivery.objects.filter(due, waits).exclude(message__list__state=MailingList.State.STOPPED)
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        ids = list(rows.order_by("id").values_list("pk", flat=True)[:limit])
        taken = Delivery.objects.filter(pk__in=ids, state__in=[State.QUEUED, State.RETRY, State.UNCERTAIN])
        taken.update(state=State.CLAIMED, worker=worker, lease_until=lease())
    mine = Delivery.objects.filter(pk__in=ids, worker=worker, state=State.CLAIMED)
    return list(mine.select_related("subscription").order_by("message_id", "id"))


def lease():
    return Now() + timedelta(seconds=settings.LISTS_LEASE_SECONDS)


def deliver(limit: int = AT_ONCE) -> int:
    """Send up to `limit` copies that are due; gives how many rows were taken."""
    if not Delivery.objects.filter(state__in=UNDONE).exists():
        return 0  # The usual case: a question to the database, and no writer's lock.
    recover()
    worker = worker_name()
    rows = claim(worker, limit)
    checkpoints.reached("claim")
    if not rows:
        return 0
    way, built = way_out(), {}
    before: Result | None = None
    try:
        for row in rows:
            if not intend(row, worker, before):
                before = None
                continue
            checkpoints.reached("intent")
            before = send(row, way, built)
            checkpoints.reached("result")
        with transaction.atomic():
            note(before)
        checkpoints.reached("commit")
    finally:
        way.close()
    return len(rows)


def intend(row: Delivery, worker: str, before: Result | None) -> bool:
    """Ask the gate once more and write down that this copy is going out now, with the result before it."""
    now = timezone.now()
    with transaction.atomic():
        note(before)
        allowed = Subscription.objects.receiving(now).filter(pk=row.subscription_id).exists()
        shown = Message.objects.shown().filter(pk=row.message_id).exists()
        mine = Delivery.objects.filter(pk=row.pk, state=State.CLAIMED, worker=worker)
        if not (allowed and shown):
            mine.update(state=State.CANCELLED, done_at=now, lease_until=None)
            return False
        taken = mine.update(state=State.SENDING, lease_until=lease(), attempts=F("attempts") + 1)
    checkpoints.reached("commit")
    return bool(taken)


def send(row: Delivery, way: FileWay | SmtpWay, built: dict[int, copies.Copy]) -> Result:
    """One copy out. What cannot be built fails this row and nothing else."""
    try:
        if row.message_id not in built:
            built.clear()
            built[row.message_id] = copy_of(row.message_id)
        made = built[row.message_id]
        envelope = headers.verp(made.slug, row.pk, made.domain, settings.SECRET_KEY)
        data = made.to_bytes(mark=envelope, leave_token=tokens.leaving(row.subscription_id, made.slug))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        return Result(row, State.FAILED, f"could not be built: {type(fault).__name__}: {fault}"[:500])
    try:
        return Result(row, State.SENT, way.send(envelope, row.address, data, f"{row.message_id}-{row.pk}"))
    except Never as reply:
        return Result(row, State.FAILED, str(reply)[:500])
    except Unsure as reply:
        return Result(row, State.UNCERTAIN, str(reply)[:500])
    except Later as reply:
        return Result(row, State.RETRY, str(reply)[:500])


def note(result: Result | None) -> None:
    """Write the result of one row, inside the caller's transaction."""
    if result is None:
        return
    now = timezone.now()
    row = result.row
    changes: dict = {"state": result.state, "last_reply": result.reply, "lease_until": None}
    if result.state in (State.SENT, State.FAILED):
        changes["done_at"] = now
    if result.state == State.SENT:
        changes["sent_after_doubt"] = row.doubts > 0
    if result.state == State.UNCERTAIN:
        changes |= {"doubts": F("doubts") + 1, "next_try_at": now + AGAIN_AFTER[0]}
    if result.state == State.RETRY:
        if now - row.queued_at > GIVE_UP:
            changes |= {"state": State.FAILED, "done_at": now}
        else:
            wait = AGAIN_AFTER[row.attempts] if row.attempts < len(AGAIN_AFTER) else AGAIN_EVERY
            changes["next_try_at"] = now + wait
    Delivery.objects.filter(pk=row.pk, state=State.SENDING).update(**changes)


def copy_of(message_id: int) -> copies.Copy:
    """The copy of a message, made once for all its receivers."""
    message = Message.objects.select_related("list", "raw", "notice").get(pk=message_id)
    mailing_list = message.list
    return copies.build(
        copies.Source(
            raw=message.raw.content,
            slug=mailing_list.slug,
            name=mailing_list.name,
            domain=list_domain(),
            list_url=mailing_list.url,
            permalink=links.absolute(f"/lists/{mailing_list.slug}/message/{message.id_hash}/"),
            notice=mailing_list.notice,
            notices=tuple(mailing_list.notices.values_list("text", flat=True)),
            prefix=mailing_list.subject_prefix,
            announce=mailing_list.posting == MailingList.Posting.ANNOUNCE,
            reply_to_list=mailing_list.reply_to == MailingList.ReplyTo.LIST,
        )
    )


def uncertain(now: datetime | None = None):
    """Copies of which it is not known whether they went: named on the message's delivery page."""
    return Delivery.objects.filter(Q(state=State.UNCERTAIN) | Q(sent_after_doubt=True))
