"""What the board tells people: who is told of which entry, and in which words. board.md 11.

The journal is what there is to tell: a task reads on from `Board.told`, so that placing costs nothing more, and a
worker that dies anywhere tells nobody twice. The words are made when somebody reads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils.translation import gettext as _

from citycamp.people.models import Item, Role, User
from citycamp.people.notices import Said
from citycamp.people.notices.actions import Telling, notify_all
from citycamp.people.scopes import scope_key
from events.models import Camp, Registration
from events.models.camps import TEAM
from sessions import drawing, reading
from sessions.models import Board, Change, Host, Room, Session, Slot, Star
from sessions.vocabulary import HostState, SessionKind, State

MOVED = "board.moved"
HOST_GONE = "board.host_gone"
TOLD_OF = (Change.Kind.PLACED, Change.Kind.CANCELLED, Change.Kind.RESTORED)
TOGETHER = timedelta(minutes=2)
WAIT = 125  # seconds: two minutes, and the pace of the task that reads the journal
MOST_BOARDS, MOST_CHANGES = 50, 500
MOST_PLACES = 20


def tell_all(now: datetime) -> int:
    """Read on in every board's journal; says how many entries were looked at. Nothing new costs one query."""
    return sum(
        tell_of(board) for board in Board.objects.filter(version__gt=F("told")).select_related("camp")[:MOST_BOARDS]
    )


def tell_of(board: Board) -> int:
    """Note for hosts, and for those who starred, what happened since `told`; never for who did it."""
    changes = list(Change.objects.filter(board=board, version__gt=board.told).order_by("version")[:MOST_CHANGES])
    if not changes:
        return 0
    told_of = [change for change in changes if change.kind in TOLD_OF and change.session_id]
    concerned = people_of({change.session_id for change in told_of if change.session_id})
    people = {person.pk: person for person in User.objects.filter(pk__in=set().union(*concerned.values()))}
    with transaction.atomic():
        # Whoever else reads on at this moment has told the same: the second one finds nothing to move, and stops.
        moved = Board.objects.filter(pk=board.pk, told=board.told).update(told=changes[-1].version)
        if not moved:
            return 0
        keys, telling = open_keys(board, people), Telling(MOVED, people.values(), scope=board.camp)
        for change in told_of:
            for pk in sorted(concerned[change.session_id or 0] - {change.by_id}):
                first = keys.get(pk)
                if first is None or change.at - first[1] > TOGETHER:
                    keys[pk] = (f"board:{board.pk}:{pk}:{change.version}", change.at)
                telling.add(people[pk], change, key=keys[pk][0], wait=WAIT, now=change.at)
        telling.write()
    return len(changes)


def people_of(sessions: set[int]) -> dict[int, set[int]]:
    """Who hosts and who starred each of these sessions."""
    found: dict[int, set[int]] = defaultdict(set)
    hosts = Host.objects.filter(session__in=sessions, state=HostState.ACCEPTED, user__isnull=False)
    for rows in (hosts, Star.objects.filter(session__in=sessions)):
        for session, user in rows.values_list("session_id", "user_id"):
            found[session].add(user)
    return found


