"""Which kinds of things can be found, so that the index can be made anew."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """What `actions.put` takes, but for the kind."""

    id: int
    scope: str
    title: str
    text: str
    language: str = ""


KINDS: dict[str, Callable[[], Iterable[Entry]]] = {}


def register(kind: str, entries: Callable[[], Iterable[Entry]]) -> None:
    """Called in an app's ready(): `entries` gives every thing of this kind that can be found at all."""
    KINDS[kind] = entries
