"""Camp day: phones, a keyboard, a page without scripts and the wall look at one board, and agree within a second."""

import time

import pytest

from sessions.models import Change, Session
from tests.browser.watching import check_axe, shoot
from tests.factories.sessions import attendee, board, camp, card

SEEN = """code => { window.seen ??= {}; new MutationObserver(() => {
  if (!window.seen[code] && document.querySelector(`[data-code="${code}"]`)) window.seen[code] = Date.now();
}).observe(document.documentElement, {childList: true, subtree: true}); }"""


class Day:
    def __init__(self):
        self.board = board(camp(), rooms=3, slots=3)
        self.camp = self.board.camp
        self.maya, self.tomas = attendee(self.camp, "Maya R."), attendee(self.camp, "Tomás V.")
        self.bus = card(self.board, "Bus lanes on Harlan Avenue", host=self.maya)
        self.night = card(self.board, "Buses after midnight", host=self.tomas)
        for title in ("Who reads the budget?", "A map of benches", "Libraries lend tools"):
            card(self.board, title, host=attendee(self.camp), cell=None)
        self.slot, self.room = self.board.slots.first(), self.board.rooms.first()
        self.cell = f"#c-{self.slot.pk}-{self.room.pk}"
        self.address = f"/events/{self.camp.slug}/board/"


@pytest.fixture
def day(site):
    return Day()


def pick_up(page, day, session):
    page.goto(day.address)
    move = page.locator(f'[data-move="{session.code}"]')
    move.scroll_into_view_if_needed()
    move.tap() if page.viewport_size["width"] < 600 else move.click()
    page.locator("#holding").wait_for()


def test_two_phones_want_one_cell_and_the_wall_shows_both_within_a_second(site, visitor, day):
    wall = visitor(width=1920)
    wall.goto(f"{day.address}wall/")
    phones = {day.bus: visitor(user=day.maya, phone=True), day.night: visitor(user=day.tomas, phone=True)}
    for session, phone in phones.items():
        wall.evaluate(SEEN, session.code)
        pick_up(phone, day, session)
    shoot(phones[day.bus], "holding-360")
    assert told_where(phones[day.bus], f"{day.cell} .put .spot") == "Room A, 60 seats"
    at = time.time() * 1000 + 600
    tap = "([cell, at]) => setTimeout(() => document.querySelector(`${cell} .put`).click(), at - Date.now())"
    for phone in phones.values():
        phone.evaluate(tap, [day.cell, at])
    for phone in phones.values():
        phone.locator("#told h2").wait_for()
    winner = Session.objects.get(board=day.board, slot=day.slot, room=day.room)
    loser = day.night if winner == day.bus else day.bus
    assert f"“{winner.title}” is at 10:00 EDT, Room A." in phones[winner].locator("#told").inner_text()
    told = phones[loser].locator("#told").inner_text()
    assert f"by {winner.hosts.get().name} for “{winner.title}”." in told
    assert "Room A at 10:00 was taken" in told
    shoot(phones[loser], "taken-360")
    check_axe(phones[loser], widths=(360,))
    offer = phones[loser].locator("#told .nearest button").first
    where = offer.inner_text().splitlines()[0]
    offer.tap()
    phones[loser].get_by_text(f"“{loser.title}” is at 10:00 EDT").first.wait_for()
    loser.refresh_from_db()
    assert (loser.slot, loser.room.name) == (day.slot, where.split(", ")[1])
    for session in phones:
        wall.locator(f'#screen [data-code="{session.code}"]').wait_for()
    placed = {change.session.code: change.at.timestamp() * 1000 for change in Change.objects.filter(board=day.board)}
    late = {code: wall.evaluate("code => window.seen[code]", code) - at for code, at in placed.items()}
    print(f"the wall after {sorted(round(each) for each in late.values())} ms")
    assert len(late) == 2
    assert max(late.values()) < 1000
    shoot(wall, "wall")
    for session, phone in phones.items():
        other = next(each for each in phones if each != session)
        phone.locator(f'.cell .card[data-code="{other.code}"]').wait_for()
    assert told_where(phones[winner], f"{day.cell} > .spot") == "10:00 EDT, Room A, 60 seats."


