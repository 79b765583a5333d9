"""The grid as plain values: what fits where, what is near, and what people miss. No database, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import nsmallest
from itertools import combinations

Cell = tuple[int, int]  # slot id, room id

HARD_NEEDS = frozenset({"step-free", "hearing loop"})
"""What nobody may override: who needs these cannot do without."""


@dataclass(frozen=True)
class Room:
    id: int
    capacity: int
    features: frozenset[str] = frozenset()
    closed: bool = False
    position: int = 0


@dataclass(frozen=True)
class Slot:
    id: int
    starts_at: datetime
    ends_at: datetime
    placeable: bool = True


@dataclass(frozen=True)
class Card:
    id: int
    hosts: frozenset[int] = frozenset()
    needs: frozenset[str] = frozenset()
    cell: Cell | None = None
    pinned: bool = False


@dataclass(frozen=True)
class Obstacle:
    """Why a card may not lie in a cell. `what` holds the card in the way, or the features that lack."""

    code: str
    what: tuple = ()

    @property
    def may_be_overridden(self) -> bool:
        if self.code == "room_lacks":
            return not HARD_NEEDS & set(self.what)
        return self.code in {"host_busy", "host_away", "over", "started", "ended", "pinned"}


@dataclass(frozen=True)
class Grid:
    """One board at one version. Slots in time order, rooms in theirs."""

    rooms: tuple[Room, ...]
    slots: tuple[Slot, ...]
    cards: Mapping[int, Card]
    away: Set[tuple[int, int]] = field(default_factory=frozenset)  # user id, slot id

    def __post_init__(self) -> None:
        cells = {card.cell: card.id for card in self.cards.values() if card.cell}
        busy: dict[int, list[Card]] = {}
        for card in self.cards.values():
            if card.cell:
                busy.setdefault(card.cell[0], []).append(card)
        object.__setattr__(self, "_cells", cells)
        object.__setattr__(self, "_in_slot", busy)
        object.__setattr__(self, "_slots", {slot.id: slot for slot in self.slots})
        object.__setattr__(self, "_rooms", {room.id: room for room in self.rooms})

    def has(self, cell: Cell) -> bool:
        """Whether there is such a slot and such a room."""
        return cell[0] in self._slots and cell[1] in self._rooms  # type: ignore[attr-defined]

    def slot(self, number: int) -> Slot:
        return self._slots[number]  # type: ignore[attr-defined]

    def room(self, number: int) -> Room:
        return self._rooms[number]  # type: ignore[attr-defined]

    def card_in(self, cell: Cell) -> int | None:
        return self._cells.get(cell)  # type: ignore[attr-defined]

    def obstacle(self, card: Card, cell: Cell, *, now: datetime | None = None) -> Obstacle | None:
        """The first reason against this card in this cell, or None. Its own cell is no reason."""
        slot, room = self.slot(cell[0]), self.room(cell[1])
        there = self.card_in(cell)
        if there is not None and there != card.id:
            return Obstacle("cell_taken", (there,))
        if not slot.placeable:
            return Obstacle("everybody")
        if room.closed:
            return Obstacle("room_closed")
        if now is not None and slot.ends_at <= now:
            return Obstacle("over")
        for other in self._in_slot.get(slot.id, ()):  # type: ignore[attr-defined]
            if other.id != card.id and other.hosts & card.hosts:
                return Obstacle("host_busy", (other.id, min(other.hosts & card.hosts)))
        gone = [host for host in sorted(card.hosts) if (host, slot.id) in self.away]
        if gone:
            return Obstacle("host_away", (gone[0],))
        lacks = card.needs - room.features
        if lacks:
            return Obstacle("room_lacks", tuple(sorted(lacks)))
        return None

    def may_swap(self, one: Card, other: Card, *, now: datetime | None = None) -> bool:
        """Whether two placed cards may trade their cells by all guards."""
        if not one.cell or not other.cell or (now and min(self.slot(c.cell[0]).starts_at for c in (one, other)) <= now):  # type: ignore[index]
            return False
        after = replace(
            self,
            cards={**self.cards, one.id: replace(one, cell=other.cell), other.id: replace(other, cell=one.cell)},
        )
        return not any(after.obstacle(after.cards[each.id], after.cards[each.id].cell) for each in (one, other))  # type: ignore[arg-type]

    def free_cells(self, card: Card, *, now: datetime | None = None) -> list[Cell]:
        """Every cell that passes all guards, in reading order; not the one the card lies in."""
        return [
            (slot.id, room.id)
            for slot in self.slots
            for room in self.rooms
            if (slot.id, room.id) != card.cell and self.obstacle(card, (slot.id, room.id), now=now) is None
        ]


def nearest_cells(
    grid: Grid, card: Card, cell: Cell, *, expected: float = 0, now: datetime | None = None, at_most: int = 5
) -> list[Cell]:
    """Free cells near the one that was wanted, best first.

    By fewest slots away (later before earlier), then the same room, then the smallest room that
    holds the expected people, then the largest of the rest.
    """
    order = {slot.id: number for number, slot in enumerate(grid.slots)}
    wanted_slot, wanted_room = cell

    def distance(free: Cell) -> tuple:
        steps = order[free[0]] - order[wanted_slot]
        room = grid.room(free[1])
        holds = room.capacity >= expected
        return (
            abs(steps),
            steps < 0,
            free[1] != wanted_room,
            not holds,
            room.capacity if holds else -room.capacity,
            room.position,
            room.id,
        )

    return sorted((free for free in grid.free_cells(card, now=now) if free != cell), key=distance)[:at_most]


# The clash meter

Stars = Mapping[int, Set[int]]  # person -> the cards they starred


@dataclass(frozen=True)
class Meter:
    """What people who starred cannot attend."""

    missed: int
    stars: int
    pairs: tuple[tuple[int, int, int], ...] = ()  # card, card, people; most people first

    @property
    def percent(self) -> float:
        return round(100 * self.missed / self.stars, 1) if self.stars else 0.0


def per_slot(stars: Stars, placement: Mapping[int, int]) -> Iterable[list[int]]:
    """For each person and slot with a clash, the cards they starred in it."""
    for starred in stars.values():
        slots: dict[int, list[int]] = {}
        for card in starred:
            if card in placement:
                slots.setdefault(placement[card], []).append(card)
        yield from (cards for cards in slots.values() if len(cards) > 1)


def meter(stars: Stars, placement: Mapping[int, int], *, pairs: int = 3) -> Meter:
    """Per person and slot: starred sessions in it minus one. `placement` is card -> slot."""
    missed, clashes = 0, Counter[tuple[int, int]]()
    for cards in per_slot(stars, placement):
        missed += len(cards) - 1
        clashes.update(combinations(sorted(cards), 2))
    worst = nsmallest(pairs, clashes.items(), key=lambda pair: (-pair[1], pair[0]))
    return Meter(missed, sum(len(starred) for starred in stars.values()), tuple((*pair, n) for pair, n in worst))


def costs(stars: Stars, placement: Mapping[int, int], card: int, slots: Iterable[int]) -> dict[int, int]:
    """How many more stars would be missed with the card in each slot; less than 0 is a gain."""
    fans = [starred for starred in stars.values() if card in starred]
    crowd = Counter(
        slot
        for starred in fans
        for slot in {placement[other] for other in starred if other != card and other in placement}
    )
    here = crowd[placement[card]] if card in placement else 0
    return {slot: crowd[slot] - here for slot in slots}


def expected(stars: Stars, placement: Mapping[int, int], card: int, slot: int | None) -> float:
    """People to expect: each fan counts 1/k for k starred sessions in that slot; without a slot, all fans."""
    total = 0.0
    for starred in stars.values():
        if card in starred:
            rivals = sum(1 for other in starred if other != card and slot is not None and placement.get(other) == slot)
            total += 1 / (1 + rivals)
    return total


def collisions(stars: Stars, placement: Mapping[int, int], card: int, *, at_most: int = 3) -> list[tuple[int, int]]:
    """The cards of the same slot that share most people with this one: (card, people), most people first."""
    together: Counter[int] = Counter()
    for starred in stars.values():
        if card in starred and card in placement:
            together.update(o for o in starred if o != card and placement.get(o) == placement[card])
    return sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[:at_most]


def swap_costs(stars: Stars, placement: Mapping[int, int], card: int, others: Iterable[int]) -> dict[int, int]:
    """How many more stars would be missed if the card and each other placed one traded their slots."""
    slots_of = {
        person: Counter(placement[each] for each in starred if each in placement) for person, starred in stars.items()
    }
    fans: dict[int, set[int]] = {}
    for person, starred in stars.items():
        for each in starred:
            fans.setdefault(each, set()).add(person)

    def alone(mover: int, other: int) -> int:
        """What the mover's own people gain or lose; who wants both trades nothing."""
        here, there = placement[mover], placement[other]
        only = fans.get(mover, set()) - fans.get(other, set())
        return sum((slots_of[person][there] >= 1) - (slots_of[person][here] > 1) for person in only)

    return {
        other: 0 if placement[card] == placement[other] else alone(card, other) + alone(other, card)
        for other in others
        if card in placement and other in placement
    }


def best_swaps(
    grid: Grid, stars: Stars, card: Card, *, now: datetime | None = None, at_most: int = 3
) -> list[tuple[int, int]]:
    """(card, cost) of the trades of two cells that spare most people something and break no rule; each less than 0."""
    if not card.cell or card.pinned:
        return []
    lying = {each.id: each.cell[0] for each in grid.cards.values() if each.cell}
    gains = [(cost, other) for other, cost in swap_costs(stars, lying, card.id, sorted(lying)).items() if cost < 0]
    found: list[tuple[int, int]] = []
    for cost, number in sorted(gains):
        other = grid.cards[number]
        if len(found) < at_most and not other.pinned and grid.may_swap(card, other, now=now):
            found.append((number, cost))
    return found
