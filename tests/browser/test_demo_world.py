"""The demo world as somebody meets it who has never seen the project."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.browser.running import running_site
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
