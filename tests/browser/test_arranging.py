"""The arranger's page: by keys with the page moving by itself, and by tap alone without scripts."""

import pytest
from playwright.sync_api import expect

from sessions.models import Change, Session, Star
from tests.browser.test_board import by_keyboard
from tests.browser.watching import axe_faults, check_fits, shoot
from tests.factories.sessions import attendee, board, camp, card, facilitator


@pytest.fixture
def busy():
    """Eight sessions in nine cells, each wanted by some; their facilitator."""
    made = board(camp())
    cards = [card(made, f"Session {number}", host=attendee(made.camp, f"Host {number}")) for number in range(8)]
    for fan in range(12):
        person = attendee(made.camp)
        Star.objects.bulk_create(Star(board=made, session=each, user=person) for each in cards[fan % 4 :: 2])
    made.fay = facilitator(made.camp)
    return made


def placed(of) -> int:
    return Session.objects.filter(board=of, slot__isnull=False).count()


def test_ask_watch_stop_apply_and_undo_by_keys(site, visitor, busy):
    page = visitor(user=busy.fay)
    page.goto(f"/events/{busy.camp.slug}/board/arrange/")
    faults = axe_faults(page)
    page.get_by_label("How long may it look?").select_option("60")
    page.get_by_label("Place what lies in the tray").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Arrange everything anew")).to_be_checked()
    by_keyboard(page, page.get_by_role("button", name="Propose places"))
    expect(page.get_by_text("Best so far:")).to_be_visible()
    share, stop = page.locator(".run .big"), page.get_by_role("button", name="Stop and use this")
    stop.focus()
    for _ in range(2):
        seen = share.inner_text()
        expect(share).not_to_have_text(seen)
    expect(stop).to_be_focused()
    by_keyboard(page, stop)
    expect(page.locator("#arranged-say")).to_have_text("The proposal is ready.", timeout=30_000)
    expect(page.get_by_role("heading", name="The proposal")).to_be_focused()
    faults += axe_faults(page)
    check_fits(page)
    shoot(page, "arranger-proposal", full=True)
    by_keyboard(page, page.get_by_role("button", name="Make all 8 moves"))
    expect(page.get_by_text("8 sessions were moved")).to_be_visible()
    assert placed(busy) == 8
    faults += axe_faults(page, schemes=("light",))
    by_keyboard(page, page.get_by_role("button", name="Undo all of it"))
    expect(page.get_by_text("8 moves were undone")).to_be_visible()
    assert (placed(busy), Change.objects.filter(board=busy, undoes__isnull=False).count()) == (0, 8)
    assert faults == []


def test_without_scripts_the_page_refreshes_itself(site, visitor, busy):
    page = visitor(user=busy.fay, phone=True, width=320, java_script_enabled=False)
    page.goto(f"/events/{busy.camp.slug}/board/arrange/")
    page.get_by_label("How long may it look?").select_option("5")
    page.get_by_role("button", name="Propose places").tap()
    expect(page.get_by_role("heading", name="The proposal")).to_be_visible(timeout=30_000)
    page.get_by_label("Session 3").uncheck()
    page.get_by_role("button", name="Make the ticked ones").first.tap()
    expect(page.get_by_text("7 sessions were moved")).to_be_visible()
    assert placed(busy) == 7
    assert Session.objects.get(board=busy, title="Session 3").slot is None
    page.get_by_role("link", name="Look at the board").tap()
    page.get_by_role("link", name="Session 4", exact=True).tap()
    expect(page.get_by_role("heading", name="Why here?")).to_be_visible()
    shoot(page, "arranger-why-here", full=True)
