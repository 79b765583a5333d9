"""The frame of every page, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.hands import until
from tests.browser.signing_in import sign_in_by_code
from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories.people import person


def test_every_component_in_each_state_is_read_by_everyone(desktop):
    assert desktop.goto("/kit/").status == 200
    check_axe(desktop)
    check_fits(desktop)
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        shoot(desktop, f"kit-{scheme}", full=True)


def test_an_address_without_a_page_is_in_our_look(desktop):
    assert desktop.goto("/nowhere/").status == 404
    assert desktop.get_by_role("heading", level=1).inner_text() == "There is no page at this address."
    check_axe(desktop)
    check_fits(desktop)
    shoot(desktop, "404")


def test_night_comes_at_once_and_stays(desktop):
    desktop.goto("/kit/")
    day = desktop.evaluate("getComputedStyle(document.body).backgroundColor")
    desktop.get_by_role("button", name="Night", exact=True).click()
    desktop.wait_for_function("day => getComputedStyle(document.body).backgroundColor !== day", arg=day)
    night = desktop.evaluate("getComputedStyle(document.body).backgroundColor")
    until(
        desktop, lambda: any(each["name"] == "theme" for each in desktop.context.cookies()), "remembered by the server"
    )
    desktop.reload()
    assert desktop.evaluate("getComputedStyle(document.body).backgroundColor") == night


def test_the_menu_and_the_switch_work_without_scripts(visitor):
    plain = visitor(phone=True, java_script_enabled=False)
    plain.goto("/kit/")
    plain.get_by_text("Menu", exact=True).click()
    expect(plain.get_by_role("link", name="Cities").first).to_be_visible()
    plain.get_by_role("button", name="Night", exact=True).click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_first_tab_leads_past_the_header(desktop):
    desktop.goto("/nowhere/")
    desktop.keyboard.press("Tab")
    skip = desktop.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile("#main$"))


def test_people_come_in_by_a_mailed_code(site, phone):
    sign_in_by_code(phone, site, person().email)
    phone.wait_for_url("**/me/")
