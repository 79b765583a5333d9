"""Messages as a page shows them: names, masked addresses, folded quotes, replies under what they answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp import richtext
from citycamp.people.models import Verification
from mailinglists import quoting
from mailinglists.models import Attachment, MailingList, Message

DEEPEST = 6
LONGEST_LINKED = 20_000


@dataclass(slots=True)
class Shown:
    """One message on a page."""

    message: Message
    who: str
    address: str
    organization: str
    official: bool
    blocks: list[quoting.Block]
    html: str
    files: list[Attachment]
    answers: str = ""
    old_notice: str = ""
    replies: list["Shown"] = field(default_factory=list)

    @property
    def links(self) -> bool:
        return sum(len(block.text) for block in self.blocks) < LONGEST_LINKED


def officials(messages: Iterable[Message], now: datetime) -> dict[int, Verification]:
    """Who of the authors is an official at this moment."""
    ids = {one.user_id for one in messages if one.user_id}
    if not ids:
        return {}
    found = Verification.objects.in_force(now).filter(user__in=ids).select_related("organization")
    return {one.user_id: one for one in found}


def shown(mailing_list: MailingList, messages: Sequence[Message], *, full: bool, files: bool = True) -> list[Shown]:
    """The messages for a page; `full` where the reader may see whole addresses."""
    badges = officials(messages, timezone.now())
    attached: dict[int, list[Attachment]] = {}
    if files and messages:
        for one in Attachment.objects.filter(message__in=[row.pk for row in messages]):
            attached.setdefault(one.message_id, []).append(one)
    rows = []
    for message in messages:
        badge = badges.get(message.user_id or 0)
        hidden = message.hidden
        text = "" if hidden else message.body_text if full else quoting.masked(message.body_text)
        notice = message.notice.text if message.notice_id and message.notice else ""
        rows.append(
            Shown(
                message=message,
                who=who(message),
                address="" if hidden else message.sender_address if full else message.address_shown,
                organization=str(badge.organization or "") if badge else "",
                official=badge is not None,
                blocks=quoting.folded(quoting.without_notices(text, [notice] if notice else [])) if text else [],
                html=richtext.trusted(message.body_html) if full and message.body_html and not hidden else "",
                files=[] if hidden else attached.get(message.pk, []),
                old_notice=notice if notice != mailing_list.notice else "",
            )
        )
    return rows


def who(message: Message) -> str:
    if message.user_id and message.user and message.user.closed_at:
        return _("a former member")
    return message.who


def nested(rows: Sequence[Shown]) -> list[Shown]:
    """Replies under what they answer, as far as that is on this page; beyond six levels side by side."""
    top: list[Shown] = []
    above: list[Shown] = []
    names = {row.message.pk: row.who for row in rows}
    for row in rows:
        depth = row.message.depth
        while above and above[-1].message.depth >= depth:
            above.pop()
        row.answers = names.get(row.message.parent_id or 0, "")
        if not above:
            top.append(row)
        else:
            above[min(len(above), DEEPEST) - 1].replies.append(row)
        above.append(row)
    return top
