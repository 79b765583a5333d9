"""Reading without a network: what was opened at a camp, with its age; nothing of it after signing out. board.md 11."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.hands import until
from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories.people import person
from tests.factories.sessions import attendee, board, camp, card

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) if (!name.endsWith("-files"))
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname
      + new URL(request.url).search);
  return found.sort();
}"""


class Day:
    def __init__(self):
        self.board = board(camp(), rooms=3, slots=3)
        self.camp = self.board.camp
        self.maya = attendee(self.camp, "Maya R.")
        slot, room = self.board.slots.first(), self.board.rooms.first()
        self.bus = card(self.board, "Bus lanes on Harlan Avenue", host=self.maya, cell=(slot, room))
        self.night = card(self.board, "Buses after midnight", host=attendee(self.camp, "Tomás V."))
        self.address = f"/events/{self.camp.slug}/board/"
        self.page = f"{self.address}sessions/{self.bus.code}/"


@pytest.fixture
def day(site):
    return Day()


def kept(page, *addresses: str) -> None:
    """Waits until these, and no others, are kept."""
    settled(page, KEPT, sorted(addresses))


def settled(page, asked: str, wanted) -> None:
    """Asks until the answer is the wanted one: wait_for_function takes a promise for a yes."""
    until(page, lambda: page.evaluate(asked) == wanted, f"{wanted}")


def opened(page, *addresses: str) -> None:
    """Opens one after the other, each once the one before is kept: a first visit left at once is not."""
    for number, address in enumerate(addresses, 1):
        page.goto(address)
        kept(page, *addresses[:number])


def test_what_was_opened_is_read_without_a_network_with_its_age(site, visitor, day):
    page = visitor(user=day.maya, service_workers="allow")
    addresses = [day.address, f"{day.address}?show=mine", day.page]
    opened(page, *addresses)
    page.context.set_offline(True)
    there = ("Buses after midnight", "Bus lanes on Harlan Avenue", "Maya R.")
    for address, words, about in zip(addresses, there, ("board", "board", "page"), strict=True):
        page.goto(address)
        page.get_by_text(words).first.wait_for()
        said = re.compile(rf"No network\. This is the {about} as of \d\d:\d\d E[SD]T\.")
        expect(page.locator("#kept")).to_contain_text(said)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    shoot(page, "offline-session")
    check_axe(page, widths=(360,))
    check_fits(page)
    page.watch.expect(f"503 for document {site.url}{day.address}desk/")
    page.goto(f"{day.address}desk/")
    page.get_by_role("heading", name="No network, and this page was not kept").wait_for()
    page.get_by_role("link", name="Bus lanes on Harlan Avenue").wait_for()
    page.get_by_role("link", name=f"The board, {day.camp.name}: For me").wait_for()
    shoot(page, "offline-not-kept")
    check_axe(page, widths=(360,))
    page.context.set_offline(False)
    page.goto(day.address)
    expect(page.locator("#kept")).to_be_hidden()  # at the latest when the board is heard, where the site took a second


def test_signing_out_leaves_nothing_and_the_next_person_reads_nothing_of_the_first(site, visitor, day):
    page = visitor(user=day.maya, service_workers="allow")
    opened(page, day.address, f"{day.address}?show=mine")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(site.url + "/")
    assert page.evaluate("caches.keys()") == []
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_FAILED|ERR_INTERNET_DISCONNECTED"):
        page.goto(day.address)


def test_another_person_on_the_same_device_meets_nothing_of_the_first(site, visitor, day):
    from tests.browser.signing_in import sign_in

    page = visitor(user=day.maya, service_workers="allow")
    opened(page, f"{day.address}?show=mine", day.page)
    page.context.clear_cookies()
    sign_in(page.context, site, person("Olga"))
    page.goto("/me/")
    settled(page, "caches.keys()", [])
    page.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_FAILED|ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{day.address}?show=mine")


def test_what_is_sent_without_a_network_is_said_at_once_and_stays(site, visitor, day):
    page = visitor(user=day.maya, service_workers="allow")
    page.goto(day.address)
    kept(page, day.address)
    page.goto(f"{day.address}propose/")
    page.get_by_label("What would you like to talk about?").fill("Trees on every school yard")
    page.context.set_offline(True)
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_text("No network. Nothing was sent.").wait_for()
    shoot(page, "offline-unsent")
    # The browser believes in its network, but the site does not answer: the worker says it.
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    page.get_by_role("button", name="Close this note").click()
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_text("No network. Nothing was sent.").wait_for()
    assert page.get_by_label("What would you like to talk about?").input_value() == "Trees on every school yard"
    page.context.set_offline(False)
    page.get_by_role("button", name="Put it on the board").click()
    page.get_by_text("Your session is on the board.").wait_for()


def test_what_was_hidden_meanwhile_is_kept_no_longer(site, visitor, day):
    page = visitor(service_workers="allow")
    opened(page, day.address, day.page)
    day.bus.state = "hidden"
    day.bus.slot = day.bus.room = None
    day.bus.save()
    answer = page.goto(day.page)
    # A site that takes more than a second is a slow network: then what was kept is shown once more.
    assert answer.status == (200 if page.locator("[data-kept-slow]").count() else 404)
    kept(page, day.address)
    assert page.goto(day.page).status == 404


def test_a_slow_network_gets_a_second(site, browser, day):
    from tests.browser.signing_in import sign_in

    # Without routes: a request that hangs would hang in them.
    context = browser.new_context(base_url=site.url)
    sign_in(context, site, day.maya)
    page = context.new_page()
    opened(page, day.page)
    tree = site.server.processes()
    for pid in tree:  # The site takes the request and says nothing.
        os.kill(pid, signal.SIGSTOP)
    try:
        page.goto(day.page)
        page.get_by_text("The network is slow. This is the page as of").wait_for()
    finally:
        for pid in tree:
            os.kill(pid, signal.SIGCONT)
    page.get_by_text("There is a newer one.").wait_for()
    context.close()


FILLED = """async () => {
  const cache = await caches.open("kept-0-elsewhere");
  for (const [name, hour] of [["new", 12], ["old", 10], ["middle", 11]]) {
    const headers = { "X-Kept-At": `2027-05-08T${hour}:00Z`, "X-Kept-Size": String(2 * 1024 * 1024) };
    await cache.put(`/${name}`, new Response("", { headers }));
  }
  await trim(cache);
  return (await cache.keys()).map(request => new URL(request.url).pathname).sort();
}"""


def test_five_megabytes_of_a_camp_are_kept_and_the_oldest_go_first(site, visitor, day):
    page = visitor(service_workers="allow")
    opened(page, day.address)
    [worker] = page.context.service_workers
    assert worker.evaluate(FILLED) == ["/middle", "/new"]
