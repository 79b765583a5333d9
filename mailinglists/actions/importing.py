"""Bring an archive in from mbox files: again and again without a second row, and on after a stop."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import timezone

from mailinglists import checkpoints, mboxes, parsing
from mailinglists.actions.archiving import CHUNK, Incoming, archive, variant_id
from mailinglists.mboxes import Frame
from mailinglists.models import ImportFault, ImportRun, InboundMessage, MailingList, Message, RawMessage
from mailinglists.parsing import Mail, id_hash

BATCH = 500
BATCH_BYTES = 16 << 20
LONGEST = 64 << 20


@dataclass(slots=True)
class Batch:
    """Frames read, not yet written: their ordinals, and where the file goes on."""

    frames: list[tuple[int, Frame]] = field(default_factory=list)
    size: int = 0
    end: int = 0

    def add(self, ordinal: int, frame: Frame) -> None:
        self.frames.append((ordinal, frame))
        self.size += frame.length
        self.end = frame.offset + frame.length

    @property
    def full(self) -> bool:
        return len(self.frames) >= BATCH or self.size >= BATCH_BYTES


def import_mbox(
    mailing_list: MailingList,
    path: Path,
    *,
    flavour: str = "auto",
    progress: Callable[[int, int], None] | None = None,
) -> ImportRun:
    """Bring one file in. A run that was stopped goes on where its last batch ended."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        total = path.stat().st_size
        run = ImportRun.objects.filter(list=mailing_list, sha256=digest, state=ImportRun.State.RUNNING).first()
        if run is None:
            run = ImportRun.objects.create(list=mailing_list, file_name=path.name[:300], sha256=digest, flavour=flavour)
        batch, ordinal = Batch(), run.read
        for frame in mboxes.frames(handle, run.offset, flavour, LONGEST):
            ordinal += 1
            batch.add(ordinal, frame)
            if batch.full:
                take(run, batch)
                checkpoints.reached("import batch")
                if progress:
                    progress(run.offset, total)
                batch = Batch()
        if batch.frames:
            take(run, batch)
            if progress:
                progress(run.offset, total)
    run.state, run.ended_at = ImportRun.State.DONE, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    return run


def take(run: ImportRun, batch: Batch) -> None:
    """Write a batch in one transaction; if that fails, each message by itself."""
    if not try_to_take(run, batch.frames, batch.end):
        for ordinal, frame in batch.frames:
            end = frame.offset + frame.length
            if not try_to_take(run, [(ordinal, frame)], end):
                with transaction.atomic():
                    fault(run, ordinal, frame, "not_taken")
                    run.read, run.offset = run.read + 1, end
                    run.unparseable += 1
                    run.save()


def try_to_take(run: ImportRun, frames: list[tuple[int, Frame]], end: int) -> bool:
    before = (run.read, run.new, run.known, run.unparseable, dict(run.defects), run.offset)
    try:
        with transaction.atomic():
            write(run, frames)
            checkpoints.reached("import middle")
            run.offset = end
            run.save()
    except (DatabaseError, ValueError, LookupError, RecursionError):
        run.read, run.new, run.known, run.unparseable, run.defects, run.offset = before
        return False
    return True


def fault(run: ImportRun, ordinal: int, frame: Frame, code: str) -> None:
    ImportFault.objects.create(run=run, ordinal=ordinal, offset=frame.offset, length=frame.length, code=code)


def write(run: ImportRun, frames: list[tuple[int, Frame]]) -> None:
    now = timezone.now()
    latest = now + timedelta(days=366)
    mailing_list = run.list
    read: list[tuple[int, Frame, Mail]] = []
    for ordinal, frame in frames:
        run.read += 1
        if frame.raw is None:
            fault(run, ordinal, frame, "too_long")
            run.unparseable += 1
        else:
            read.append((ordinal, frame, parsing.parse(frame.raw, latest=latest)))
    fresh = list(unknown(mailing_list, read))
    run.known += len(read) - len(fresh)
    run.new += len(fresh)
    counts = Counter(run.defects)
    for _, _, mail, _, _ in fresh:
        counts.update(mail.defects)
    run.defects = dict(counts)
    raws = [RawMessage.of(frame.raw) for _, frame, _, _, _ in fresh]
    RawMessage.objects.bulk_create(raws, ignore_conflicts=True)
    inbound = InboundMessage.objects.bulk_create(
        InboundMessage(
            raw_id=mail.sha256,
            list=mailing_list,
            source=InboundMessage.Source.IMPORT,
            recipient=mailing_list.slug,
            mbox_line=frame.line[:300],
            received_at=now,
            defects=mail.defects,
            state=InboundMessage.State.ACCEPTED,
            done_at=now,
        )
        for _, frame, mail, _, _ in fresh
    )
    items, neighbour = [], None
    for row, (_, frame, mail, message_id, chain) in zip(inbound, fresh, strict=True):
        when, source = dated(mail, frame, neighbour or last_date(mailing_list), now)
        neighbour = when
        items.append(Incoming(row, mail, when, source, message_id=message_id, chain=chain))
    archive(mailing_list, items)


def unknown(mailing_list: MailingList, read: list[tuple[int, Frame, Mail]]):
    """What is not in the list yet, with the id and chain it gets: by bytes first, then by id and words."""
    shas = known_of(mailing_list, "raw_id", [mail.sha256 for _, _, mail in read])
    plain = {mail.sha256: mail.message_id for _, _, mail in read}
    variants = {mail.sha256: variant_id(mail.message_id, mail.body_digest) for _, _, mail in read}
    hashes = [id_hash(one) for one in {*plain.values(), *variants.values()}]
    digests = known_of(mailing_list, "id_hash", hashes)
    for ordinal, frame, mail in read:
        if mail.sha256 in shas:
            continue
        shas[mail.sha256] = mail.body_digest
        message_id, chain = mail.message_id, mail.chain
        key = id_hash(message_id)
        if key in digests:
            if digests[key] == mail.body_digest:
                continue
            message_id, chain = variants[mail.sha256], [*chain, message_id]
            key = id_hash(message_id)
            if key in digests:
                continue
        digests[key] = mail.body_digest
        yield ordinal, frame, mail, message_id, chain


def known_of(mailing_list: MailingList, field_name: str, values: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(values), CHUNK):
        rows = Message.objects.filter(list=mailing_list, **{f"{field_name}__in": values[at : at + CHUNK]})
        found.update(rows.values_list(field_name, "body_digest"))
    return found


def dated(mail: Mail, frame: Frame, neighbour: datetime | None, now: datetime) -> tuple[datetime, str]:
    """The date ladder: Date, the `From ` line, the top Received, the message before. Never today."""
    if mail.date:
        return mail.date, Message.DateSource.HEADER
    told = mboxes.separator(frame.line.encode("utf-8", "replace"))
    if told and told[1] <= now:
        return told[1], Message.DateSource.ENVELOPE
    if mail.received:
        return mail.received, Message.DateSource.RECEIVED
    if neighbour:
        return neighbour, Message.DateSource.NEIGHBOUR
    return datetime(1970, 1, 1, tzinfo=now.tzinfo), Message.DateSource.NEIGHBOUR


def last_date(mailing_list: MailingList) -> datetime | None:
    return Message.objects.filter(list=mailing_list).order_by("-number").values_list("date", flat=True).first()
