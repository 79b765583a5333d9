"""What will be done about it: a promise in events, tied to the session it came from. board.md 11."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from events.actions import commitments
from events.models import Commitment
from sessions.actions.journal import Replayed, turn
from sessions.actions.proposals import clean_text
from sessions.errors import NotAllowed, TooMany, Unusable
from sessions.models import Board, Change, Outcome, Session
from sessions.permissions import OUTCOMES_UNTIL, ask, stand


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def promise(
    board: Board,
    what: str,
    *,
    by,
    session: Session | None = None,
    by_when: str = "",
    who_name: str = "",
    address: str = "",
    key: UUID | None = None,
) -> Commitment:
    """What, who and by when, from a session or from the circle. For somebody else, they are asked by mail."""
    what, by_when = clean_text(what, "what", 300), clean_text(by_when, "by_when", 60)
    if not what:
        raise Unusable(_("Write what will be done. One sentence is enough."), "what")
    address = address.strip()
    if who_name.strip() and not address:
        raise Unusable(_("Write their mail address too: they are asked before they are named."), "address")
    if address and not is_address(address):
        raise Unusable(_("Write the whole address, such as noor@example.org."), "address")
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "promise", here.board)
            ends = board.camp.ends
            if ends and here.now > ends + OUTCOMES_UNTIL:
                raise NotAllowed(_("Promises were taken until 30 days after the camp."))
            try:
                made = commitments.promise(
                    board.camp,
                    what,
                    by=by,
                    who_name=clean_text(who_name, "who_name", 80),
                    address=address,
                    by_when=by_when,
                    now=here.now,
                )
            except commitments.TooManyAsked:
                raise TooMany(_("You asked 20 people today, which is the limit. Go on tomorrow."), 3600) from None
            if session is not None:
                Outcome.objects.create(session=session, commitment=made)
            here.write(Change.Kind.OUTCOME, session, after={"commitment": made.pk})
    except Replayed as replay:
        return Commitment.objects.get(pk=replay.change.after["commitment"])
    return made
