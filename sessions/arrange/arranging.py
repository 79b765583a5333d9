"""The one call: judge the instance, start, improve, explain."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .annealing import anneal
from .instance import check
from .problem import Mode, pose
from .reasons import explain, left_out
from .scoring import score
from .search import Search
from .settling import settle
from .starting import start


@dataclass(frozen=True)
class Arranged:
    """`placement`: session id -> [slot id, room id]. `unplaced`: session id -> reason. `why`: session id -> reasons.

    A reason is a dict with a `code` and its numbers and names, to be made a sentence by whoever shows it.
    """

    placement: dict[str, list[str]]
    unplaced: dict[str, dict[str, Any]]
    score: dict[str, Any]
    why: dict[str, list[dict[str, Any]]]


class _Budget:
    """Time, counted from now, of which a little is kept for the answer."""

    def __init__(self, seconds: float, progress: Callable | None, stop: Callable | None) -> None:
        self.begun = self.told = time.monotonic()
        self.seconds = max(1e-6, seconds - min(0.2, 0.1 * seconds))
        self.progress, self.stop, self.stopped = progress, stop, False

    def used(self) -> float:
        return (time.monotonic() - self.begun) / self.seconds

    def over(self, share: float = 1.0) -> bool:
        """Whether to end: told to stop, or this share of the time is used."""
        self.stopped = self.stopped or bool(self.stop and self.stop())
        return self.stopped or self.used() >= share

    def tell(self, share: float, cost: float) -> None:
        if self.progress and time.monotonic() - self.told > 0.2:
            self.told = time.monotonic()
            self.progress(share, round(cost, 1))


def arrange(
    instance: dict,
    *,
    mode: Mode = "fresh",
    seconds: float = 10,
    steps: int | None = None,
    seed: int = 0,
    min_gain: int = 5,
    progress: Callable[[float, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Arranged:
    """Places sessions so that people miss as little as possible, and says why each stands where it stands.

    `fill` moves nothing that stands, `few` minimises cost + min_gain x moved, `fresh` moves all but pins. Ends after
    `seconds`, after `steps` (sessions judged against all others), or when `stop()` is true, whichever comes first, with
    the best valid answer so far. With `steps` that end in time, the same seed gives the same answer.
    `progress(share, cost)` is called a few times a second, with the share of the budget used and the best cost.
    Raises NotAnInstance.
    """
    if mode not in ("fill", "few", "fresh"):
        raise ValueError(f"mode must be fill, few or fresh, not {mode!r}")
    budget = _Budget(seconds, progress, stop)
    check(instance)
    problem = pose(instance, mode, min_gain)
    cell = start(problem, lambda: budget.over(max(0.3, 0.25 / budget.seconds)), standing=mode == "few")
    search = Search(problem, cell, seed)
    anneal(search, over=budget.over, used=budget.used, tell=budget.tell, steps=steps)
    cell = search.cells()
    if mode == "few":
        cell = settle(problem, cell)
    placement = {
        name: [problem.slot_names[cell[s][0]], problem.room_names[cell[s][1]]]
        for s, name in enumerate(problem.names)
        if s in cell
    }
    result = score(instance, placement)
    if progress:
        progress(1.0, result["cost"])
    return Arranged(placement, left_out(problem, cell), result, explain(problem, cell))
