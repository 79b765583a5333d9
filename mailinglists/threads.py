"""Who answers whom, from nothing but ids and dates. Pure, iterative, independent of the order of arrival.

A message belongs with everything its References and In-Reply-To name; its parent is the nearest of those
that is known. No joining by subject. A loop is cut at its earliest message, which then has no parent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Node:
    """One message: its id hash, its date, and what it answers, farthest first."""

    key: str
    date: datetime
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in its thread: parent (or None), depth from 0, position from 0, loop cut here."""

    parent: str | None
    depth: int
    position: int
    cut: bool = False


class Union:
    """Sets that grow together: union-find with path halving."""

    def __init__(self) -> None:
        self.boss: dict[str, str] = {}

    def find(self, key: str) -> str:
        boss = self.boss
        boss.setdefault(key, key)
        while boss[key] != key:
            boss[key] = boss[boss[key]]
            key = boss[key]
        return key

    def join(self, one: str, other: str) -> None:
        self.boss[self.find(one)] = self.find(other)


def parents(nodes: dict[str, Node]) -> tuple[dict[str, str | None], set[str]]:
    """The parent of each message, and the messages at which a loop was cut."""
    parent = {
        key: next((ref for ref in reversed(node.chain) if ref in nodes and ref != key), None)
        for key, node in nodes.items()
    }
    cut: set[str] = set()
    done: set[str] = set()
    for start in sorted(nodes):
        path: list[str] = []
        on_path: set[str] = set()
        at: str | None = start
        while at is not None and at not in done and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = parent[at]
        if at is not None and at in on_path:
            loop = path[path.index(at) :]
            first = min(loop, key=lambda key: (nodes[key].date, key))
            parent[first] = None
            cut.add(first)
        done.update(path)
    return parent, cut


def arrange(nodes: Iterable[Node]) -> dict[str, Place]:
    """A place for each message of one thread: replies under what they answer, each level by date."""
    known = {node.key: node for node in nodes}
    parent, cut = parents(known)
    children: dict[str | None, list[str]] = {}
    for key in sorted(known, key=lambda key: (known[key].date, key)):
        children.setdefault(parent[key], []).append(key)
    places: dict[str, Place] = {}
    todo = [(key, 0) for key in reversed(children.get(None, []))]
    while todo:
        key, depth = todo.pop()
        places[key] = Place(parent[key], depth, len(places), key in cut)
        todo.extend((child, depth + 1) for child in reversed(children.get(key, [])))
    return places
