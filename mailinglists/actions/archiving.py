"""Put messages into the archive: numbers, threads, attachments, counts, the search index.

One message and a batch of five hundred take the same way, in the caller's transaction.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import F

from mailinglists import search, threads
from mailinglists.models import (
    Attachment,
    InboundMessage,
    MailingList,
    Message,
    MonthCount,
    NoticeVersion,
    Reference,
    Thread,
    ThreadKey,
)
from mailinglists.parsing import Mail, id_hash

CHUNK = 5000


@dataclass(slots=True)
class Incoming:
    """A mail that is to be archived: read, dated, and stored as this inbound row."""

    inbound: InboundMessage
    mail: Mail
    date: datetime
    date_source: str
    user_id: int | None = None
    notice: NoticeVersion | None = None
    body_html: str = ""
    message_id: str = ""
    chain: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.message_id = self.message_id or self.mail.message_id
        self.chain = [id_hash(one) for one in (self.chain or self.mail.chain)]


def variant_id(message_id: str, digest: str) -> str:
    """The id of a mail whose Message-ID is taken by another: equal on every run and in every flavour."""
    return "variant-" + hashlib.sha256(f"{message_id}\n{digest}".encode("utf-8", "replace")).hexdigest()[:24]


def archive(mailing_list: MailingList, items: Sequence[Incoming]) -> list[Message]:
    """Write these as messages of the list, in one transaction with whatever the caller does."""
    if not items:
        return []
    first = take_numbers(mailing_list, len(items))
    hashes = [id_hash(one.message_id) for one in items]
    place = place_in_threads(mailing_list, items, hashes)
    rows = [
        Message(
            list=mailing_list,
            number=first + at,
            message_id=one.message_id[:600],
            id_hash=hashes[at],
            raw_id=one.inbound.raw_id,
            inbound=one.inbound,
            thread_id=place[at],
            date=one.date,
            date_source=one.date_source,
            sender_name=one.mail.sender_name[:200],
            sender_address=one.mail.sender_address[:254],
            user_id=one.user_id,
            subject=one.mail.subject[:1000],
            body_text=one.mail.text,
            body_html=one.body_html,
            body_digest=one.mail.body_digest,
            notice=one.notice,
            defects=one.mail.defects,
        )
        for at, one in enumerate(items)
    ]
    rows = Message.objects.bulk_create(rows)
    Reference.objects.bulk_create(
        Reference(list=mailing_list, message=row, id_hash=ref, place=n)
        for row, one in zip(rows, items, strict=True)
        for n, ref in enumerate(one.chain)
    )
    attach(rows, items)
    count_months(mailing_list, rows)
    arrange_threads(set(place))
    search.put_messages(mailing_list, rows)
    return rows


def take_numbers(mailing_list: MailingList, count: int) -> int:
    """Reserve numbers; the row stays locked until the transaction ends, so numbers order like commits."""
    locked = MailingList.objects.select_for_update().get(pk=mailing_list.pk)
    MailingList.objects.filter(pk=locked.pk).update(next_number=F("next_number") + count)
    return locked.next_number


def attach(rows: Sequence[Message], items: Sequence[Incoming]) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            message=row,
            number=n,
            part_path=one.path,
            name=one.name[:120],
            sent_name=one.sent_name[:300],
            declared_type=one.kind,
            size=one.size,
            sha256=one.sha256,
            state=Attachment.State.BLOCKED if one.program else Attachment.State.SHOWN,
        )
        for row, item in zip(rows, items, strict=True)
        for n, one in enumerate(item.mail.files, 1)
    )


def count_months(mailing_list: MailingList, rows: Iterable[Message]) -> None:
    found = Counter(date(row.date.year, row.date.month, 1) for row in rows)
    known = set(MonthCount.objects.filter(list=mailing_list, month__in=found).values_list("month", flat=True))
    MonthCount.objects.bulk_create(
        [MonthCount(list=mailing_list, month=month) for month in found if month not in known], ignore_conflicts=True
    )
    for month, count in found.items():
        MonthCount.objects.filter(list=mailing_list, month=month).update(messages=F("messages") + count)


def known_keys(mailing_list: MailingList, keys: Iterable[str]) -> dict[str, int]:
    """The thread of each of these ids that has one."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for at in range(0, len(wanted), CHUNK):
        rows = ThreadKey.objects.filter(list=mailing_list, id_hash__in=wanted[at : at + CHUNK])
        found.update(rows.values_list("id_hash", "thread_id"))
    return found


