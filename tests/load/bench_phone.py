"""The board of 300 sessions on a slow phone: `python -m tests.load.bench_phone` (needs Chromium, requirements-browser).

Chromium at 360 px with an empty cache, its CPU four times slower, 150 ms of latency, 1.6 Mbit/s down and 0.75 up. The
time runs from the start of the navigation to the second frame after the first card stands in the page. The last visit
is told request by request.
"""

import shutil
import statistics
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.load.measuring import Site, load, site

VISITS = 5
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
WATCH = """
const seen = () => requestAnimationFrame(() => requestAnimationFrame(() => { window.seenAt = performance.now(); }));
new MutationObserver((_list, watcher) => {
  if (document.querySelector("article.card")) { watcher.disconnect(); seen(); }
}).observe(document, { childList: true, subtree: true });
"""


@dataclass
class Asked:
    path: str
    begun: float  # seconds after the first request
    ended: float = 0
    size: int = 0  # bytes over the wire, headers and all


@dataclass
class Visit:
    seen: float  # seconds until cards were seen
    cards: int
    loaded: list[Asked]  # until all was loaded
    asked: list[Asked]  # and until nothing more was asked for


def visit(browser, at: Site) -> Visit:
    context = browser.new_context(viewport={"width": 360, "height": 780}, has_touch=True, locale="en-US")
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    asked: dict[str, Asked] = {}
    first: list[float] = []

    def begins(told: dict) -> None:
        first.append(told["timestamp"])
        asked[told["requestId"]] = Asked(urlsplit(told["request"]["url"]).path, told["timestamp"] - first[0])

    def ends(told: dict) -> None:
        one = asked[told["requestId"]]
        one.ended, one.size = told["timestamp"] - first[0], int(told["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", begins)
    devtools.on("Network.loadingFinished", ends)
    page.goto(f"{at.url}/events/{at.big}/board/", wait_until="load", timeout=120_000)
    page.wait_for_function("window.seenAt", timeout=120_000)
    # The live stream never ends, so it is in no sum.
    loaded = [one for one in asked.values() if one.ended]
    page.wait_for_timeout(1500)
    seen, cards = page.evaluate("window.seenAt") / 1000, page.locator("article.card").count()
    context.close()
    return Visit(seen, cards, loaded, [one for one in asked.values() if one.ended])


def total(asked: list[Asked]) -> str:
    return f"{sum(one.size for one in asked) / 1000:.0f} kB in {len(asked)} requests"


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with site() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        visits = [visit(browser, at) for _ in range(VISITS)]
        browser.close()
    times, last = sorted(one.seen for one in visits), visits[-1]
    print(f"\nThe board of {last.cards} cards on a slow phone, {VISITS} first visits ({load()})")
    print(f"  sessions seen after {statistics.median(times):.2f} s (from {times[0]:.2f} to {times[-1]:.2f})")
    print(f"  {total(last.loaded)} until it was loaded, {total(last.asked)} in all")
    for one in last.asked:
        print(f"  {one.begun:5.2f} to {one.ended:5.2f} s {one.size / 1000:7.1f} kB  {one.path}")


if __name__ == "__main__":
    main()
