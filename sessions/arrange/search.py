"""Slots for the sessions, and swaps between them, judged quickly.

What a slot misses is its stars minus its distinct people, so a swap is judged by overlaps of bit sets alone: with X(s)
the people of the other sessions in the slot of s, swapping i and j changes `missed` by

    |fans i & X(j)| + |X(i) & fans j| - |fans i & X(i)| - |fans j & X(j)|.

Each j keeps one long int (X(j), its fans, and the last term as a row of ones), each i its counterpart, so one `&` and
one `bit_count` judge a swap, and `map` judges one session against a block of others without a Python loop. Noise added
to that row makes its least entry a draw by temperature (heat bath), so hardly any judgement is wasted on a refusal. An
empty place is a session that nobody wants, and a move is a swap with it.

Rooms are looked at last. As long as all who come to a slot have seats, each piece keeps a room that is good for it; two
that swap take each other's, and only if these will not do are the rooms of both slots handed out anew.
"""

import math
import random
from operator import add

from .problem import Problem
from .rooms import IMPOSSIBLE, Seating

NOISE = 4096


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
        self.stars = [people.bit_count() for people in self.fans]
        self.shift = max((people.bit_length() for people in self.fans), default=0)
        self.most = max(self.stars, default=0)
        ones = (1 << self.most) - 1 << 2 * self.shift
        self.base = [people | ones for people in self.fans]
        # [p][n]: the fans of p, and ones that say how many people p shares if n of its fans want nothing else there
        self.high = [
            [people << self.shift | (1 << self.most - stars + n) - 1 << 2 * self.shift for n in range(stars + 1)]
            for people, stars in zip(self.fans[: self.columns], self.stars, strict=False)
        ]
        position = {s: p for p, s in enumerate(self.pieces) if s is not None}
        self.rivals = [
            0 if s is None else sum(1 << position[o] for o in position if problem.rivals[s] >> o & 1)
            for s in self.pieces
        ]
        every = (1 << len(problem.slot_names)) - 1
        self.allowed = [every if s is None else problem.slots_for[s] for s in self.pieces]
        self.suits = [[self.seating.suits(t, s) for s in self.pieces] for t in range(len(problem.slot_names))]
        self.known: dict[tuple[int, int], tuple[float, dict[int, int]]] = {}
        self._homes()
        self.width = self.columns
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
        self.asked, self.room = [0] * self.columns, [0] * len(slot)
        self.there, self.alone = [0] * len(self.members), [0] * len(self.members)
        self.room_cost = [0.0] * len(self.members)
        for t, members in enumerate(self.members):
            self.refresh(t, *self.wanted(members)[:2])
            self.room_cost[t], rooms = self.rooms(t, members, self.present[t])
            self.take_rooms(members, rooms)
        self.cost = sum(self.room_cost) + sum(self.stars) - sum(people.bit_count() for people in self.there)
        if self.fees:
            self.cost += sum(fees[t] for fees, t in zip(self.fees, slot, strict=True))

    def wanted(self, members: list[int]) -> tuple[int, int, int]:
        """The people who want at least one, two, three of these."""
        once = twice = thrice = 0
        for people in map(self.fans.__getitem__, members):
            again = once & people
            once |= people
            thrice |= twice & again
            twice |= again
        return once, twice, thrice

    def refresh(self, t: int, once: int, twice: int) -> None:
        """What the pieces of slot `t` ask of others, after it has changed."""
        fans, columns, asked, high = self.fans, self.columns, self.asked, self.high
        self.there[t], self.alone[t] = once, once ^ twice
        alone = once ^ twice
        for p in self.members[t]:
            if p < columns:
                own = fans[p] & alone
                asked[p] = once ^ own | high[p][own.bit_count()]

    def seated(self, members: list[int], twice: int, thrice: int) -> bool:
        """Whether all who come have seats in the rooms as they are. A little too strict: who wants four counts 1/3."""
        room, stars, fans, capacity = self.room, self.stars, self.fans, self.problem.capacity
        for p in members:
            seats = capacity[room[p].bit_length() - 1]
            if stars[p] > seats:
                people = fans[p]
                if stars[p] - (people & twice).bit_count() / 2 - (people & thrice).bit_count() / 6 > seats:
                    return False
        return True

    def rooms(self, t: int, members: list[int], present: int) -> tuple[float, dict[int, int]]:
        """What the best rooms cost, and a room for each piece that would seat all who star it, if there is one."""
        found = self.known.get((t, present))
        if found is None:
            if len(self.known) > 20_000:
                self.known.clear()
            pieces = self.pieces
            cost, seats = self.seating.seat(t, [s for s in (pieces[p] for p in members) if s is not None])
            rooms: dict[int, int] = {}
            if seats is not None:
                left = self.problem.rooms_in[t] & ~sum(seats.values())
                for p in members:
                    s = pieces[p]
                    rooms[p] = room = left & -left if s is None else seats[s]
                    left &= ~room
            self.known[t, present] = found = cost, rooms
        return found

    def take_rooms(self, members: list[int], rooms: dict[int, int]) -> None:
        for p in members:
            self.room[p] = rooms.get(p, 0)

    def average(self) -> float:
        """People that an average session shares with others of its slot."""
        shared = sum(self.stars[p] - (self.fans[p] & self.alone[t]).bit_count() for p, t in enumerate(self.slot))
        return shared / max(1, len(self.sessions))

    def sweep(self, temperature: float, rows: int) -> int:
        """Judges `rows` sessions, each against a block of the others, and swaps by temperature.

        While it is hot nearly any block has a swap to offer, and small ones are judged sooner; as it gets colder they
        grow, at last to all. Gives how many were swapped.
        """
        chance = self.rng.random
        width, blocks = self.width, -(-self.columns // self.width)
        noise_length = NOISE - width - 1
        noise = [n * temperature for n in self.noise]
        while noise_length < NOISE / 2:
            noise += noise
            noise_length = len(noise) - width - 1
        asked, slot, there, alone, fans, base = self.asked, self.slot, self.there, self.alone, self.fans, self.base
        count, most, shift, bit_count = len(self.sessions), self.most, self.shift, int.bit_count
        fees, swapped = self.fees, 0
        for _ in range(rows):
            i = int(chance() * count)
            here = slot[i]
            own = fans[i] & alone[here]
            asking = (there[here] ^ own) << shift | base[i]
            first = int(chance() * blocks) * width
            offset = int(chance() * noise_length)
            others = asked[first : first + width]
            row = list(map(add, map(bit_count, map(asking.__and__, others)), noise[offset : offset + width]))
            stay = self.stars[i] - own.bit_count() + most + noise[offset + width]
            if fees:
                around = slot[first : first + width]
                row = list(map(add, row, map(fees[i].__getitem__, around)))
                row = list(map(add, row, self.fees_of_slot[here][first:]))
                row = [price - fee[t] for price, fee, t in zip(row, fees[first:], around, strict=False)]
                stay += fees[i][here]
            least = min(row)
            while least < stay:
                j = first + row.index(least)
                if self.may_swap(i, j):
                    swapped += self.swap(i, j, temperature)
                    break
                row[j - first] = IMPOSSIBLE
                least = min(row)
        if swapped > 0.25 * rows:
            self.width = max(min(8, self.columns), 3 * width // 4)
        elif swapped < 0.12 * rows:
            self.width = min(self.columns, 4 * width // 3 + 1)
        return swapped

    def may_swap(self, i: int, j: int) -> bool:
        """Whether hosts and absences allow two pieces to swap their slots."""
        a, b = self.slot[i], self.slot[j]
        if a == b or not self.allowed[i] >> b & 1 or not self.allowed[j] >> a & 1:
            return False
        return not (self.rivals[i] & (self.present[b] ^ 1 << j) or self.rivals[j] & (self.present[a] ^ 1 << i))

    def swap(self, i: int, j: int, temperature: float) -> bool:
        """Swaps the slots of two pieces, unless no rooms do, or chance is against what they cost."""
        a, b = self.slot[i], self.slot[j]
        in_a, in_b = self.present[a] ^ (1 << i | 1 << j), self.present[b] ^ (1 << i | 1 << j)
        members_a = [j if p == i else p for p in self.members[a]]
        members_b = [i if p == j else p for p in self.members[b]]
        once_a, twice_a, thrice_a = self.wanted(members_a)
        once_b, twice_b, thrice_b = self.wanted(members_b)
        room = self.room
        more = 0.0
        trade = self.suits[a][j] & room[i] and self.suits[b][i] & room[j]
        if trade:
            room[i], room[j] = room[j], room[i]
            if not (self.seated(members_a, twice_a, thrice_a) and self.seated(members_b, twice_b, thrice_b)):
                trade = 0
                room[i], room[j] = room[j], room[i]
        if not trade:
            cost_a, rooms_a = self.rooms(a, members_a, in_a)
            if cost_a == IMPOSSIBLE:
                return False
            cost_b, rooms_b = self.rooms(b, members_b, in_b)
            if cost_b == IMPOSSIBLE:
                return False
            more = cost_a + cost_b - self.room_cost[a] - self.room_cost[b]
            if more > 0 and self.rng.random() >= math.exp(-more / temperature):
                return False
            self.room_cost[a], self.room_cost[b] = cost_a, cost_b
            self.take_rooms(members_a, rooms_a)
            self.take_rooms(members_b, rooms_b)
        more += self.there[a].bit_count() + self.there[b].bit_count() - once_a.bit_count() - once_b.bit_count()
        self.slot[i], self.slot[j] = b, a
        self.members[a], self.members[b] = members_a, members_b
        self.present[a], self.present[b] = in_a, in_b
        self.refresh(a, once_a, twice_a)
        self.refresh(b, once_b, twice_b)
        if self.fees:
            more += self.fees[i][b] + self.fees[j][a] - self.fees[i][a] - self.fees[j][b]
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
