"""What every test may ask for."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.cache import caches
from hypothesis import settings

from tests import databases
from tests.absent import not_here
from tests.servers import running_server

__all__ = ["running_server"]

# The same examples each time; HYPOTHESIS_PROFILE=proof looks further, and elsewhere.
settings.register_profile("plain", derandomize=True, max_examples=40, deadline=None)
settings.register_profile("proof", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "plain"))

# Browser tests have a lock of their own; `make browser` installs it.
collect_ignore = [] if find_spec("playwright") else ["browser"]

# With `--dist loadfile` the longest files go first, or one process ends alone with the last of them.
LONGEST = (
    "browser/test_demo_world.py",
    "browser/test_board.py",
    "browser/test_wiki.py",
    "browser/test_people.py",
    "mailinglists/test_importing.py",
    "access/test_walk.py",
    "sessions/test_claims.py",
    "sessions/test_running.py",
    "front/test_serve.py",
    "wiki/test_pages.py",
    "sessions/test_exports.py",
    "events/test_race.py",
    "events/test_starting.py",
    "mailinglists/test_pages.py",
    "people/test_roles.py",
    "mailinglists/test_doors.py",
    "sessions/test_arranging.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


REAL_INPUT = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """One copied database for all tests that roll back."""
    with django_db_blocker.unblock(), databases.copy():
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """What one test kept by a number is nothing to the next: rows rolled back give their numbers again."""
    for each in caches.all():
        each.clear()


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database that other threads and processes see committed; gives its DATABASE_URL."""
    with django_db_blocker.unblock(), databases.copy() as url:
        yield url


@pytest.fixture
def real_input() -> Path:
    """The folder of real input beside the checkout."""
    if not REAL_INPUT.is_dir():
        not_here("../shared/data is not here", "real camps, mail and schedules are not part of this repository")
    return REAL_INPUT
