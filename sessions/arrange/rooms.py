"""The best room for each session of a slot: an assignment problem, solved exactly, and quickly where it is easy."""

from collections.abc import Sequence
from math import ceil

from .problem import Problem

IMPOSSIBLE = float("inf")
_BARRED = 1e9


def crowds(fans: Sequence[int], exact: bool = True) -> list[float]:
    """People expected in each of the sessions of one slot: a person who wants k of them counts 1/k in each.

    If not `exact`, a little more than that, and quicker: whoever wants more than three counts 1/3.
    """
    wanting: list[int] = []  # [j]: people who want more than j of them
    if exact:
        for people in fans:
            for j, more in enumerate(wanting):
                wanting[j], people = more | people, more & people
                if not people:
                    break
            else:
                if people:
                    wanting.append(people)
    else:
        once = twice = thrice = 0
        for people in fans:
            again = once & people
            once |= people
            thrice |= twice & again
            twice |= again
        wanting = [once, twice, thrice]
    shares = [(more, 1 / (j * (j + 1))) for j, more in enumerate(wanting) if j]
    expected = []
    for people in fans:
        crowd = float(people.bit_count())
        for more, share in shares:
            crowd -= (people & more).bit_count() * share
        expected.append(crowd)
    return expected


class Seating:
    """What the rooms of a slot cost for the sessions in it: people without a seat, and in `few` changes of room."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.capacity = problem.capacity
        # [v]: the rooms that hold v people, for as many as star any session
        self.holding = []
        smallest, every = 0, (1 << len(problem.capacity)) - 1
        for v in range(max(problem.stars, default=0) + 1):
            while smallest < len(problem.capacity) and problem.capacity[smallest] < v:
                smallest += 1
            self.holding.append(every >> smallest << smallest)
        # [t][s]: nothing if any room of the slot will do, else how few do, and which; to be sorted
        self.picky = [
            [self._picky(t, s, rooms) for s in range(len(problem.names))] for t, rooms in enumerate(problem.rooms_in)
        ]

    def _picky(self, t: int, s: int, open_rooms: int) -> tuple[int, int, int, int] | None:
        problem = self.problem
        home = problem.home[s]
        if s in problem.fixed:
            suitable = 1 << problem.fixed[s][1]
        elif problem.move_cost and home and home[0] == t:
            suitable = 1 << home[1]
        else:
            suitable = problem.rooms_for[s] & problem.free_in[t]
        return None if suitable == open_rooms else (suitable.bit_count(), -problem.stars[s], suitable, s)

    def suits(self, t: int, s: int | None) -> int:
        """The rooms of a slot that have what a session needs, in `few` without a price; all, for nobody (None)."""
        picky = None if s is None else self.picky[t][s]
        return self.problem.rooms_in[t] if picky is None else picky[2]

    def cost(self, t: int, members: Sequence[int]) -> float:
        """People without a seat (and what changes of room cost) in the best rooms; IMPOSSIBLE if needs clash."""
        return self.seat(t, members)[0]

    def seat(self, t: int, members: Sequence[int]) -> tuple[float, dict[int, int] | None]:
        """The cost, and for each session a room (as a bit) in which all who come have a seat, if such were found."""
        table, fans = self.picky[t], self.problem.fans
        picky = sorted(filter(None, [table[s] for s in members]))
        easy = [s for s in members if table[s] is None]
        # All who starred are more than will come: if even they have seats, nothing needs to be counted.
        rooms = self._all_seated(t, picky, easy, self.problem.stars)
        if rooms is not None:
            return 0.0, rooms
        people = [fans[s] for s in members]
        for exact in (False, True):
            expected = crowds(people, exact)
            of = dict(zip(members, expected, strict=True))
            rooms = self._all_seated(t, picky, easy, of)
            if rooms is not None:
                return 0.0, rooms
        standing = self._overflow(t, picky, easy, of)
        if standing <= self._least(t, expected) + 1e-9:
            return standing, None
        return self._exact(t, members, expected)[0], None

    def assign(self, t: int, members: Sequence[int]) -> dict[int, int]:
        """The best rooms. Among equals: where it stood before, else the larger room for the larger crowd."""
        expected = crowds([self.problem.fans[s] for s in members])
        return self._exact(t, members, expected, choosy=True)[1]

    def _all_seated(
        self, t: int, picky: list, easy: list[int], expected: Sequence[float] | dict[int, float]
    ) -> dict[int, int] | None:
        """Rooms in which everyone has a seat, by a quick hand: the pickiest take the smallest room that will do."""
        free, holding, capacity = self.problem.rooms_in[t], self.holding, self.capacity
        taken = {}
        for _, _, suitable, s in picky:
            rooms = suitable & free & holding[ceil(expected[s])]
            if not rooms:
                return None
            taken[s] = room = rooms & -rooms
            free ^= room
        for s in sorted(easy, key=expected.__getitem__, reverse=True):
            top = free.bit_length() - 1
            if top < 0 or expected[s] > capacity[top]:
                return None
            taken[s] = room = 1 << top
            free ^= room
        return taken

    def _overflow(self, t: int, picky: list, easy: list[int], expected: dict[int, float]) -> float:
        """People without a seat if the pickiest choose first: a valid answer, not always the best."""
        free, holding, capacity = self.problem.rooms_in[t], self.holding, self.capacity
        standing = 0.0
        for _, _, suitable, s in picky:
            rooms = suitable & free
            if not rooms:
                return IMPOSSIBLE
            seated = rooms & holding[ceil(expected[s])]
            if seated:
                free ^= seated & -seated
            else:
                largest = rooms.bit_length() - 1
                standing += expected[s] - capacity[largest]
                free ^= 1 << largest
        for crowd in sorted([expected[s] for s in easy], reverse=True):
            if not free:
                return IMPOSSIBLE
            largest = free.bit_length() - 1
            standing += max(0.0, crowd - capacity[largest])
            free ^= 1 << largest
        return standing

    def _least(self, t: int, expected: Sequence[float]) -> float:
        """People without a seat if nobody needed anything: no answer is better."""
        free, standing = self.problem.rooms_in[t], 0.0
        for crowd in sorted(expected, reverse=True):
            if not free:
                return IMPOSSIBLE
            largest = free.bit_length() - 1
            standing += max(0.0, crowd - self.capacity[largest])
            free ^= 1 << largest
        return standing

    def _exact(self, t: int, members: Sequence[int], expected: Sequence[float], choosy: bool = False):
        problem = self.problem
        rooms = [r for r in range(len(self.capacity)) if problem.rooms_in[t] >> r & 1]
        if len(members) > len(rooms):
            return IMPOSSIBLE, {}
        most = 1 + max(expected, default=0) * max(self.capacity, default=0) * (len(members) + 1)
        rows = []
        for s, crowd in zip(members, expected, strict=True):
            if s in problem.fixed:
                suitable, home = 1 << problem.fixed[s][1], None
            else:
                suitable, home = problem.rooms_for[s] & problem.free_in[t], problem.home[s]
            at_home = home[1] if home and home[0] == t else None
            row = []
            for r in rooms:
                if not suitable >> r & 1:
                    row.append(_BARRED)
                    continue
                price = max(0.0, crowd - self.capacity[r])
                if at_home is not None and r != at_home:
                    price += problem.move_cost
                    price += 1e-4 if choosy else 0
                if choosy:
                    price -= 1e-5 * crowd * self.capacity[r] / most
                row.append(price)
            rows.append(row)
        chosen = cheapest(rows)
        prices = [row[c] for row, c in zip(rows, chosen, strict=True)]
        if _BARRED in prices:
            return IMPOSSIBLE, {}
        return sum(prices), {s: rooms[c] for s, c in zip(members, chosen, strict=True)}


def cheapest(rows: list[list[float]]) -> list[int]:
    """The column for each row with the least sum, no column twice (Hungarian method, at least as many columns)."""
    if not rows:
        return []
    width = len(rows[0])
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (width + 1)
    owner, way = [0] * (width + 1), [0] * (width + 1)  # row of each column, numbered from 1; column 0 is the new row
    for i in range(1, len(rows) + 1):
        owner[0], here = i, 0
        least, seen = [IMPOSSIBLE] * (width + 1), [False] * (width + 1)
        while owner[here]:
            seen[here] = True
            row, price = rows[owner[here] - 1], row_price[owner[here]]
            step, following = IMPOSSIBLE, 0
            for c in range(1, width + 1):
                if seen[c]:
                    continue
                slack = row[c - 1] - price - column_price[c]
                if slack < least[c]:
                    least[c], way[c] = slack, here
                if least[c] < step:
                    step, following = least[c], c
            for c in range(width + 1):
                if seen[c]:
                    row_price[owner[c]] += step
                    column_price[c] -= step
                else:
                    least[c] -= step
            here = following
        while here:
            owner[here], here = owner[way[here]], way[here]
    chosen = [0] * len(rows)
    for c in range(1, width + 1):
        if owner[c]:
            chosen[owner[c] - 1] = c - 1
    return chosen
