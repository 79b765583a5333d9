"""A schedule of 300 sessions shown to a visitor, and its exports. Cold: right after a change, each time."""

import http.client

from tests.load.measuring import Site, ask, bare_view, measure, table

EXPORTS = ("board.json", "calendar.ics", "schedule.xml", "schedule.json")
COLD = 20


class Changing:
    """The desk turns the length of a pitch by a second: the least change that raises the version."""

    def __init__(self, slug: str) -> None:
        from citycamp.people.models import User
        from sessions.models import Board

        self.board = Board.objects.get(camp__slug=slug)
        self.by = User.objects.get(email="maya@example.org")
        self.by.strong = True

    def __call__(self) -> None:
        from sessions import actions

        seconds = 31 if self.board.pitch_seconds == 30 else 30
        self.board = actions.change_settings(self.board, {"pitch_seconds": seconds}, by=self.by)


def report(at: Site) -> None:
    base = f"/events/{at.big}/board/"
    change, bare, figures = Changing(at.big), bare_view(at), []
    for name in ("", *EXPORTS):
        path = base + name
        figures.append(measure(at, path, what=f"{name or 'the page'}, warm", asked=300))
        figures.append(measure(at, path, what=f"{name or 'the page'}, cold", asked=COLD, before_each=change))
        if name:
            _status, _size, etag = ask(http.client.HTTPConnection("127.0.0.1", at.port, timeout=60), path)
            same = {"If-None-Match": etag}
            figures.append(measure(at, path, what=f"{name}, unchanged", asked=300, headers=same, expect=304))
    table("A board of 300 sessions, to a visitor", figures, bare)
