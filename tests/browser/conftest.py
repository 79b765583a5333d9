"""Browser tests: a real Chromium against a running site. `make browser` runs them, `make test` leaves them out.

How to write one, in tests/browser/test_<subject>.py (the mark `browser` is set for you):

    from tests.browser.watching import check_axe, check_fits, shoot
    from tests.factories.people import UserFactory

    def test_a_visitor_reads_the_front_page(site, desktop):
        desktop.goto("/")                                  # addresses are relative to the site
        desktop.get_by_role("link", name="Find a camp").click()
        check_axe(desktop)                                 # light and dark, 360 and 1440 px
        check_fits(desktop)                                # 320 px, and text at 200 %
        shoot(desktop, "front")                            # saved where SHOTS=folder is set

    def test_two_people_at_once(site, visitor):
        maya = visitor(user=UserFactory(), phone=True)     # a page of a browser of one's own, signed in
        omar = visitor(user=UserFactory())
        guest = visitor(width=360, scheme="dark", java_script_enabled=False)
        guest.watch.expect("409")                          # a fault that this test provokes on purpose

A test waits for what it wants to see, `expect(locator).to_…`, and never reads at once what an act has yet to bring: the
click is over when the next page begins to come, a key or a tap before that. Machines that run tests are busy.

`site` is one running site for each test file: url; code_for(address) and letters_to(address) wait for its mail.
Factories and the ORM write to the same database, so what you make is on the page at once (nothing is rolled back: make
your own camp). Each page fails its test at the end if it asked another host, logged an error to the console, met a
missing file or a 5xx, or had anything refused by the content security policy.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.absent import not_here

HERE = Path(__file__).parent
PATIENCE = 30_000  # milliseconds
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def missing(what: str) -> None:
    not_here(what, "browser tests need it (Debian: apt install chromium; Python: requirements-browser.txt)")


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Debian's Chromium, driven by playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        missing("Chromium is not installed")
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        missing("playwright is not installed")
    expect.set_options(timeout=PATIENCE)
    # Playwright's loop runs in this thread, so Django's guard would take each query here for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker) -> Iterator:
    """A running site; the test's own ORM writes to its database."""
    from tests.browser.running import running_site

    with django_db_blocker.unblock(), running_site() as site:
        yield site


@pytest.fixture
def visitor(site, browser) -> Iterator[Callable]:
    """Makes pages, each of a visitor of its own; all are checked at the end of the test."""
    from tests.browser.signing_in import sign_in
    from tests.browser.watching import DESKTOP, PHONE, Watch

    contexts = []

    def come(*, user=None, phone=False, width=None, scheme="light", **options):
        size = dict(PHONE if phone else DESKTOP)
        if width:
            size["width"] = width
        context = browser.new_context(
            base_url=site.url,
            viewport=size,
            color_scheme=scheme,
            has_touch=phone,
            locale="en-US",
            # What a worker asks for, no route sees; tests of the worker itself allow it.
            **{"service_workers": "block", **options},
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, site.url)
        contexts.append((context, watch))
        if user is not None:
            sign_in(context, site, user)
        page = context.new_page()
        page.watch = watch
        return page

    yield come
    for context, _watch in contexts:
        context.close()
    for _context, watch in contexts:
        watch.check()


@pytest.fixture
def desktop(visitor):
    """A signed-out visitor at a desk: 1440 px."""
    return visitor()


@pytest.fixture
def phone(visitor):
    """A signed-out visitor with a phone: 360 px, touch."""
    return visitor(phone=True)