def told_where(page, selector: str) -> str:
    """Words that can be seen: on a phone no grid says which room a card or a free place is in."""
    spot = page.locator(selector)
    assert spot.bounding_box()["width"] > 60
    return spot.inner_text()


def tab_to(page, selector: str, most: int = 150):
    """By the Tab key alone, as far as needed."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_by_keyboard_alone(site, visitor, day):
    page = visitor(user=day.maya)
    page.goto(f"{day.address}propose/")
    tab_to(page, "#id_title")
    page.keyboard.type("Trees on every school yard")
    page.keyboard.press("Enter")
    page.get_by_text("Your session is on the board.").wait_for()
    mine = Session.objects.get(title="Trees on every school yard")
    page.goto(day.address)
    tab_to(page, f'[data-move="{mine.code}"]')
    page.keyboard.press("Enter")
    page.locator("#holding").wait_for()
    page.wait_for_function("document.activeElement.matches('.put')")
    shoot(page, "holding-1440")
    page.keyboard.press("Escape")
    page.locator("#holding").wait_for(state="detached")
    page.wait_for_function(f"document.activeElement.matches('[data-move=\"{mine.code}\"]')")
    page.keyboard.press("Space")
    page.locator("#holding").wait_for()
    page.wait_for_function("document.activeElement.matches('.put')")
    page.keyboard.press("Enter")
    page.locator("#told").get_by_text("Trees on every school yard").wait_for()
    page.wait_for_function("document.getElementById('say').textContent.includes('Trees on every school yard')")
    mine.refresh_from_db()
    assert mine.slot is not None
    shoot(page, "board-1440")
    tab_back = page.locator("#told form[data-undo] button")
    tab_back.wait_for()
    for _ in range(150):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#told form[data-undo] button')"):
            break
    page.keyboard.press("Enter")
    page.get_by_text("“Trees on every school yard” is back in the tray.").first.wait_for()
    mine.refresh_from_db()
    assert (mine.slot, mine.place_version) == (None, 2)


def test_by_mouse_a_card_is_dragged_into_a_cell(site, visitor, day):
    page = visitor(user=day.maya)
    page.goto(day.address)
    page.locator(f'[data-move="{day.bus.code}"]').wait_for()
    start = page.locator(f'.card[data-code="{day.bus.code}"] .cap').bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 40, steps=4)
    page.locator("#holding").wait_for()
    cell = page.locator(f"{day.cell} .put").bounding_box()
    page.mouse.move(cell["x"] + cell["width"] / 2, cell["y"] + cell["height"] / 2, steps=4)
    page.mouse.up()
    page.locator(f'{day.cell} .card[data-code="{day.bus.code}"]').wait_for()
    day.bus.refresh_from_db()
    assert (day.bus.slot, day.bus.room) == (day.slot, day.room)


def test_without_scripts(site, visitor, day):
    page = visitor(user=day.maya, width=360, java_script_enabled=False)
    page.goto(day.address)
    page.locator(f'[data-move="{day.bus.code}"]').click()
    page.locator(f"{day.cell} .put").click()
    assert "“Bus lanes on Harlan Avenue” is at 10:00 EDT, Room A." in page.locator("#told").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert "is back in the tray." in page.locator("#told").inner_text()


def test_a_lost_connection_is_said_and_found_again(site, visitor, day):
    page, wall = visitor(), visitor(width=1920)
    page.clock.install()
    page.goto(day.address)
    wall.goto(f"{day.address}wall/")
    assert page.locator("#lost").is_hidden()
    page.wait_for_timeout(1500)
    site.server.stop()
    try:
        page.clock.fast_forward(27_000)
        page.get_by_text("Connection lost.").wait_for()
        assert "This is the board as of" in page.locator("#lost").inner_text()
        shoot(page, "lost-1440")
        Session.objects.filter(pk=day.bus.pk).update(title="Bus lanes, while nobody could see")
    finally:
        site.server.start()
    page.locator("#lost").wait_for(state="hidden", timeout=10_000)
