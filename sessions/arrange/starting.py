"""A valid start: the hardest session first, each where it costs least, throwing out the least starred when stuck."""

from collections.abc import Callable

from .problem import Problem


class _Grid:
    """Sessions in cells, rooms shifting within a slot as long as every need is met."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cell: dict[int, tuple[int, int]] = dict(problem.fixed)
        self.there: list[dict[int, int]] = [{} for _ in problem.slot_names]  # per slot: room -> session
        self.members = [0] * len(problem.slot_names)
        for s, (t, r) in problem.fixed.items():
            self.there[t][r] = s
            self.members[t] |= 1 << s

    def way_in(self, s: int, t: int, without: int = -1) -> tuple[list[tuple[int, int]], list[int]]:
        """The shifts (session, room) that make room for `s` in slot `t`, and the sessions met on the way."""
        problem, there = self.problem, self.there[t]
        came: dict[int, tuple[int, int | None]] = {}
        queue: list[tuple[int, int | None]] = [(s, None)]
        met: list[int] = []
        seen = 0
        while queue:
            mover, link = queue.pop(0)
            rooms = problem.rooms_for[mover] & problem.free_in[t] & ~seen
            while rooms:
                room = rooms & -rooms
                rooms ^= room
                seen |= room
                r = room.bit_length() - 1
                came[r] = (mover, link)
                other = there.get(r)
                if other is None or other == without:
                    shifts = []
                    at: int | None = r
                    while at is not None:
                        who, at_next = came[at]
                        shifts.append((who, at))
                        at = at_next
                    return shifts, met
                met.append(other)
                queue.append((other, r))
        return [], met

    def put(self, s: int, t: int, shifts: list[tuple[int, int]]) -> None:
        for mover, room in shifts:
            self.there[t][room] = mover
            self.cell[mover] = t, room
        self.members[t] |= 1 << s

    def take_out(self, s: int) -> None:
        t, room = self.cell.pop(s)
        del self.there[t][room]
        self.members[t] &= ~(1 << s)


def start(problem: Problem, over: Callable[[], bool], standing: bool) -> dict[int, tuple[int, int]]:
    """A cell for as many sessions as fit, the most starred first if not all do; fixed ones included.

    With `standing`, sessions begin where they stand now. Stops searching when `over()`, but what it gives is valid.
    """
    grid = _Grid(problem)
    if standing:
        for s in sorted(problem.movable, key=lambda s: (-problem.stars[s], s)):
            home = problem.home[s]
            if home and home[1] not in grid.there[home[0]] and not grid.members[home[0]] & problem.rivals[s]:
                grid.put(s, home[0], [(s, home[1])])
    room_for_all = sum(free.bit_count() for free in problem.free_in) >= len(problem.movable)
    freedom = {
        s: sum(
            (problem.rooms_for[s] & free).bit_count()
            for t, free in enumerate(problem.free_in)
            if problem.slots_for[s] >> t & 1
        )
        for s in problem.movable
    }
    waiting = [s for s in problem.movable if s not in grid.cell]
    if room_for_all:
        tight = max(freedom.values(), default=0) / 2
        waiting.sort(key=lambda s: (min(freedom[s], tight), -problem.stars[s], s))
    else:
        waiting.sort(key=lambda s: (-problem.stars[s], freedom[s], s))
    thrown = dict.fromkeys(problem.movable, 0)
    best, best_worth, patience = dict(grid.cell), _worth(problem, grid.cell), 0
    while waiting and patience < 10 * len(problem.movable) + 100 and not over():
        patience += 1
        s = waiting.pop(0)
        victims = _place(grid, s, thrown)
        for victim in victims:
            thrown[victim] += 1
        waiting.extend(victims)
        if s not in grid.cell:
            thrown[s] += 1
            waiting.append(s)
        worth = _worth(problem, grid.cell)
        if worth > best_worth:
            best, best_worth, patience = dict(grid.cell), worth, 0
    if not waiting:
        return grid.cell
    return _fair(problem, best)


def _worth(problem: Problem, cell: dict[int, tuple[int, int]]) -> int:
    return sum(1 + problem.stars[s] for s in cell)


def _place(grid: _Grid, s: int, thrown: dict[int, int]) -> list[int]:
    """Puts `s` where fewest people miss something; if nowhere is free, where throwing out weighs least."""
    problem = grid.problem
    free, forced = [], []
    for t in range(len(grid.there)):
        if not problem.slots_for[s] >> t & 1:
            continue
        rivals = list(_each(grid.members[t] & problem.rivals[s]))
        if any(other in problem.fixed for other in rivals):
            continue
        shifts, met = grid.way_in(s, t)
        if shifts and not rivals:
            there = 0
            for other in grid.there[t].values():
                there |= problem.fans[other]
            free.append(((problem.fans[s] & there).bit_count(), len(grid.there[t]), t))
            continue
        victims = rivals
        if not shifts and not any(grid.way_in(s, t, without=rival)[0] for rival in rivals):
            movable = [other for other in met if other not in problem.fixed]
            if not movable:
                continue
            victims.append(min(movable, key=lambda other: (3 * thrown[other], problem.stars[other], other)))
        weight = sum(1 + problem.stars[v] * 0.05 + 3 * thrown[v] for v in victims)
        forced.append((weight, t, victims))
    if free:
        t = min(free)[2]
        grid.put(s, t, grid.way_in(s, t)[0])
        return []
    if not forced:
        return []
    _, t, victims = min(forced)
    for victim in victims:
        grid.take_out(victim)
    shifts, _ = grid.way_in(s, t)
    if shifts:
        grid.put(s, t, shifts)
    return victims


def _fair(problem: Problem, cell: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Nobody is left out for a less starred session whose place would have done."""
    grid = _Grid(problem)
    for s, (t, r) in cell.items():
        if s not in problem.fixed:
            grid.put(s, t, [(s, r)])
    out = sorted((s for s in problem.movable if s not in cell), key=lambda s: (-problem.stars[s], s))
    while out:
        s = out.pop(0)
        if _squeeze(grid, s):
            continue
        for loser in sorted(grid.cell, key=lambda other: (problem.stars[other], other)):
            if problem.stars[loser] >= problem.stars[s]:
                break
            if loser not in problem.fixed and _exchange(grid, s, loser):
                out = sorted([*out, loser], key=lambda s: (-problem.stars[s], s))
                break
    return grid.cell


def _squeeze(grid: _Grid, s: int) -> bool:
    problem = grid.problem
    for t in range(len(grid.there)):
        if problem.slots_for[s] >> t & 1 and not grid.members[t] & problem.rivals[s]:
            shifts, _ = grid.way_in(s, t)
            if shifts:
                grid.put(s, t, shifts)
                return True
    return False


def _exchange(grid: _Grid, s: int, loser: int) -> bool:
    problem, (t, room) = grid.problem, grid.cell[loser]
    if not problem.slots_for[s] >> t & 1 or grid.members[t] & problem.rivals[s] & ~(1 << loser):
        return False
    grid.take_out(loser)
    shifts, _ = grid.way_in(s, t)
    grid.put(*((s, t, shifts) if shifts else (loser, t, [(loser, room)])))
    return bool(shifts)


def _each(bits: int):
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
