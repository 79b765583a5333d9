"""Better slots by swaps under a falling temperature, in several runs of which the best counts."""

from collections.abc import Callable

from .search import Search

# Temperatures as shares of what an average session shares with others.
SHAKING, HOTTEST = 1.0, 0.06
LIVELY = 0.5  # hot enough: so many of the sessions judged against all others are swapped
COLDEST = 0.4  # the end of a run, as a share of its beginning
GENTLE = 0.06, 0.01  # the beginning and the end of a run that is too short to be shaken, or must not be
RUN = 500  # sessions judged in a run, for each place: two such runs find more than one of twice the length
MOST_RUNS = 12
QUENCH = 0.3  # at last the best is cooled on, to this share of the end of a run


class Schedule:
    """How hot it is to be: `share` is what is used of the budget, in time or in steps."""

    def __init__(
        self, search: Search, used: Callable[[], float], tell: Callable[[float, float], None], steps: int | None
    ) -> None:
        self.search, self.used, self.tell, self.steps, self.judged = search, used, tell, steps, 0
        self.average = search.average() or 1.0
        self.begun = self.share()

    def share(self) -> float:
        return self.used() if self.steps is None else self.judged / max(1, self.steps)

    def sweep(self, temperature: float, rows: int) -> int:
        """Gives how many were swapped; and tells how far it is."""
        if self.steps is not None:
            rows = max(0, min(rows, self.steps - self.judged))
        self.judged += rows
        swapped = self.search.sweep(temperature * self.average, rows)
        self.tell(self.share(), self.search.best_cost)
        return swapped

    def affordable(self) -> int:
        """Sessions that can be judged until the end, for each place."""
        if self.steps is not None:
            return self.steps // self.search.columns
        before = self.share()
        self.sweep(GENTLE[0], self.search.rows)
        return int(self.search.rows * (1 - before) / max(1e-6, self.share() - before) / self.search.columns)

    def shake(self) -> None:
        """A greedy start is a valley of its own: leave it."""
        self.sweep(SHAKING, 2 * self.search.columns)

    def lively(self, over: Callable[[], bool]) -> float:
        """The temperature at which a run is to begin: as instances differ, it is felt for."""
        hot, rows = HOTTEST, 2 * self.search.columns
        while hot > GENTLE[1] and not over():
            self.search.width = self.search.columns
            if self.sweep(hot, rows) < LIVELY * rows:
                break
            hot *= 0.85
        return hot


def anneal(
    search: Search,
    *,
    over: Callable[[], bool],
    used: Callable[[], float],
    tell: Callable[[float, float], None],
    steps: int | None,
) -> None:
    """Improves `search.best` until `over()`. `used` is the share of the time that is used; `steps` count instead."""
    if not search.sessions or len(search.members) < 2 or steps == 0:
        return
    schedule = Schedule(search, used, tell, steps)
    affordable = schedule.affordable()
    runs = max(1, min(MOST_RUNS, affordable // RUN))
    hot, cold = GENTLE
    shaken = affordable > 100 and not search.fees
    if shaken:
        schedule.shake()
        hot = schedule.lively(over)
        cold = COLDEST * hot
    begun = schedule.share()
    for run in range(runs):
        first, last = begun + (1 - begun) * run / runs, begun + (1 - begun) * (run + 1) / runs
        if run:
            search.reset(search.start)
            if shaken:
                schedule.shake()
        last -= 0.02 * (last - first)  # for the quench
        while (now := schedule.share()) < last and not over():
            schedule.sweep(hot * (cold / hot) ** max(0.0, (now - first) / (last - first)), search.rows)
        if shaken and not over():
            search.reset(search.best)
            schedule.sweep(QUENCH * cold, 2 * search.columns)
