"""What one person would go to or hosts, over all boards: for their own page and their own calendar. board.md 11."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from citycamp.links import absolute
from events.calendar import Entry
from events.models import Camp
from sessions import drawing, reading
from sessions.models import Host, Session, Star
from sessions.models.cards import SHOWN
from sessions.permissions import stand
from sessions.vocabulary import HostState, State

UNPLACED_FOR = timedelta(days=2)
"""So long after a camp its sessions without a place are still on the agenda."""


@dataclass(frozen=True)
class Row:
    """One session of a person's agenda, in words."""

    title: str
    lang: str
    href: str
    when: str
    where: str
    hosting: bool
    also: str
    online_url: str


def own_sessions(user: Any) -> list[Session]:
    """Sessions that this person starred or hosts and may see, in time order; four queries."""
    hosting = Host.objects.filter(user=user, state=HostState.ACCEPTED).values("session")
    starred = Star.objects.filter(user=user).values("session")
    found = (
        Session.objects.filter(Q(pk__in=hosting) | Q(pk__in=starred), state__in=SHOWN)
        .filter(board__camp__in=Camp.objects.visible_to(user))
        .select_related("slot", "room", "last_room", "board__camp__city", "board__camp__venue")
        .prefetch_related("hosts", "board__camp__days")
    )
    return sorted(
        found, key=lambda session: (session.slot is None, session.slot and session.slot.starts_at, session.pk)
    )


def hosts(session: Session, user: Any) -> bool:
    return any(host.user_id == user.pk and host.state == HostState.ACCEPTED for host in session.hosts.all())


def open_online(user: Any, sessions: Iterable[Session], now: datetime) -> set[int]:
    """The boards whose online rooms this person may enter; asked only of boards that have one in these sessions."""
    boards = {each.board_id: each.board for each in sessions if each.room and each.room.online_url}
    return {pk for pk, board in boards.items() if stand(user, board, now).audience == "attendee"}


def coming(user: Any, now: datetime) -> list[dict[str, Any]]:
    """The agenda by camp: `camp`, `board_url`, `rows`. What is over is left out, what has no place comes last."""
    wanted = [each for each in own_sessions(user) if each.state == State.OPEN and not over(each, now)]
    online = open_online(user, wanted, now)
    by_board: dict[int, list[Session]] = {}
    for each in wanted:
        by_board.setdefault(each.board_id, []).append(each)
    return [
        {
            "camp": sessions[0].board.camp,
            "board_url": f"{sessions[0].board.camp.get_absolute_url()}board/?show=mine",
            "rows": [row(each, sessions, user, online) for each in sessions],
        }
        for sessions in by_board.values()
    ]


def over(session: Session, now: datetime) -> bool:
    if session.slot:
        return session.slot.ends_at <= now
    ends = session.board.camp.ends
    return ends is not None and ends + UNPLACED_FOR <= now


def row(session: Session, others: Iterable[Session], user: Any, online: set[int]) -> Row:
    board, when, also = session.board, "", ""
    if session.slot:
        when = _("%(day)s, %(from)s to %(until)s %(zone)s") % {
            "day": reading.day_name(session.slot.starts_at, board),
            "from": reading.clock(session.slot.starts_at, board),
            "until": reading.clock(session.slot.ends_at, board),
            "zone": reading.zone_name(session.slot.starts_at, board),
        }
        rivals = [o.title for o in others if o is not session and o.slot and overlap(o, session)]
        if rivals:
            also = _("Also at %(time)s: %(titles)s") % {
                "time": reading.clock(session.slot.starts_at, board),
                "titles": "; ".join(rivals),
            }
    return Row(
        session.title,
        session.language,
        drawing.session_address(board, session.code),
        when,
        session.room.name if session.room else "",
        hosts(session, user),
        also,
        session.room.online_url if session.room and board.pk in online else "",
    )


def overlap(one: Session, other: Session) -> bool:
    return bool(
        one.slot and other.slot and one.slot.starts_at < other.slot.ends_at and other.slot.starts_at < one.slot.ends_at
    )


def calendar_entries(user: Any, now: datetime) -> list[Entry]:
    """The same for a calendar program: what had a place and lost it stays, cancelled, under its UID."""
    placed = [each for each in own_sessions(user) if each.slot or each.last_start]
    online = open_online(user, placed, now)
    return [entry(each, online) for each in sorted(placed, key=lambda each: str(each.guid))]


def entry(session: Session, online: set[int]) -> Entry:
    board, camp = session.board, session.board.camp
    slot, room = session.slot, session.room or session.last_room
    names = ", ".join(
        reading.host_name(host, "attendee" if board.pk in online else "public")
        for host in session.hosts.all()
        if host.state == HostState.ACCEPTED
    )
    joining = room.online_url if slot and room and board.pk in online else ""
    words = [
        session.reason if slot is None else "",
        _("Join online: %(address)s") % {"address": joining} if joining else "",
        names,
        session.summary,
    ]
    venue = [camp.venue.name, camp.venue.address_line] if camp.venue else [camp.city.place]
    return Entry(
        uid=str(session.guid),
        title=session.title,
        starts=slot.starts_at if slot else session.last_start,  # type: ignore[arg-type]
        ends=slot.ends_at if slot else session.last_end,  # type: ignore[arg-type]
        changed_at=session.changed_at,
        sequence=session.sequence,
        cancelled=slot is None,
        location=", ".join(part for part in [room.name if room else "", *venue] if part),
        description="\n\n".join(part for part in words if part),
        url=absolute(drawing.session_address(board, session.code)),
    )


def on_personal_calendar(user: Any, now: datetime, **_kwargs: Any) -> list[Entry]:
    """Heard when somebody's own calendar is read."""
    return calendar_entries(user, now)
