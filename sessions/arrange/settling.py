"""The end of a `few` run: whoever was moved for too little goes home."""

from .problem import Problem
from .rooms import crowds

Cells = dict[int, tuple[int, int]]


def settle(problem: Problem, cell: Cells) -> Cells:
    """Sends moved sessions home, in the smallest groups that can go, while that costs less than their moves."""
    changed = True
    while changed:
        changed = False
        for s in sorted(cell):
            if not _moved(problem, cell, s):
                continue
            back, group = _sent_home(problem, cell, s)
            if group and _price(problem, back, cell) < problem.move_cost * group:
                cell, changed = back, True
    return cell


def _moved(problem: Problem, cell: Cells, s: int) -> bool:
    home = problem.home[s]
    return home is not None and s not in problem.fixed and cell[s] != home


def _sent_home(problem: Problem, cell: Cells, s: int) -> tuple[Cells, int]:
    """The cells with `s` at home, and whoever stands there sent home in turn; and how many that were (0: it fails)."""
    back, taken, group = dict(cell), {c: other for other, c in cell.items()}, 0
    freed, mover = cell[s], s
    while True:
        home = problem.home[mover]
        if home is None or mover in problem.fixed:
            home = freed  # it has no home to go to, and takes what the first one leaves
        else:
            group += 1
        back[mover] = home
        other = taken.get(home)
        if home == freed or other is None:
            break
        mover = other
    return (back, group) if _valid(problem, back) else (cell, 0)


def _valid(problem: Problem, cell: Cells) -> bool:
    if len(set(cell.values())) < len(cell):
        return False
    members: dict[int, int] = {}
    for s, (t, _) in cell.items():
        members[t] = members.get(t, 0) | 1 << s
    for s, (t, r) in cell.items():
        if s in problem.fixed:
            possible = problem.fixed[s] == (t, r)
        else:
            rooms = problem.rooms_for[s] & problem.free_in[t]
            possible = bool(problem.slots_for[s] >> t & rooms >> r & 1) and not members[t] & problem.rivals[s]
        if not possible:
            return False
    return True


def _price(problem: Problem, after: Cells, before: Cells) -> float:
    """How much more `after` costs than `before`, moves aside."""
    return _cost(problem, after) - _cost(problem, before)


def _cost(problem: Problem, cell: Cells) -> float:
    there: dict[int, list[int]] = {}
    for s, (t, _) in cell.items():
        there.setdefault(t, []).append(s)
    cost = 0.0
    for members in there.values():
        people = 0
        for s in members:
            people |= problem.fans[s]
            cost += problem.stars[s]
        cost -= people.bit_count()
        for s, crowd in zip(members, crowds([problem.fans[s] for s in members]), strict=True):
            cost += max(0.0, crowd - problem.capacity[cell[s][1]])
    return cost
