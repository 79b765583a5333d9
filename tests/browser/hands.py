"""Whoever comes by keyboard alone, and how long things take on this machine."""

import time

FOCUSED = "element => element === document.activeElement"


def tab_to(page, what, most: int = 150) -> None:
    """By the Tab key as far as it takes, then back, until this has the focus. `what`: a locator or a selector."""
    target = page.locator(what) if isinstance(what, str) else what
    target.wait_for()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(most):
            if target.evaluate(FOCUSED):
                return
            page.keyboard.press(key)
    raise AssertionError(f"Tab does not reach {target}")


def until(page, true, what: str, patience: float = 30) -> None:
    """Waits for what playwright itself cannot wait for; the page goes on meanwhile."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"never {what}"
        page.wait_for_timeout(50)


def seconds_of(act) -> float:
    """How long this takes here and now: what is promised in seconds is promised of a machine that has time."""
    began = time.monotonic()
    act()
    return time.monotonic() - began
