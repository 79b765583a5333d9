"""What may be told: each source with its words, where it applies, and how it goes before anybody chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.utils.functional import Promise

if TYPE_CHECKING:
    from citycamp.people.models import User

    from .models import Item

Words = str | Promise


@dataclass(frozen=True)
class Said:
    """One thing told: under which heading (the camp's name), the sentence, and the path of this site it leads to."""

    heading: str
    sentence: str
    path: str


@dataclass(frozen=True)
class Source:
    """One kind of news.

    `words` makes sentences of a person's items at the moment they are read, from what that person may see then;
    what may not be told any more is left out. `places` gives the scopes in which the person gets such news.
    """

    name: str
    label: Words
    words: Callable[[User, Sequence[Item]], Iterable[Said]]
    places: Callable[[User], Iterable[models.Model]]
    default: str
    scope: str
    hint: Words


@dataclass(frozen=True)
class Own:
    """A row of the page whose choice an app keeps itself, such as a subscription's."""

    key: str
    label: Words
    place: str
    path: str
    choices: Sequence[tuple[str, Words]]
    chosen: str


class Keeper(Protocol):
    """Who keeps such choices: `rows` of a person, and `choose`, which refuses a key that is not theirs."""

    def rows(self, user: User) -> Iterable[Own]: ...

    def choose(self, user: User, key: str, choice: str) -> None: ...


SOURCES: dict[str, Source] = {}
KEEPERS: dict[str, Keeper] = {}
ALWAYS: dict[str, tuple[Words, Words]] = {}


def nowhere(user: User) -> list[models.Model]:
    return []


def source(
    name: str,
    label: Words,
    *,
    words: Callable[[User, Sequence[Item]], Iterable[Said]],
    default: str = "each",
    scope: str = "",
    places: Callable[[User], Iterable[models.Model]] = nowhere,
    hint: Words = "",
) -> None:
    """Register a kind of news; called in an app's ready(). `scope` is a model's label, or "" for the network."""
    SOURCES[name] = Source(name, label, words, places, default, scope, hint)


def others(name: str, keeper: Keeper) -> None:
    """Register rows whose choice the app keeps itself; they stand on the same page."""
    KEEPERS[name] = keeper


def always(name: str, label: Words, why: Words) -> None:
    """Register mail that is sent in any case; the page lists it with the reason."""
    ALWAYS[name] = (label, why)