def open_keys(board: Board, people: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """The newest mail that each person still waits for from this board, and when its first news was."""
    waiting = Item.objects.waiting().at(board.camp).filter(user__in=list(people), source=MOVED)
    mails = waiting.values_list("user_id", "key").annotate(first=Min("at")).order_by("first")
    return {user: (key, first) for user, key, first in mails}


def hush(board: Board) -> None:
    """Tell nobody of what is in the journal so far."""
    Board.objects.filter(pk=board.pk).update(told=F("version"))


# The words


def moved_words(user: User, items: Sequence[Item]) -> Iterable[Said]:
    """One sentence for each session: where it was before the first entry, and where it is now."""
    changes = Change.objects.filter(pk__in=[item.target_id for item in items]).order_by("version")
    of_session: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        of_session[change.session_id or 0].append(change)
    seen = Session.objects.visible_to(user).filter(pk__in=of_session).select_related("board__camp", "slot", "room")
    sessions = {session.pk: session for session in seen}
    slots, rooms = cells_of(changes)
    for pk, entries in of_session.items():
        session = sessions.get(pk)
        if session is None:
            continue
        board = session.board
        before = entries[0].before
        was = where(slots.get(before.get("slot")), rooms.get(before.get("room")), board)
        sentence = moved_sentence(session, was, where(session.slot, session.room, board))
        if sentence:
            why = entries[-1].reason
            sentence = f"{sentence} {_('Why: %(reason)s') % {'reason': why}}" if why else sentence
            yield Said(board.camp.name, sentence, drawing.session_address(board, session.code))


def moved_sentence(session: Session, was: str, now: str) -> str:
    """What became of a session; nothing where it is back where it was."""
    facts = {"title": session.title, "was": was, "now": now}
    if session.state == State.CANCELLED:
        if was:
            return _("“%(title)s” is cancelled. It was at %(was)s.") % facts
        return _("“%(title)s” is cancelled.") % facts
    if session.state != State.OPEN or was == now:
        return ""
    if not now:
        return _("“%(title)s” went back to the tray. It was at %(was)s.") % facts
    if was:
        return _("“%(title)s” moved to %(now)s. It was at %(was)s.") % facts
    return _("“%(title)s” is at %(now)s.") % facts


def where(slot: Slot | None, room: Room | None, board: Board) -> str:
    """“Saturday 8 May, 11:00 EDT, Room B”; empty for the tray."""
    if slot is None or room is None:
        return ""
    clock, zone = reading.clock(slot.starts_at, board), reading.zone_name(slot.starts_at, board)
    return f"{reading.day_name(slot.starts_at, board)}, {clock} {zone}, {room.name}"


def cells_of(changes: Iterable[Change]) -> tuple[dict[int, Slot], dict[int, Room]]:
    slots = {change.before.get("slot") for change in changes}
    rooms = {change.before.get("room") for change in changes}
    return Slot.objects.in_bulk(slots - {None}), Room.objects.in_bulk(rooms - {None})


def gone_words(user: User, items: Sequence[Item]) -> Iterable[Said]:
    """Sessions whose host is still not registered."""
    here = Registration.objects.confirmed().filter(camp=OuterRef("board__camp"), user=OuterRef("user"))
    hosts = (
        Host.objects.filter(
            ~Exists(here),
            session__in=Session.objects.visible_to(user).filter(pk__in=[item.target_id for item in items]),
            session__state=State.OPEN,
            state=HostState.ACCEPTED,
            user__isnull=False,
        )
        .select_related("session__board__camp")
        .order_by("session_id", "pk")
    )
    for host in hosts:
        board = host.session.board
        facts = {"who": reading.host_name(host, "attendee"), "title": host.session.title}
        sentence = _("%(who)s gave their place at this camp back, and hosts “%(title)s”.") % facts
        yield Said(board.camp.name, sentence, drawing.session_address(board, host.session.code))


def hosting_words(user: User, items: Sequence[Item]) -> Iterable[Said]:
    """Who is asked to host, or asks to: nothing where it is answered by now."""
    seen = Session.objects.visible_to(user).filter(pk__in=[item.target_id for item in items], state=State.OPEN)
    for session in seen.select_related("board__camp").prefetch_related("hosts").order_by("pk"):
        hosts = list(session.hosts.all())
        own = next((host for host in hosts if host.user_id == user.pk), None)
        sentences = []
        if own and own.state == HostState.INVITED:
            asked = _("You are asked to host “%(title)s” too. Say yes or no on its page.")
            sentences = [asked % {"title": session.title}]
        elif own and own.state == HostState.ACCEPTED:
            asking = [reading.host_name(host, "attendee") for host in hosts if host.state == HostState.ASKED]
            asks = _("%(who)s asks to host “%(title)s” with you. Say yes or no on its page.")
            sentences = [asks % {"who": who, "title": session.title} for who in asking]
        for sentence in sentences:
            yield Said(session.board.camp.name, sentence, drawing.session_address(session.board, session.code))


# Where it applies


def camps_of(user: User) -> Iterable[Camp]:
    """Camps with a board at which this person has a seat, a role, a session or a star; the newest twenty."""
    roles = Role.objects.filter(user=user, role__in=TEAM).scope_ids(Camp)
    mine = (
        Q(Exists(Registration.objects.filter(camp=OuterRef("pk"), user=user).exclude(state="cancelled")))
        | Q(pk__in=roles)
        | Q(Exists(Host.objects.filter(board__camp=OuterRef("pk"), user=user)))
        | Q(Exists(Star.objects.filter(board__camp=OuterRef("pk"), user=user)))
    )
    return Camp.objects.visible_to(user).filter(mine, board__isnull=False).order_by("-pk")[:MOST_PLACES]


def facilitated_by(user: User) -> Iterable[Camp]:
    roles = Role.objects.awake().filter(user=user, role__in=("organizer", "facilitator")).scope_ids(Camp)
    return Camp.objects.filter(pk__in=roles, board__isnull=False).order_by("-pk")[:MOST_PLACES]


def host_is_gone(registration: Registration, **_kwargs) -> None:
    """Heard in the transaction that gives a seat back: the session stays, and facilitators are told."""
    if registration.user_id is None:
        return
    hosted = Session.objects.filter(
        board__camp=registration.camp_id,
        state=State.OPEN,
        kind=SessionKind.SESSION,
        hosts__user=registration.user_id,
        hosts__state=HostState.ACCEPTED,
    )
    facilitators = User.objects.filter(
        pk__in=Role.objects.awake()
        .filter(role__in=("organizer", "facilitator"), **scope_key(registration.camp))
        .values("user")
    ).exclude(pk=registration.user_id)
    for session in hosted:
        notify_all(
            facilitators,
            HOST_GONE,
            session,
            key=lambda who: f"host-gone:{registration.pk}:{registration.ticket_round}:{who.pk}",
            scope=registration.camp,
        )
