"""Slides, recordings and the like, beside a session. board.md 11."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from sessions.actions.journal import LeftAsItWas, Replayed, turn
from sessions.actions.limits import clean_text, in_time, web_address
from sessions.actions.proposals import EDITS, EDITS_IN
from sessions.errors import Refused, Unusable
from sessions.models import Board, Change, Session, SessionLink
from sessions.permissions import ask, stand
from sessions.vocabulary import MOST_LINKS, LinkKind

LINKS_UNTIL = timedelta(days=30)


def open_for_links(board: Board, now: datetime) -> bool:
    """Whether links may still be changed: until 30 days after the camp's last day."""
    ends = board.camp.ends
    return ends is None or now <= ends + LINKS_UNTIL


def set_links(
    session: Session,
    links: Sequence[tuple[str, str, str]],
    *,
    by,
    key: UUID | None = None,
    now: datetime | None = None,
) -> None:
    """Up to five (kind, label, address) in their order, until 30 days after the camp. No recording of a session that
    is off the record."""
    wanted = [(kind, label.strip(), address.strip()) for kind, label, address in links if address.strip()]
    if len(wanted) > MOST_LINKS:
        raise Unusable(_("At most %(n)s links.") % {"n": MOST_LINKS}, "links")
    for kind, label, address in wanted:
        if kind not in LinkKind.values:
            raise Unusable(_("Choose what the link is from the list."), "links")
        web_address(address, "links")
        clean_text(label, "links", 80)
        if kind == LinkKind.RECORDING and not session.on_record:
            raise Unusable(_("This session is off the record: no recording of it is linked."), "links")
    try:
        with turn(session.board, by=by, key=key, now=now) as here:
            ask(stand(by, here.board), "edit_words", here.board, session)
            if not open_for_links(here.board, here.now):
                raise Refused(_("Links are added until 30 days after the camp, and that time is over."))
            had = list(session.links.values_list("kind", "label", "address"))
            if had == wanted:
                raise LeftAsItWas
            in_time(here, EDITS, EDITS_IN, [Change.Kind.LINKS])
            session.links.all().delete()
            SessionLink.objects.bulk_create(
                SessionLink(session=session, position=number, kind=kind, label=label, address=address)
                for number, (kind, label, address) in enumerate(wanted, 1)
            )
            here.write(Change.Kind.LINKS, session, after={"links": len(wanted)})
    except (Replayed, LeftAsItWas):
        pass
