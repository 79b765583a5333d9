"""Better slots for the sessions, by swaps under a falling temperature.

What a slot misses is its stars minus its distinct people, so a swap is judged by overlaps of bit sets alone: with X(s)
the people of the other sessions in the slot of s, swapping i and j changes `missed` by

    |fans i & X(j)| + |X(i) & fans j| - |fans i & X(i)| - |fans j & X(j)|.

Each j keeps one long int (X(j), its fans, and the last term as a row of ones), each i its counterpart, so one `&` and
one `bit_count` judge a swap, and `map` judges one session against all others without a Python loop. Noise added to that
row makes its least entry a draw by temperature (heat bath), so hardly any judgement is wasted on a refusal. An empty
place is a session that nobody wants, and a move is a swap with it.
"""

import math
import random
from collections.abc import Callable
from operator import add

from .problem import Problem
from .rooms import IMPOSSIBLE, Seating

NOISE = 4096
HOT, COLD = 0.06, 0.01  # temperatures, as shares of what an average session misses


class Search:
    """Slots of sessions and their cost; `best` is the best seen, as the slot of each placed session."""

    def __init__(self, problem: Problem, cell: dict[int, tuple[int, int]], seed: int) -> None:
        self.problem = problem
        self.rng = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.noise = [math.log(-math.log(1 - self.rng.random() or 1e-16)) for _ in range(NOISE)]
        self.seating = Seating(problem)
        self.sessions = [s for s in problem.movable if s in cell]
        fixed = sorted(problem.fixed)
        empty = [
            t
            for t, free in enumerate(problem.free_in)
            for _ in range(free.bit_count() - sum(cell[s][0] == t for s in self.sessions))
        ]
        # Pieces: movable sessions, then empty places, then fixed sessions. Only the first two can be swapped.
        self.pieces: list[int | None] = [*self.sessions, *([None] * len(empty)), *fixed]
        self.columns = len(self.sessions) + len(empty)
        self.start = [cell[s][0] for s in self.sessions] + empty + [problem.fixed[s][0] for s in fixed]
        self.fans = [0 if s is None else problem.fans[s] for s in self.pieces]
        self.shift = max((people.bit_length() for people in self.fans), default=0)
        self.most = max((people.bit_count() for people in self.fans), default=0)
        ones = (1 << self.most) - 1 << 2 * self.shift
        self.high = [people << self.shift for people in self.fans]
        self.base = [people | ones for people in self.fans]
        # [n]: ones that say "n fewer", that is most - n ones
        self.fewer = [(1 << self.most - n) - 1 << 2 * self.shift for n in range(self.most + 1)]
        position = {s: p for p, s in enumerate(self.pieces) if s is not None}
        self.rivals = [
            0 if s is None else sum(1 << position[o] for o in position if problem.rivals[s] >> o & 1)
            for s in self.pieces
        ]
        every = (1 << len(problem.slot_names)) - 1
        self.allowed = [every if s is None else problem.slots_for[s] for s in self.pieces]
        self.known: dict[tuple[int, int], float] = {}
        self._homes()
        self.reset(self.start)
        self.best, self.best_cost = self.slot[:], self.cost
        # Rows judged between two looks at the clock: about 10 ms.
        self.rows = max(8, min(512, int(1e8 / (self.columns + 1) / (150 + (2 * self.shift + self.most) / 15) / 10)))

    def _homes(self) -> None:
        """In `few`: what each piece costs in each slot, for being moved."""
        problem = self.problem
        self.fees: list[list[int]] = []
        if not problem.move_cost:
            return
        for s in self.pieces:
            home = problem.home[s] if s is not None and s not in problem.fixed else None
            self.fees.append(
                [problem.move_cost if home and home[0] != t else 0 for t in range(len(problem.slot_names))]
            )
        self.fees_of_slot = [[fees[t] for fees in self.fees[: self.columns]] for t in range(len(problem.slot_names))]

    def reset(self, slot: list[int]) -> None:
        self.slot = slot[:]
        self.members: list[list[int]] = [[] for _ in self.problem.slot_names]
        for p, t in enumerate(slot):
            self.members[t].append(p)
        self.present = [sum(1 << p for p in members) for members in self.members]
        self.others, self.own = [0] * len(slot), [0] * len(slot)
        self.asked, self.asking = [0] * self.columns, [0] * self.columns
        for t in range(len(self.members)):
            self.refresh(t)
        self.room_cost = [self.rooms(t, members, self.present[t]) for t, members in enumerate(self.members)]
        self.cost = self._missed() + sum(self.room_cost)
        if self.fees:
            self.cost += sum(fees[t] for fees, t in zip(self.fees, slot, strict=True))

    def _missed(self) -> int:
        missed = 0
        for members in self.members:
            people = 0
            for p in members:
                people |= self.fans[p]
                missed += self.fans[p].bit_count()
            missed -= people.bit_count()
        return missed

    def refresh(self, t: int) -> None:
        """What the pieces of slot `t` ask of others, after it has changed."""
        fans, columns, shift = self.fans, self.columns, self.shift
        once = twice = 0
        for p in self.members[t]:
            people = fans[p]
            twice |= once & people
            once |= people
        for p in self.members[t]:
            people = fans[p]
            others = (once ^ people) | twice
            self.others[p] = others
            self.own[p] = own = (people & others).bit_count()
            if p < columns:
                self.asked[p] = others | self.high[p] | self.fewer[own]
                self.asking[p] = others << shift | self.base[p]

    def rooms(self, t: int, members: list[int], present: int) -> float:
        cost = self.known.get((t, present))
        if cost is None:
            if len(self.known) > 20_000:
                self.known.clear()
            pieces = self.pieces
            cost = self.seating.cost(t, [s for s in (pieces[p] for p in members) if s is not None])
            self.known[t, present] = cost
        return cost

    def average(self) -> float:
        """People that an average session shares with others of its slot."""
        return sum(self.own) / max(1, len(self.sessions))

    def sweep(self, temperature: float, rows: int) -> None:
        """Judges `rows` sessions, each against all others, and swaps by temperature."""
        chance, noise_length = self.rng.random, NOISE - self.columns - 1
        noise = [n * temperature for n in self.noise]
        while noise_length < NOISE / 2:
            noise += noise
            noise_length = len(noise) - self.columns - 1
        asked, asking, own, slot = self.asked, self.asking, self.own, self.slot
        count, columns, most, bit_count = len(self.sessions), self.columns, self.most, int.bit_count
        fees = self.fees
        for _ in range(rows):
            i = int(chance() * count)
            offset = int(chance() * noise_length)
            row = list(map(add, map(bit_count, map(asking[i].__and__, asked)), noise[offset : offset + columns]))
            stay = own[i] + most + noise[offset + columns]
            if fees:
                here = slot[i]
                row = list(map(add, row, map(fees[i].__getitem__, slot)))
                row = list(map(add, row, self.fees_of_slot[here]))
                row = [price - fee[t] for price, fee, t in zip(row, fees, slot, strict=False)]
                stay += fees[i][here]
            least = min(row)
            if least < stay:
                j = row.index(least)
                if slot[i] != slot[j]:
                    self.swap(i, j, temperature)

    def swap(self, i: int, j: int, temperature: float) -> bool:
        """Swaps the slots of two pieces, unless a rule forbids it or chance is against what it costs in rooms."""
        a, b = self.slot[i], self.slot[j]
        if not self.allowed[i] >> b & 1 or not self.allowed[j] >> a & 1:
            return False
        in_a, in_b = self.present[a] ^ 1 << i, self.present[b] ^ 1 << j
        if self.rivals[i] & in_b or self.rivals[j] & in_a:
            return False
        in_a, in_b = in_a | 1 << j, in_b | 1 << i
        members_a = [j if p == i else p for p in self.members[a]]
        members_b = [i if p == j else p for p in self.members[b]]
        cost_a = self.rooms(a, members_a, in_a)
        if cost_a == IMPOSSIBLE:
            return False
        cost_b = self.rooms(b, members_b, in_b)
        if cost_b == IMPOSSIBLE:
            return False
        more = cost_a + cost_b - self.room_cost[a] - self.room_cost[b]
        if more > 0 and self.rng.random() >= math.exp(-more / temperature):
            return False
        more += (self.fans[i] & self.others[j]).bit_count() + (self.fans[j] & self.others[i]).bit_count()
        more -= self.own[i] + self.own[j]
        if self.fees:
            more += self.fees[i][b] + self.fees[j][a] - self.fees[i][a] - self.fees[j][b]
        self.slot[i], self.slot[j] = b, a
        self.members[a], self.members[b] = members_a, members_b
        self.present[a], self.present[b] = in_a, in_b
        self.room_cost[a], self.room_cost[b] = cost_a, cost_b
        self.refresh(a)
        self.refresh(b)
        self.cost += more
        if self.cost < self.best_cost - 1e-6:
            self.best, self.best_cost = self.slot[:], self.cost
        return True

    def cells(self) -> dict[int, tuple[int, int]]:
        """The best slots seen, with the best rooms, for every placed session."""
        there: list[list[int]] = [[] for _ in self.problem.slot_names]
        for s, t in zip(self.pieces, self.best, strict=True):
            if s is not None:
                there[t].append(s)
        return {s: (t, room) for t, members in enumerate(there) for s, room in self.seating.assign(t, members).items()}


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
    average = search.average() or 1.0
    judged = 0

    def share() -> float:
        return used() if steps is None else judged / max(1, steps)

    begun = share()
    if steps is None:
        search.sweep(average * HOT, search.rows)
        budget = search.rows * (1 - begun) / max(1e-6, used() - begun)
    else:
        budget = steps
    runs = _runs(budget / search.columns)
    for run in range(runs):
        first, last = begun + (1 - begun) * run / runs, begun + (1 - begun) * (run + 1) / runs
        if run:
            search.reset(search.start)
        if budget > 100 * search.columns and not search.fees:
            # A greedy start is a valley of its own: leave it.
            judged += (shaken := 2 * search.columns)
            search.sweep(average, shaken)
        while (now := share()) < last and not over():
            temperature = average * HOT * (COLD / HOT) ** max(0.0, (now - first) / (last - first))
            rows = search.rows if steps is None else min(search.rows, steps - judged)
            search.sweep(temperature, rows)
            judged += rows
            tell(now, search.best_cost)


def _runs(rows_per_column: float) -> int:
    """How many runs the budget is split into: several find more than one long one, if each is long enough."""
    return max(1, min(8, int(rows_per_column / 800)))
