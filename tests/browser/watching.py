"""A page that is watched, and what may be asked of any page."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, Route

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}

REPORT_CSP = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP refused ${event.violatedDirective}: ${event.blockedURI} ${event.sample} in ${event.sourceFile}`));
"""


class Watch:
    """Notes whatever a visitor's pages do that they must not: another host, an error, a refused script."""

    def __init__(self, context: BrowserContext, site_url: str):
        self.host = urlsplit(site_url).netloc
        self.faults: list[str] = []
        self.expected: list[str] = []
        context.route("**/*", self.gate)
        context.add_init_script(REPORT_CSP)
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("response", self.answered)

    def expect(self, part: str) -> None:
        """A fault that this test provokes on purpose: any whose text holds `part`."""
        self.expected.append(part)

    def gate(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("data", "blob", "about") or address.netloc == self.host:
            route.continue_()
        else:
            self.faults.append(f"asked another host: {route.request.url}")
            route.abort()

    def heard(self, message: ConsoleMessage) -> None:
        # What the server refuses is judged by `answered`; Chromium repeats it here.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console on {message.page.url if message.page else '?'}: {message.text}")

    def answered(self, response: Response) -> None:
        kind = of_kind(response.request)
        if response.status >= 500 or (response.status >= 400 and kind not in ("document", "fetch", "xhr")):
            self.faults.append(f"{response.status} for {kind} {response.url}")

    def check(self) -> None:
        left = [fault for fault in self.faults if not any(part in fault for part in self.expected)]
        assert left == [], "\n".join(["The page did what it must not:", *left])


def of_kind(request: Request) -> str:
    return request.resource_type


def axe_faults(page: Page, *, schemes=("light", "dark"), widths=(1440, 360)) -> list[str]:
    """What axe finds by day and by night, at a desk and on a phone: one load, then the page is switched in place.

    Colours are judged in each combination, all rules once for each width.
    """
    from axe_playwright_python.base import AXE_SCRIPT

    found = []
    page.wait_for_load_state()
    page.evaluate(DRAWN)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    for width in widths:
        page.set_viewport_size({"width": width, "height": PHONE["height"] if width < 600 else DESKTOP["height"]})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            for rule, where in page.evaluate(VIOLATIONS, scheme != schemes[0]):
                found.append(f"axe, {scheme}, {width} px: {rule}: {where}")
    return found


def check_axe(page: Page, *, schemes=("light", "dark"), widths=(1440, 360)) -> None:
    """axe finds nothing on this page, by day and by night, at a desk and on a phone."""
    before = page.viewport_size
    found = axe_faults(page, schemes=schemes, widths=widths)
    page.emulate_media(color_scheme=None)
    page.set_viewport_size(before)
    assert found == [], "\n".join([page.url, *found])


# A phone leaves cards undrawn until they come near; axe would judge the boxes that were kept free for them.
DRAWN = """() => {
  const all = new CSSStyleSheet();
  all.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets = [all];
}"""
VIOLATIONS = """async (coloursOnly) => (await axe.run({resultTypes: ["violations"],
    ...(coloursOnly ? {runOnly: ["color-contrast"]} : {})})).violations.map(found =>
  [`${found.id} (${found.help})`, found.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" and ")])"""


# Motions are taken to their end, not waited for: in a closed <details> nothing moves, so none would ever finish there.
SETTLED = """async () => {
  await document.fonts.ready;
  for (const motion of document.getAnimations()) try { motion.finish(); } catch { /* one without an end */ }
}"""

WIDER = """() => [...document.querySelectorAll("body *")].filter(element => {
  const box = element.getBoundingClientRect();
  if (box.right <= innerWidth + 1 || !box.width) return false;
  for (let up = element.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== "visible") return false;
  return true;
}).map(element => element.outerHTML.slice(0, 120))"""


def check_fits(page: Page) -> None:
    """Nothing scrolls sideways at 320 px, nor at 200 % text on 1280 px."""
    before = page.viewport_size
    page.wait_for_load_state()
    for width, text in ((320, "100%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", text)
        room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert room[0] <= room[1], f"{page.url} at {width} px, text {text}: {page.evaluate(WIDER)}"
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    page.set_viewport_size(before)


TAPPED = "a[href], button, input:not([type=hidden]), select, summary, textarea"
TOO_SMALL = """tapped => [...document.querySelectorAll(tapped)]
  .filter(element => element.checkVisibility() && !element.closest(".skip, .vh, [inert]")
    && getComputedStyle(element).display !== "inline")
  .map(element => [(element.closest("label") ?? element).getBoundingClientRect(), element])
  .filter(([box]) => box.width && (box.width < 23.5 || box.height < 23.5))
  .map(([box, element]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${element.outerHTML.slice(0, 99)}`)"""


def small_targets(page: Page) -> list[str]:
    """What is tapped and measures less than 24 px; links within a sentence may (WCAG 2.2, 2.5.8)."""
    return page.evaluate(TOO_SMALL, TAPPED)


def shoot(page: Page, name: str, *, full: bool = False) -> None:
    """Save a picture of the page as SHOTS/name.png, where SHOTS is set."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.evaluate(SETTLED)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=full)
