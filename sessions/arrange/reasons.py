"""Why a session stands where it stands, and why one stands nowhere: codes with numbers and names, no sentences."""

from typing import Any

from .problem import Problem
from .rooms import crowds

Cells = dict[int, tuple[int, int]]
FEW_CELLS = 6


def explain(problem: Problem, cell: Cells) -> dict[str, list[dict[str, Any]]]:
    """For each placed session, the most telling reason first:

    pinned; kept; only_cells `n`; host_away `n` (slots); fewest_clashes `n`, `next` (people who miss something because
    of it here, and in the next best slot); gave_way_to `session`, `n`, `next` (it would do better in its place);
    need_met `needs_rooms` (rooms that have what it needs); seats `n` for `people`.
    """
    there: dict[int, list[int]] = {}
    for s, (t, _) in sorted(cell.items()):
        there.setdefault(t, []).append(s)
    expected: dict[int, float] = {}
    for members in there.values():
        expected.update(zip(members, crowds([problem.fans[s] for s in members]), strict=True))
    why = {}
    for s, (t, r) in sorted(cell.items()):
        reasons: list[dict[str, Any]] = []
        if s in problem.pinned:
            reasons.append({"code": "pinned"})
        elif problem.home[s] == (t, r):
            reasons.append({"code": "kept"})
        if s not in problem.fixed:
            reasons += _place(problem, there, s, t)
        if problem.rooms_for[s] != (1 << len(problem.capacity)) - 1:
            reasons.append({"code": "need_met", "rooms": problem.rooms_for[s].bit_count()})
        reasons.append({"code": "seats", "n": problem.capacity[r], "people": round(expected[s])})
        why[problem.names[s]] = reasons
    return why


def _place(problem: Problem, there: dict[int, list[int]], s: int, t: int) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = []
    cells = sum(
        (problem.rooms_for[s] & free).bit_count()
        for u, free in enumerate(problem.free_in)
        if problem.slots_for[s] >> u & 1
    )
    if cells <= FEW_CELLS:
        reasons.append({"code": "only_cells", "n": cells})
    if problem.away[s]:
        reasons.append({"code": "host_away", "n": problem.away[s].bit_count()})
    here = _clashes(problem, s, there[t])
    others = []
    for u in range(len(problem.free_in)):
        if u == t or not problem.slots_for[s] >> u & 1:
            continue
        members = there.get(u, [])
        if len(members) < problem.rooms_in[u].bit_count() and not any(problem.rivals[s] >> o & 1 for o in members):
            others.append((_clashes(problem, s, members), -1))
            continue
        for other in members:
            rest = [o for o in members if o != other]
            if other in problem.fixed or any(problem.rivals[s] >> o & 1 for o in rest):
                continue
            others.append((_clashes(problem, s, rest), other))
    if not others:
        return reasons
    following, instead_of = min(others)
    if here <= following or instead_of < 0:
        reasons.append({"code": "fewest_clashes", "n": here, "next": following})
    else:
        reasons.append({"code": "gave_way_to", "session": problem.names[instead_of], "n": here, "next": following})
    return reasons


def _clashes(problem: Problem, s: int, members: list[int]) -> int:
    """People who star the session and another of `members`."""
    people = 0
    for other in members:
        if other != s:
            people |= problem.fans[other]
    return (problem.fans[s] & people).bit_count()


def left_out(problem: Problem, cell: Cells) -> dict[str, dict[str, Any]]:
    """For each session without a cell: what stands against it.

    no_cells; room_lacks (no room has what it needs); host_away `n` (hosts away in all n slots); no_possible_cell;
    pin_breaks_rule and current_breaks_rule `rule` (`session`); gave_way_to `session`, `stars`, `its_stars`.
    """
    unplaced = {}
    for s, name in enumerate(problem.names):
        if s in cell:
            continue
        unplaced[name] = problem.faults.get(s) or _gave_way(problem, cell, s)
    return unplaced


def _gave_way(problem: Problem, cell: Cells, s: int) -> dict[str, Any]:
    """The least starred session that stands in a cell which this one could have had."""
    standing = [
        (problem.stars[other], other)
        for other, (t, r) in cell.items()
        if other not in problem.fixed
        and problem.slots_for[s] >> t & 1
        and (problem.rooms_for[s] >> r & 1 or problem.rivals[s] >> other & 1)
    ]
    if not standing:
        return {"code": "no_possible_cell"}
    stars, other = min(standing)
    return {
        "code": "gave_way_to",
        "session": problem.names[other],
        "stars": problem.stars[s],
        "its_stars": stars,
    }
