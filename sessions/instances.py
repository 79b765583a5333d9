"""A board as an instance of the arranger, and back. The file's form is board.md 8."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions import reading
from sessions.models import Board, Session, Star
from sessions.vocabulary import HostState, SessionKind, SlotKind, State


@dataclass(frozen=True)
class Posed:
    """An instance, the board's version it was read at, and which placing of each session it knew."""

    instance: dict[str, Any]
    version: int
    seen: dict[str, int]

    @property
    def current(self) -> dict[str, list[str]]:
        return self.instance["current"]


def pose_board(board: Board, now: datetime) -> Posed:
    """What may be arranged from `now` on: what has begun, is pinned or fixed stands; closed rooms and times that have
    begun are blocked. Sessions are named by their codes, people by "u" and their number. Eight queries.
    """
    zone = reading.zone(board)
    slots = [slot for slot in board.slots.all() if slot.kind == SlotKind.SESSIONS]
    rooms = list(board.rooms.all())
    over = {slot.pk for slot in slots if slot.starts_at <= now}
    days = sorted({slot.starts_at.astimezone(zone).date() for slot in slots})
    known = {slot.pk for slot in slots}
    sessions = [
        session
        for session in Session.objects.on_the_board()
        .filter(board=board)
        .exclude(kind=SessionKind.WISH)
        .prefetch_related("hosts", "themes")
        if session.slot_id in known or (session.slot_id is None and session.kind == SessionKind.SESSION)
    ]
    current = {s.code: [str(s.slot_id), str(s.room_id)] for s in sessions if s.slot_id}
    pins = {
        s.code: current[s.code]
        for s in sessions
        if s.slot_id and (s.pinned or s.kind == SessionKind.FIXED or s.slot_id in over)
    }
    standing = {(slot, room) for slot, room in pins.values()}
    blocked = [
        [str(slot.pk), str(room.pk)]
        for slot in slots
        for room in rooms
        if (room.closed or slot.pk in over) and (str(slot.pk), str(room.pk)) not in standing
    ]
    hosts = {s.pk: [h.user_id for h in s.hosts.all() if h.user_id and h.state == HostState.ACCEPTED] for s in sessions}
    wanted: dict[int, set[str]] = defaultdict(set)
    codes = {s.pk: s.code for s in sessions if s.kind == SessionKind.SESSION}
    for user, session in Star.objects.filter(board=board, session__state=State.OPEN).values_list("user", "session"):
        if session in codes:
            wanted[user].add(codes[session])
    for pk, code in codes.items():
        for user in hosts[pk]:
            wanted[user].add(code)
    away: dict[str, list[str]] = defaultdict(list)
    for user, slot in board.absences.order_by("slot__starts_at", "slot").values_list("user", "slot"):
        if slot in known:
            away[name(user)].append(str(slot))
    instance = {
        "format": 1,
        "rooms": [{"id": str(r.pk), "capacity": r.capacity, "features": sorted(r.features)} for r in rooms],
        "slots": [
            {
                "id": str(slot.pk),
                "day": days.index(slot.starts_at.astimezone(zone).date()),
                "start": f"{slot.starts_at.astimezone(zone):%Y-%m-%dT%H:%M:%S}",
                "minutes": int((slot.ends_at - slot.starts_at).total_seconds() // 60),
            }
            for slot in slots
        ],
        "sessions": [
            {
                "id": s.code,
                "title": s.title,
                "topic": next((theme.slug for theme in s.themes.all()), ""),
                "hosts": [name(user) for user in hosts[s.pk]],
                "needs": sorted(s.needs),
            }
            for s in sessions
        ],
        "away": dict(away),
        "attendees": [{"id": name(user), "stars": sorted(wanted[user])} for user in sorted(wanted)],
        "current": current,
        "pins": pins,
        "blocked": blocked,
    }
    return Posed(instance, board.version, {s.code: s.place_version for s in sessions})


def name(user: int) -> str:
    return f"u{user}"


def without_names(instance: dict[str, Any]) -> dict[str, Any]:
    """The same instance with people as a0, a1 … in random order: nobody is found again by number or place."""
    people = sorted(
        {person["id"] for person in instance["attendees"]}
        | {host for session in instance["sessions"] for host in session["hosts"]}
        | set(instance["away"])
    )
    random.SystemRandom().shuffle(people)
    new = {old: f"a{number}" for number, old in enumerate(people)}
    starred = {person["id"]: person["stars"] for person in instance["attendees"]}
    return instance | {
        "sessions": [session | {"hosts": [new[host] for host in session["hosts"]]} for session in instance["sessions"]],
        "away": {new[person]: instance["away"][person] for person in people if person in instance["away"]},
        "attendees": [{"id": new[person], "stars": starred[person]} for person in people if person in starred],
    }
