"""The demo world as somebody meets it who has never seen the project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser.running import running_site
from tests.browser.watching import check_axe, check_fits, shoot
from tests.databases import ROOT

PICTURE = ROOT / "docs" / "images" / "front.png"
NOT_PAGES = (".ics", ".json", ".atom", ".gz", ".geojson", "/feed/", "/raw/", "/wall/", "/door/", "/export/")
MOST_PAGES = 40


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


def test_everybody_can_use_every_kind_of_page_a_visitor_finds(desktop):
    """One page of each route, found by following links as a visitor does."""
    waiting, seen, checked, faults = ["/"], set(), [], []
    while waiting and len(checked) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = desktop.goto(path)
        checked.append(path)
        shoot(desktop, f"tour-{len(checked):02}-{Path(path).name or 'front'}", full=True)
        for check in (check_axe, check_fits):
            try:
                check(desktop)
            except AssertionError as fault:
                faults.append(str(fault))
        if answer.status != 200:
            faults.append(f"{answer.status} for {path}")
        for link in desktop.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(desktop.url).netloc and not any(mark in parts.path for mark in NOT_PAGES):
                waiting.append(parts.path)
    assert faults == [], "\n".join(faults)
    assert len(checked) >= 15, checked


def kind_of(path: str) -> str:
    """The route an address belongs to; Wagtail's pages count by their address."""
    try:
        found = resolve(path)
    except Resolver404:
        return path
    return path if found.url_name == "wagtail_serve" else found.view_name
