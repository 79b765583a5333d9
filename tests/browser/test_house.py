"""The frame of every page, in a real browser."""

from tests.browser.watching import check_axe, check_fits, shoot


def test_every_component_in_each_state_is_read_by_everyone(desktop):
    assert desktop.goto("/kit/").status == 200
    check_axe(desktop)
    check_fits(desktop)
    for scheme in ("light", "dark"):
        desktop.emulate_media(color_scheme=scheme)
        shoot(desktop, f"kit-{scheme}", full=True)
