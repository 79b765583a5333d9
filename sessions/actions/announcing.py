"""One post to the camp's announcement list for each phase, offered when the board first comes to it. board.md 3."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from citycamp import links
from mailinglists import actions as lists
from mailinglists.models import MailingList
from sessions.actions.proposals import clean_text
from sessions.models import Board, Change
from sessions.vocabulary import PHASES, Phase

TICKED = {Phase.PLACE}
MOST_LETTERS = 2000


@dataclass(frozen=True)
class Offer:
    """A post that may go out with the next step: where to, what it says, and whether it is ticked at first."""

    list: MailingList
    subject: str
    text: str
    ticked: bool


def offer(board: Board, phase: str) -> Offer | None:
    """What may be posted when the board goes on to this phase; None where it was there before, or nobody could read."""
    to = board.camp.announcements
    if to is None or PHASES.index(phase) <= PHASES.index(board.phase) or was_there(board, phase):
        return None
    with translation.override(to.language or None):
        subject, sentence = words(phase)
        address = links.absolute(reverse("sessions:board", args=[board.camp.slug]))
        text = f"{sentence}\n\n{board.camp.name}\n{address}\n"
    return Offer(to, subject, text, phase in TICKED)


def was_there(board: Board, phase: str) -> bool:
    return Change.objects.filter(board=board, kind=Change.Kind.PHASE, after__phase=phase).exists()


def words(phase: str) -> tuple[str, str]:
    return {
        Phase.PITCH: (_("Pitches begin"), _("Whoever proposed a session may say in half a minute what it is about.")),
        Phase.PLACE: (
            _("The board is open"),
            _("Hosts put their sessions on the board now. Look where yours could go, and star what you would attend."),
        ),
        Phase.RUN: (_("Sessions begin"), _("The board shows what is on, where, and what comes next.")),
        Phase.CLOSE: (
            _("The closing circle"),
            _("Sessions are over. What will be done, by whom, and by when, stands beside the board."),
        ),
    }[Phase(phase)]


def announce(board: Board, phase: str, made: Offer, text: str, *, by) -> lists.Outcome:
    """Post it, in the transaction of the step. The key says that there is one post for each board and phase."""
    text = clean_text(text, "text", MOST_LETTERS) or made.text
    return lists.post(made.list, made.subject, text, key=f"phase:{board.pk}:{phase}", by=by)
