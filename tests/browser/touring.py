"""Visits one page of each route, as somebody does who follows every link."""

from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.watching import DESKTOP, WIDER, axe_faults, shoot

# Not for reading in a browser, or with a screen of its own.
NOT_PAGES = (
    ".ics",
    ".json",
    ".geojson",
    ".atom",
    ".csv",
    ".txt",
    ".xml",
    ".xlsx",
    ".gz",
    ".zip",
    ".mbox",
    "/feed/",
    "/raw/",
)
# Wagtail's desk has its own authors and its own checks; leaving would end the tour.
NOT_OURS = ("/admin/", "/media/", "/static/", "/logout")

# The narrowest screen, the phone's usual one, and the largest text.
WIDTHS = ((320, "100%"), (360, "100%"), (1280, "200%"))


def tour(page: Page, starts: list[str], *, seen: set[str], most: int, name: str) -> tuple[list[str], list[str]]:
    """The addresses visited, and what was wrong there. Past `starts`, routes in `seen` are left out; it learns."""
    waiting, visited, faults, shut = list(starts), [], [], set()
    while waiting and len(visited) < most:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path)
        if path in visited or kind in shut or (kind in seen and path not in starts):
            continue
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        answer = page.goto(path)
        came_to = kind_of(urlsplit(page.url).path)
        if came_to != kind and came_to in seen and path not in starts:
            shut.add(kind)  # A door that leads to the sign-in page: whoever has the key tries it again.
            continue
        seen |= {kind, came_to}
        visited.append(path)
        if answer.status != 200:
            faults.append(f"{path}: {answer.status}")
        shoot(page, f"{name}-{len(visited):02}-{Path(path).name or 'front'}", full=True)
        faults += [f"{path}: {fault}" for fault in faults_of(page)]
        for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
            parts = urlsplit(link)
            here = parts.netloc == urlsplit(page.url).netloc
            if here and not any(mark in parts.path for mark in NOT_PAGES + NOT_OURS):
                waiting.append(parts.path)
    return visited, faults


def faults_of(page: Page) -> list[str]:
    """What axe finds by day and by night, at a desk and on a phone, and where the page scrolls sideways."""
    faults = axe_faults(page)
    for width, text in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", text)
        faults += sideways(page, f"{width} px, text {text}")
    return faults


def sideways(page: Page, where: str) -> list[str]:
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"scrolls sideways at {where}: {page.evaluate(WIDER)}"] if wide > room else []


def kind_of(path: str) -> str:
    """The route an address belongs to; Wagtail's pages count by their address."""
    try:
        found = resolve(path)
    except Resolver404:
        return path
    return path if found.url_name == "wagtail_serve" else found.view_name
