"""The pages of the demo world, as a visitor asks for them."""

from tests.load.measuring import Site, bare_view, measure, table


def report(at: Site) -> None:
    pages = [
        "/",
        "/events/",
        f"/events/{at.camp}/",
        f"/events/{at.camp}/board/",
        "/cities/raleigh/",
        "/wiki/raleigh/pullen-creek-park/",
        "/wiki/raleigh/pullen-creek-park/history/",
        "/lists/notices/",
        "/search/?q=creek",
    ]
    bare = bare_view(at)
    figures = [min((measure(at, path) for _ in range(2)), key=lambda one: one.cpu_ms) for path in pages]
    table("Pages", figures, bare)
