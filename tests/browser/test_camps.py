"""Camps in a real browser: the organizer's words in Wagtail, the map, and every page for everyone."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from citycamp.people.actions import grant_role
from events.actions import promise, write_plan
from events.actions.places import make_camp_page, make_city
from events.models import CampPage, City, Theme
from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories.events import camp, registered, venue
from tests.factories.people import person


@pytest.fixture
def raleigh(site):
    """A camp with all that its page can show, in a city that had one before."""
    town = City.objects.filter(slug="raleigh").first() or make_city(
        "Raleigh", region="North Carolina", country="US", zone="America/New_York", latitude=35.78, longitude=-78.64
    )
    last = camp(city=town, days=[date(2026, 5, 2)], name="CityCamp Raleigh, last time")
    make_camp_page(last)
    promise(last, "A bench and a roof at the Harlan Avenue stop", by=person("Maya R."), by_when="June 2027")
    where = camp(
        city=town,
        name="CityCamp Raleigh",
        tagline="Housing, transit and the budget.",
        seats=3,
        venue=venue(latitude=35.7868, longitude=-78.6331),
        days=[timezone.now().date() + timedelta(days=12)],
        hours=(time(9), time(17)),
    )
    where.themes.set(Theme.objects.all()[:4])
    make_camp_page(where)
    write_plan(where)
    registered(where)
    return where


def test_an_organizer_writes_their_own_page_in_wagtail_and_no_other(site, visitor, raleigh):
    maya = person("Maya", factor=True)
    grant_role(maya, "organizer", raleigh, by=None)
    page = visitor(user=maya)
    page.goto(f"/admin/pages/{raleigh.page.pk}/edit/")
    page.get_by_role("textbox", name="Lead").fill("Bring one question about the buses.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("published")
    guest = visitor()
    guest.goto(raleigh.get_absolute_url())
    expect(guest.get_by_text("Bring one question about the buses.")).to_be_visible()
    other = CampPage.objects.exclude(pk=raleigh.page.pk).first()
    page.watch.expect("403")
    answer = page.goto(f"/admin/pages/{other.pk}/edit/")
    assert answer.status in (302, 403) or page.url.rstrip("/").endswith("/admin")


def test_pages_of_camps_are_for_everyone(site, visitor, raleigh):
    page = visitor()
    for name, address in (
        ("home", "/"),
        ("camps", "/events/?when=all"),
        ("camp", raleigh.get_absolute_url()),
        ("city", "/cities/raleigh/"),
        ("cities", "/cities/"),
        ("register", f"{raleigh.get_absolute_url()}register/"),
        ("done-doing", f"{raleigh.previous.get_absolute_url() if raleigh.previous else '/events/'}done-doing/"),
    ):
        page.goto(address)
        check_axe(page)
        check_fits(page)
        shoot(page, name)


def test_pages_of_organizers_are_for_everyone(site, visitor, raleigh):
    maya = person("Maya", factor=True)
    grant_role(maya, "organizer", raleigh, by=None)
    page = visitor(user=maya)
    for name, address in (
        ("plan", f"{raleigh.get_absolute_url()}plan/"),
        ("team", f"{raleigh.get_absolute_url()}team/"),
        ("settings", f"{raleigh.get_absolute_url()}settings/"),
        ("start", "/events/start/when/"),
        ("promise", f"{raleigh.get_absolute_url()}done-doing/promise/"),
    ):
        page.goto(address)
        check_axe(page)
        check_fits(page)
        shoot(page, name)


def test_the_map_is_used_by_keyboard_and_is_not_needed(site, visitor, raleigh):
    page = visitor()
    page.goto("/events/")
    pin = page.locator(".leaflet-marker-icon").first
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a").first).to_be_visible()
    plain = visitor(java_script_enabled=False)
    plain.goto("/events/")
    expect(plain.get_by_role("link", name="CityCamp Raleigh").first).to_be_visible()
    assert plain.locator(".leaflet-map").count() == plain.locator(".leaflet-map[hidden]").count()
