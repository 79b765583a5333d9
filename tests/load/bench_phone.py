"""The board of 300 sessions on a slow phone: `python -m tests.load.bench_phone` (needs Chromium, requirements-browser).

Chromium at 360 px with an empty cache, its CPU four times slower, 150 ms of latency, 1.6 Mbit/s down and 0.75 up. The
time runs from the start of the navigation to the second frame after the first card stands in the page.
"""

import shutil
import statistics

from tests.load.measuring import Site, load, site

VISITS = 5
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
WATCH = """
const seen = () => requestAnimationFrame(() => requestAnimationFrame(() => { window.seenAt = performance.now(); }));
new MutationObserver((_list, watcher) => {
  if (document.querySelector("article.card")) { watcher.disconnect(); seen(); }
}).observe(document, { childList: true, subtree: true });
"""


def visit(browser, at: Site) -> tuple[float, int, int, int]:
    """Seconds until cards are seen; bytes over the wire, requests, and cards in the page when all is loaded."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, has_touch=True, locale="en-US")
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    sizes: list[int] = []
    # The live stream never ends, so it is in neither sum: it is asked for after the page is loaded.
    devtools.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    page.goto(f"{at.url}/events/{at.big}/board/", wait_until="load", timeout=120_000)
    page.wait_for_function("window.seenAt", timeout=120_000)
    seconds = page.evaluate("window.seenAt") / 1000
    cards = page.locator("article.card").count()
    context.close()
    return seconds, sum(sizes), len(sizes), cards


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with site() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        visits = [visit(browser, at) for _ in range(VISITS)]
        browser.close()
    times = sorted(seconds for seconds, *_rest in visits)
    _seconds, size, requests, cards = visits[-1]
    print(f"\nThe board of {cards} cards on a slow phone, {VISITS} first visits ({load()})")
    print(
        f"  sessions seen after {statistics.median(times):.2f} s (from {times[0]:.2f} to {times[-1]:.2f}); "
        f"{size / 1000:.0f} kB in {requests} requests"
    )


if __name__ == "__main__":
    main()