def place_in_threads(mailing_list: MailingList, items: Sequence[Incoming], hashes: Sequence[str]) -> list[int]:
    """The thread of each item: those its own id and its references belong to, joined, or a new one."""
    known = known_keys(mailing_list, [key for at, one in enumerate(items) for key in (hashes[at], *one.chain)])
    union = threads.Union()
    for key, thread_id in known.items():
        union.join(key, f"thread {thread_id}")
    for at, one in enumerate(items):
        for ref in one.chain:
            union.join(hashes[at], ref)
        union.find(hashes[at])
    groups: dict[str, set[int]] = defaultdict(set)
    for thread_id in set(known.values()):
        groups[union.find(f"thread {thread_id}")].add(thread_id)
    fresh: dict[str, Incoming] = {}
    for at, one in enumerate(items):
        group = union.find(hashes[at])
        if not groups.get(group):
            earlier = fresh.get(group)
            fresh[group] = one if earlier is None or one.date < earlier.date else earlier
    made = Thread.objects.bulk_create(
        Thread(list=mailing_list, subject=one.mail.subject[:1000], first_at=one.date, last_at=one.date)
        for one in fresh.values()
    )
    target = {group: min(ids) for group, ids in groups.items()}
    target.update({group: row.pk for group, row in zip(fresh, made, strict=True)})
    for group, ids in groups.items():
        join_threads(target[group], ids - {target[group]})
    keys = {key: target[union.find(key)] for at, one in enumerate(items) for key in (hashes[at], *one.chain)}
    ThreadKey.objects.bulk_create(
        ThreadKey(list=mailing_list, id_hash=key, thread_id=thread_id)
        for key, thread_id in keys.items()
        if key not in known
    )
    return [keys[one] for one in hashes]


def join_threads(target: int, gone: set[int]) -> None:
    """Messages and keys of `gone` move to `target`: a late mail named them all."""
    if not gone:
        return
    Message.objects.filter(thread__in=gone).update(thread=target)
    ThreadKey.objects.filter(thread__in=gone).update(thread=target)
    closed = Thread.objects.filter(pk__in=gone, state=Thread.State.CLOSED).first()
    if closed is not None:
        Thread.objects.filter(pk=target, state=Thread.State.OPEN).update(
            state=closed.state,
            closed_at=closed.closed_at,
            closed_by=closed.closed_by_id,
            closed_reason=closed.closed_reason,
        )
    Thread.objects.filter(pk__in=gone).delete()


def arrange_threads(ids: set[int]) -> None:
    """Write order, depth and parents of these threads anew, and what the threads say of themselves."""
    wanted = sorted(ids)
    for at in range(0, len(wanted), 1000):
        arrange_some(wanted[at : at + 1000])


def arrange_some(ids: list[int]) -> None:
    found = Message.objects.filter(thread__in=ids).values_list(
        "pk", "id_hash", "thread_id", "date", "parent_id", "position", "depth", "thread_cut", "sender_address",
        "sender_name", "subject",
    )  # fmt: skip
    by_thread: dict[int, list[tuple]] = defaultdict(list)
    for row in found:
        by_thread[row[2]].append(row)
    chains: dict[int, list[str]] = defaultdict(list)
    references = Reference.objects.filter(message__thread__in=ids).order_by("message_id", "place")
    for message_id, ref in references.values_list("message_id", "id_hash"):
        chains[message_id].append(ref)
    changed: list[tuple] = []
    summaries: list[tuple] = []
    for thread_id, rows in by_thread.items():
        ids_of = {row[1]: row[0] for row in rows}
        places = threads.arrange(threads.Node(row[1], row[3], tuple(chains.get(row[0], ()))) for row in rows)
        for row in rows:
            place = places[row[1]]
            wanted = (ids_of[place.parent] if place.parent else None, place.position, place.depth, place.cut)
            if wanted != (row[4], row[5], row[6], bool(row[7])):
                changed.append((*wanted, row[0]))
        root = next(row for row in rows if places[row[1]].position == 0)
        people = len({row[8] or row[9] for row in rows})
        dates = [row[3] for row in rows]
        summaries.append((thread_id, root, min(dates), max(dates), len(rows), people))
    write_places(changed)
    for thread_id, root, first, last, count, people in summaries:
        Thread.objects.filter(pk=thread_id).update(
            root=root[0],
            subject=root[10],
            first_at=first,
            last_at=last,
            messages_count=count,
            people_count=people,
        )


def write_places(rows: list[tuple]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE mailinglists_message SET parent_id = %s, position = %s, depth = %s, thread_cut = %s WHERE id = %s",
            rows,
        )


def threads_named(mailing_list: MailingList, mail: Mail) -> set[int]:
    """The threads that this mail's own id and references belong to now."""
    return set(known_keys(mailing_list, map(id_hash, [mail.message_id, *mail.chain])).values())
