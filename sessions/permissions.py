"""Who may do what, in which phase. The table of board.md 3, and one function that reads it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citycamp.people.models import Sanction
from citycamp.people.rights import rights_of
from events.models import Registration
from sessions.errors import NotAllowed, Refused, WrongPhase
from sessions.models import Board, Host, Session
from sessions.vocabulary import PHASES, HostState, Phase

V, A, H, F, NOBODY = "V", "A", "H", "F", "-"
RANK = {V: 0, A: 1, H: 2, F: 3}

#        propose, pitch, place, run, close
TABLE: dict[str, str] = {
    "read": "VVVVV",
    "propose": "AAAA-",
    "propose_at_the_door": "VVVV-",
    "star": "AAAA-",
    "edit_words": "HHHHH",
    "edit": "HHHHF",
    "withdraw": "HHHHF",
    "join_line": "-H---",
    "run_desk": "FFF--",
    "place": "FFHHF",
    "place_any": "FFFFF",
    "moderate": "FFFFF",
    "set_up": "FFFF-",
    "arrange": "FFFF-",
    "change_phase": "FFFFF",
    "take_notes": "AAAAA",
    "promise": "--AAA",
    "see_hidden": "FFFFF",
}
READING = {"read", "see_hidden"}
"""What a person under a sanction `write` may still do."""
OUTCOMES_UNTIL = timedelta(days=30)


@dataclass(frozen=True)
class Viewer:
    """Where somebody stands at one board."""

    user: object = None
    attendee: bool = False
    facilitator: bool = False
    silenced: bool = False
    shut_out: bool = False
    hosts: frozenset[int] = field(default_factory=frozenset)
    by_card: bool = False
    sentence: str = ""  # of a sanction: the rule, until when, and how to appeal

    @property
    def audience(self) -> str:
        """Which rendering they read: names shown to attendees only are in one of the two."""
        return "attendee" if self.attendee or self.facilitator else "public"

    @property
    def known(self):
        """The account, or None for a visitor."""
        return self.user if getattr(self.user, "is_authenticated", False) else None

    def rank(self, session: Session | None = None) -> str:
        if self.facilitator:
            return F
        if session is not None and (session.pk in self.hosts or self.by_card):
            return H
        return A if self.attendee else V


def glance(user, board: Board, now: datetime | None = None) -> Viewer:
    """Sanctions and role alone, by their rights: for a page whose action asks for the rest itself, in line."""
    if user is None or not user.is_authenticated:
        return Viewer(user=user)
    now = now or timezone.now()
    rights = rights_of(user, now)
    silenced = rights.stopped("write", board.camp)
    sentence = sentence_of(user, board, now) if silenced else ""
    if rights.stopped("out", board.camp):
        return Viewer(user=user, shut_out=True, silenced=True, sentence=sentence)
    facilitator = rights.holds(("organizer", "facilitator"), board.camp) or rights.holds("staff", None)
    return Viewer(user=user, attendee=facilitator, facilitator=facilitator, silenced=silenced, sentence=sentence)


def stand(user, board: Board, now: datetime | None = None) -> Viewer:
    """Where this person stands: sanctions, role, seat, hosted sessions; one query beside their rights."""
    viewer = glance(user, board, now)
    if viewer.known is None or viewer.shut_out:
        return viewer
    seat = Registration.objects.confirmed().filter(camp=board.camp, user=user).order_by()
    hosted = Host.objects.filter(board=board, user=user, state=HostState.ACCEPTED).order_by()
    # One question for both: 0 stands for the seat, the others are sessions.
    found = set(seat.values_list(Value(0)).union(hosted.values_list("session_id"), all=True))
    attendee = viewer.facilitator or (0,) in found
    hosts = frozenset(pk for (pk,) in found if pk) if attendee else frozenset()
    return replace(viewer, attendee=attendee, hosts=hosts)


def sentence_of(user, board: Board, now: datetime) -> str:
    """What somebody who may not write reads: until when, under which rule, and where to appeal."""
    stopping = Sanction.objects.in_force(user, board.camp, now).stopping("write")
    sanctions = list(stopping.values_list("rule", "until"))
    words = _("You cannot write on this board at present.")
    ends = [until for _rule, until in sanctions if until is not None]
    if len(ends) == len(sanctions):
        last = max(ends).astimezone(ZoneInfo(board.camp.zone))
        words = _("You cannot write on this board until %(day)s, %(time)s.") % {
            "day": date_format(last, "j F"),
            "time": f"{last:%H:%M %Z}",
        }
    rules = "; ".join(sorted({rule for rule, _until in sanctions if rule}))
    if rules:
        words += " " + _("The rule: %(rules)s.") % {"rules": rules.rstrip(".")}
    return words + " " + _("The notices on your page say why, and how to appeal.")


def refusal(viewer: Viewer, act: str, board: Board, session: Session | None = None) -> Refused | None:
    """None if they may; else why not, naming the phase that would allow it."""
    if viewer.silenced and act not in READING:
        return NotAllowed(viewer.sentence or _("You cannot write on this board at present."))
    needed = TABLE[act]
    rank = RANK[viewer.rank(session)]
    asked = needed[PHASES.index(board.phase)]
    if asked != NOBODY and rank >= RANK[asked]:
        return None
    when = [phase for phase, least in zip(PHASES, needed, strict=True) if least != NOBODY and rank >= RANK[least]]
    if not when:
        return NotAllowed(_("This is for %(people)s.") % {"people": people(needed)})
    names = ", ".join(f"“{Phase(phase).label}”" for phase in when)
    return WrongPhase(
        _("Not in the phase “%(now)s”. It is possible in %(phases)s.")
        % {"now": Phase(board.phase).label, "phases": names},
        phases=when,
    )


def people(needed: str) -> str:
    least = min((letter for letter in needed if letter != NOBODY), key=RANK.__getitem__)
    return {
        V: _("everybody"),
        A: _("people registered for this camp"),
        H: _("the hosts of the session"),
        F: _("facilitators of this camp"),
    }[least]


def may(viewer: Viewer, act: str, board: Board, session: Session | None = None) -> bool:
    return refusal(viewer, act, board, session) is None


def ask(viewer: Viewer, act: str, board: Board, session: Session | None = None) -> None:
    """Raise the refusal, if there is one."""
    why = refusal(viewer, act, board, session)
    if why:
        raise why
