"""The LMTP door (RFC 2033): a mail is stored and committed before it is acknowledged, for each recipient."""

import asyncio
import functools
import logging

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from mailinglists import actions, checkpoints, headers
from mailinglists.models import InboundMessage, MailingList
from mailinglists.models.lists import list_domain

log = logging.getLogger(__name__)


class Door:
    """The answers to RCPT and DATA. Database work runs in threads, beside the loop."""

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options) -> str:
        try:
            known = await asyncio.to_thread(with_connection, has_mailbox, address)
        except DatabaseError:
            log.exception("the database is away")
            return "451 4.3.0 Not now, try again"
        if not known:
            return "550 5.1.1 No list has this address"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:
        answers = []
        for address in envelope.rcpt_tos:
            answers.append(await asyncio.to_thread(with_connection, take, envelope, address))
        return "\r\n".join(answers)


def with_connection(function, *arguments):
    """Run database work in this thread with a connection that is alive, and leave none open behind."""
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        connection.close()


def has_mailbox(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    slug, _wanted, _token = headers.route(local)
    return domain.lower() == list_domain().lower() and MailingList.objects.filter(slug=slug).exists()


def take(envelope: Envelope, address: str) -> str:
    """Store one mail for one recipient and say so; anything that goes wrong is a 451: it comes again."""
    raw = envelope.original_content or b""
    try:
        checkpoints.reached("before commit")
        row = actions.store_inbound(raw, address, envelope.mail_from or "", InboundMessage.Source.LMTP)
        checkpoints.reached("after commit")
    except (DatabaseError, OSError):
        log.exception("a mail could not be stored")
        return "451 4.3.0 Not stored, try again"
    return f"250 2.6.0 Stored as {row.pk}"


def factory() -> LMTP:
    # aiosmtpd answers a line of more than 1,001 octets only once, whatever the number of recipients.
    LMTP.line_length_limit = settings.LISTS_MAX_BYTES
    return LMTP(Door(), data_size_limit=settings.LISTS_MAX_BYTES, enable_SMTPUTF8=True, ident="CityCamp LMTP")


async def start(host: str = "", port: int = 0, socket_path: str = "") -> asyncio.AbstractServer:
    """Listen; gives the server, which the caller closes. Port 0 is the setting's."""
    loop = asyncio.get_running_loop()
    made = functools.partial(factory)
    if socket_path:
        return await loop.create_unix_server(made, socket_path)
    return await loop.create_server(made, host or settings.LISTS_LMTP_HOST, port or settings.LISTS_LMTP_PORT)


async def serve(host: str = "", port: int = 0, socket_path: str = "") -> None:
    """Listen until cancelled."""
    server = await start(host, port, socket_path)
    async with server:
        await server.serve_forever()


def run(host: str = "", port: int = 0, socket_path: str = "") -> None:
    """Listen in this thread or process until it is told to stop: what `serve` and `lmtp` call."""
    asyncio.run(serve(host, port, socket_path))
