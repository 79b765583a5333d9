"""Messages in the shared index: what is put there, and what of it a person may find."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from citycamp.search import actions, finding
from mailinglists import quoting
from mailinglists.models import MailingList, Message

KIND = "lists.message"


def facts(message: Message, language: str) -> tuple[int, str, str, str, str]:
    """Whole addresses stay out of the index: people are found by name."""
    text = f"{message.who}\n{quoting.masked(message.body_text)}"
    return message.pk, f"list:{message.list_id}", message.subject, text, language


def put_messages(mailing_list: MailingList, messages: Iterable[Message]) -> None:
    """Messages that were just made."""
    actions.put_new(KIND, (facts(one, mailing_list.language) for one in messages))


def put_message(message: Message) -> None:
    actions.put(KIND, *facts(message, message.list.language))


def drop_message(message: Message) -> None:
    actions.drop(KIND, message.pk)


def visible_ids(user, now: datetime | None = None):
    """What `finding.find` takes as `within`: ids of messages this person may read, hidden ones left out.

    The lists are asked for first: SQLite's parser runs out of stack with that condition deep inside another.
    """
    lists = list(MailingList.objects.visible_to(user, now).values_list("pk", flat=True))
    return Message.objects.filter(list__in=lists).shown().values("id")


@dataclass(frozen=True)
class Hit:
    """A message and the stretch of it that was found."""

    message: Message
    pieces: list


def search(user, q: str, *, mailing_list: MailingList | None = None, limit: int = 30, offset: int = 0):
    """Hits for this person, all of them or of one list: the hits, how many there are, whether there are more."""
    ids = visible_ids(user)
    if mailing_list is not None:
        ids = ids.filter(list=mailing_list)
    found = finding.find(q, within={KIND: ids}, limit=limit, offset=offset)
    rows = Message.objects.visible_to(user).select_related("list", "user").in_bulk([hit.object_id for hit in found])
    hits = [Hit(rows[hit.object_id], hit.pieces) for hit in found if hit.object_id in rows]
    return hits, found.total, found.more
