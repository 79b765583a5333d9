"""Bytes as they came: raw mail, all headers, attachments, mbox."""

import gzip
import io
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mailinglists import mboxes, parsing, permissions
from mailinglists.models import Attachment, MailingList, Message
from mailinglists.views.doors import allowed, download, page, reader
from mailinglists.views.reading import named


@allowed(permissions.sees_addresses)
def raw(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    found = shown_or_404(request, mailing_list, id_hash)
    response = download(found.raw.content, f"{id_hash[:8].lower()}.eml", "message/rfc822")
    response["X-Records-Notice"] = parsing.one_line(mailing_list.notice).encode("ascii", "replace").decode()
    return response


@allowed(permissions.sees_addresses)
def all_headers(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    found = shown_or_404(request, mailing_list, id_hash)
    mail = parsing.parse(found.raw.content, latest=timezone.now())
    return page(request, "headers", mailing_list, "home", {"message": found, "headers": mail.headers})


def shown_or_404(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> Message:
    found = named(mailing_list, id_hash)
    if found.hidden and not permissions.may_moderate(request.user, mailing_list):
        raise Http404
    return found


@reader
def attachment(request: HttpRequest, mailing_list: MailingList, id_hash: str, number: int, name: str) -> HttpResponse:
    found = shown_or_404(request, mailing_list, id_hash)
    file = get_object_or_404(Attachment, message=found, number=number)
    if file.state == Attachment.State.BLOCKED and not permissions.may_moderate(request.user, mailing_list):
        raise Http404
    content = parsing.part_at(found.raw.content, file.part_path)
    if content is None:
        raise Http404
    return download(content, file.name)


@allowed(permissions.sees_addresses)
def export(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    """The cover of the downloads: what they hold, and the notice that goes with them."""
    return page(request, "export", mailing_list, "about", {"months": mailing_list.months.filter(messages__gt=0)})


@allowed(permissions.sees_addresses)
def export_all(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    return boxed(mailing_list, Message.objects.filter(list=mailing_list), "all")


@allowed(permissions.sees_addresses)
def export_month(request: HttpRequest, mailing_list: MailingList, year: str, number: str) -> HttpResponse:
    found = Message.objects.filter(list=mailing_list, date__year=int(year), date__month=int(number))
    if not found.exists():
        raise Http404
    return boxed(mailing_list, found, f"{year}-{number}")


@allowed(permissions.sees_addresses)
def export_thread(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    found = named(mailing_list, id_hash)
    return boxed(mailing_list, Message.objects.filter(thread=found.thread), id_hash.lower())


def boxed(mailing_list: MailingList, messages, name: str) -> StreamingHttpResponse:
    """An mbox, gzipped, row by row: memory does not grow with the archive."""
    rows = messages.shown().order_by("number").select_related("raw").iterator(chunk_size=50)
    response = StreamingHttpResponse(zipped(mbox(rows)), content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="{mailing_list.slug}-{name}.mbox.gz"'
    response["X-Records-Notice"] = parsing.one_line(mailing_list.notice).encode("ascii", "replace").decode()
    return response


def mbox(messages) -> Iterator[bytes]:
    return mboxes.joined((row.raw.content, row.sender_address, row.date) for row in messages)


def zipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", mtime=0) as packer:
        for chunk in chunks:
            packer.write(chunk)
            if held.tell() > 64 * 1024:
                yield held.getvalue()
                held.seek(0)
                held.truncate()
    yield held.getvalue()
