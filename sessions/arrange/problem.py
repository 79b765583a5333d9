"""The instance as numbers and bit sets, which is what makes the search quick.

Rooms are numbered by rising capacity, so that in a set of rooms the lowest bit is the smallest room. A set of people,
rooms, slots or sessions is one int.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["fill", "few", "fresh"]


@dataclass
class Problem:
    """`fixed` sessions stand and are not searched; `faults` can stand nowhere; `movable` is all the rest."""

    names: list[str]
    slot_names: list[str]
    room_names: list[str]
    capacity: list[int]
    fans: list[int]
    stars: list[int]
    rooms_for: list[int]
    rivals: list[int]  # the sessions that share a host
    away: list[int]  # the slots in which a host is away
    rooms_in: list[int]  # per slot the rooms that may be used, those of fixed sessions included
    free_in: list[int]  # the same without those of fixed sessions
    home: list[tuple[int, int] | None]
    fixed: dict[int, tuple[int, int]] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    faults: dict[int, dict[str, Any]] = field(default_factory=dict)
    slots_for: list[int] = field(default_factory=list)
    movable: list[int] = field(default_factory=list)
    move_cost: int = 0


def pose(instance: dict, mode: Mode, min_gain: int) -> Problem:
    """The problem of a checked instance. In `fill` what stands is fixed; in `few` each move costs `min_gain`."""
    rooms = sorted(instance["rooms"], key=lambda room: room["capacity"])
    sessions = instance["sessions"]
    slot_number = {slot["id"]: t for t, slot in enumerate(instance["slots"])}
    room_number = {room["id"]: r for r, room in enumerate(rooms)}
    number = {session["id"]: s for s, session in enumerate(sessions)}
    fans = [0] * len(sessions)
    for p, person in enumerate(instance["attendees"]):
        for star in person["stars"]:
            fans[number[star]] |= 1 << p
    absent = {
        person: sum(1 << t for t in {slot_number[slot] for slot in slots})
        for person, slots in instance.get("away", {}).items()
    }
    hosted: dict[str, int] = {}
    for s, session in enumerate(sessions):
        for host in session["hosts"]:
            hosted[host] = hosted.get(host, 0) | 1 << s
    rivals, away = [], []
    for s, session in enumerate(sessions):
        together = gone = 0
        for host in session["hosts"]:
            together |= hosted[host]
            gone |= absent.get(host, 0)
        rivals.append(together & ~(1 << s))
        away.append(gone)
    usable = [(1 << len(rooms)) - 1] * len(slot_number)
    for slot, room in instance.get("blocked", []):
        usable[slot_number[slot]] &= ~(1 << room_number[room])

    def cells(key: str) -> dict[int, tuple[int, int]]:
        return {
            number[name]: (slot_number[slot], room_number[room]) for name, (slot, room) in instance.get(key, {}).items()
        }

    pins, current = cells("pins"), cells("current")
    problem = Problem(
        names=[session["id"] for session in sessions],
        slot_names=[slot["id"] for slot in instance["slots"]],
        room_names=[room["id"] for room in rooms],
        capacity=[room["capacity"] for room in rooms],
        fans=fans,
        stars=[people.bit_count() for people in fans],
        rooms_for=[
            sum(1 << r for r, room in enumerate(rooms) if set(session["needs"]) <= set(room["features"]))
            for session in sessions
        ],
        rivals=rivals,
        away=away,
        rooms_in=usable,
        free_in=usable[:],
        home=[current.get(s) for s in range(len(sessions))],
        move_cost=max(0, min_gain) if mode == "few" else 0,
    )
    _fix(problem, pins, "pin")
    problem.pinned = set(problem.fixed)
    if mode == "fill":
        _fix(problem, {s: cell for s, cell in current.items() if s not in pins}, "current")
    _open(problem)
    return problem


def _fix(problem: Problem, cells: dict[int, tuple[int, int]], kind: str) -> None:
    """What must stand, stands, unless it breaks a rule; then the better starred one does, and nobody takes its cell."""
    for s in sorted(cells, key=lambda s: (-problem.stars[s], s)):
        slot, room = cells[s]
        fault = _breach(problem, s, slot, room)
        if fault:
            problem.faults[s] = {"code": f"{kind}_breaks_rule", **fault}
        else:
            problem.fixed[s] = slot, room
    for s, (slot, room) in cells.items():
        if s in problem.faults and (slot, room) not in problem.fixed.values():
            problem.rooms_in[slot] &= ~(1 << room)
        problem.free_in[slot] &= ~(1 << room)


def _breach(problem: Problem, s: int, slot: int, room: int) -> dict[str, Any] | None:
    for other, cell in problem.fixed.items():
        if cell == (slot, room):
            return {"rule": "cell_taken", "session": problem.names[other]}
        if cell[0] == slot and problem.rivals[s] >> other & 1:
            return {"rule": "host_busy", "session": problem.names[other]}
    if not problem.rooms_in[slot] >> room & 1:
        return {"rule": "cell_blocked"}
    if problem.away[s] >> slot & 1:
        return {"rule": "host_away"}
    if not problem.rooms_for[s] >> room & 1:
        return {"rule": "room_lacks"}
    return None


def _open(problem: Problem) -> None:
    """For each session the slots in which it could stand if nothing movable did; homes that cannot be kept go."""
    busy = [0] * len(problem.slot_names)
    for s, (slot, _) in problem.fixed.items():
        busy[slot] |= 1 << s
    homes: set[tuple[int, int] | None] = set(problem.fixed.values())
    for s in sorted(range(len(problem.names)), key=lambda s: (-problem.stars[s], s)):
        if s not in problem.fixed and problem.home[s] in homes:
            problem.home[s] = None
        homes.add(problem.home[s])
    for s, suitable in enumerate(problem.rooms_for):
        possible = 0
        for t, free in enumerate(problem.free_in):
            if free & suitable and not problem.away[s] >> t & 1 and not busy[t] & problem.rivals[s]:
                possible |= 1 << t
        problem.slots_for.append(possible)
        home = problem.home[s]
        if home and s not in problem.fixed:
            slot, room = home
            if not possible >> slot & 1 or not problem.free_in[slot] & suitable & (1 << room):
                problem.home[s] = None
        if s in problem.fixed or s in problem.faults:
            continue
        if possible:
            problem.movable.append(s)
        else:
            problem.faults[s] = _nowhere(problem, s)


def _nowhere(problem: Problem, s: int) -> dict[str, Any]:
    """Why no cell at all would do for the session, with the plainest cause first."""
    every = (1 << len(problem.slot_names)) - 1
    if not problem.slot_names or not problem.room_names:
        return {"code": "no_cells"}
    if not problem.rooms_for[s]:
        return {"code": "room_lacks"}
    if problem.away[s] == every:
        return {"code": "host_away", "n": len(problem.slot_names)}
    return {"code": "no_possible_cell"}
