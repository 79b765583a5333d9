"""The demo world as somebody meets it who has never seen the project."""

import os
import shutil
import subprocess
import sys

import pytest

from events.models import Camp
from sessions.models import Change
from tests.browser.running import running_site
from tests.browser.touring import tour
from tests.browser.watching import shoot
from tests.databases import ROOT

PICTURE = ROOT / "docs" / "images" / "front.png"


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker):
    """A running site that holds the demo world."""
    with django_db_blocker.unblock(), running_site(DEMO="1") as running:
        subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve"],
            cwd=ROOT,
            env=running.server.environment,
            check=True,
            capture_output=True,
        )
        yield running


def test_the_front_page_makes_the_picture_of_the_readme(desktop, tmp_path):
    desktop.goto("/")
    assert desktop.get_by_role("heading", level=1).inner_text() == "The people in the room make the agenda."
    assert desktop.get_by_role("link", name="Register").count() >= 1
    shoot(desktop, "01-front-day")
    taken = tmp_path / "front.png"
    desktop.screenshot(path=taken)
    assert PICTURE.exists()
    if os.environ.get("PICTURES"):
        shutil.copyfile(taken, PICTURE)


def test_the_journal_of_its_board_tells_things_in_the_order_they_happened(site):
    days = Change.objects.filter(board__camp__city__name="Raleigh", kind="held").values("board")
    times = list(Change.objects.filter(board__in=days).order_by("version").values_list("at", flat=True))
    assert len(times) > 40
    assert times[1:] == sorted(times[1:])  # The first made the board, when the world was made.


# Pages that no link leads to, or only a form.
UNLINKED = ["/search/?q=creek", "/events/?q=raleigh", "/cities/", "/communities/", "/kit/", "/demo/"]
WALLS = ["/events/{camp}/board/wall/"]
# What looks otherwise to somebody who may change it, and whence the desks are reached.
ORGANIZER = [
    "/me/",
    "/events/start/",
    "/events/{camp}/",
    "/events/{camp}/people/",
    "/events/{camp}/board/",
    "/events/{camp}/board/desk/",
    "/events/{camp}/settings/",
    "/wiki/raleigh/",
    "/wiki/raleigh/pullen-creek-park/",
    "/lists/{camp}-news/",
]
ATTENDEE = [
    "/me/",
    "/events/{camp}/",
    "/events/{camp}/board/",
    "/events/{camp}/board/?show=now",
    "/events/{camp}/board/?show=mine",
    "/events/{camp}/board/propose/",
    "/wiki/raleigh/",
    "/lists/{camp}-news/",
]
OFFICIAL = ["/me/", "/lists/", "/lists/notices-gov/", "/communities/notices/", "/search/?q=notice", "/wiki/"]
STEWARD = [
    "/me/",
    "/wiki/",
    "/wiki/raleigh/",
    "/wiki/raleigh/pullen-creek-park/",
    "/wiki/raleigh/pullen-creek-park/history/",
    "/wiki/raleigh/-/recent/",
    "/lists/{camp}-news/",
]


@pytest.fixture(scope="module")
def addresses(site):
    """Writes the address of today's camp into these: it bears the year."""
    slug = Camp.objects.filter(city__name="Raleigh").by_date().last().slug
    return lambda *paths: [path.format(camp=slug) for path in paths]


@pytest.fixture(scope="module")
def seen():
    """Routes that somebody's tour has shown, so that the next one goes further; visitors come first."""
    return set()


def test_a_visitor_meets_no_page_that_keeps_somebody_out(desktop, seen, addresses):
    starts = addresses("/", "/accounts/login/", *UNLINKED, *WALLS)
    visited, faults = tour(desktop, starts, seen=seen, most=70, name="visitor")
    assert faults == [], "\n".join(faults)
    assert len(visited) >= 35, visited


def test_an_organizer_meets_none_either(desktop, seen, addresses):
    come_in_as(desktop, "organizer")
    visited, faults = tour(desktop, addresses(*ORGANIZER), seen=seen, most=60, name="organizer")
    assert faults == [], "\n".join(faults)
    assert len(visited) >= 30, visited


def test_nor_does_a_records_officer(desktop, seen):
    come_in_as(desktop, "records officer")
    starts = ["/lists/notices-gov/", "/lists/notices/", "/communities/notices/"]
    visited, faults = tour(desktop, starts, seen=seen, most=25, name="officer")
    assert faults == [], "\n".join(faults)
    assert set(starts) <= set(visited)


@pytest.mark.parametrize(
    ("who", "starts", "least"),
    [
        ("attendee", ATTENDEE, 8),
        pytest.param("official", OFFICIAL, 6, marks=pytest.mark.proof),
        pytest.param("steward", STEWARD, 7, marks=pytest.mark.proof),
    ],
)
def test_nor_do_the_others_of_the_demo_world(desktop, seen, addresses, who, starts, least):
    come_in_as(desktop, who)
    starts = addresses(*starts)
    visited, faults = tour(desktop, starts, seen=seen, most=20, name=who)
    assert faults == [], "\n".join(faults)
    assert set(starts) <= set(visited)
    assert len(visited) >= least, visited


def come_in_as(page, door: str) -> None:
    page.goto("/demo/")
    page.get_by_role("button", name=f"Come in as {door}, ").click()
    page.wait_for_url("**/me/")
