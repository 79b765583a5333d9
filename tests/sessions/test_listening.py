"""Every listener ends with the server's board, whatever happens to its connection. board.md 17, 4."""

import multiprocessing
import random
import threading
import time
from uuid import uuid4

import pytest
from django.db import connection

from sessions.models import Board, Change, Session
from tests.factories.sessions import board, camp, card, facilitator
from tests.sessions.crowd import Poller, Restless, hosts_with_a_session_each, listen_in_a_process, post, signed_in


class Mover(threading.Thread):
    """A host who moves one card between two cells that are nobody else's, at moments of their own."""

    def __init__(self, base, cookie, session, cells, pause, until) -> None:
        super().__init__(daemon=True)
        self.url, self.cookie, self.cells = f"{base}sessions/{session.code}/place/", cookie, cells
        self.pause, self.until, self.seen, self.faults = pause, until, 0, []

    def run(self) -> None:
        while time.monotonic() < self.until:
            time.sleep(self.pause * random.uniform(0.5, 1.5))
            slot, room = self.cells[self.seen % 2]
            status, body = post(self.url, self.cookie, {"slot": slot, "room": room, "seen": self.seen, "key": uuid4()})
            if status != 200:
                self.faults.append((status, body))
                return
            self.seen = body["place_version"]


def all_end_with_the_board(server, kind, *, writers: int, listeners: int, processes: int, seconds: float, pause: float):
    """Let them write and listen; the longest a change took is not asked here, only that nothing is lost."""
    here = board(camp(), rooms=10, slots=2 * -(-writers // 10))
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    people, _cards = hosts_with_a_session_each(here, 5)
    # A facilitator moves without a limit; what is counted here is what arrives.
    staff = [facilitator(here.camp, f"Fay {number}") for number in range(writers)]
    cookies = signed_in(staff + people)
    base = f"{server.url}/events/{here.camp.slug}/board/"
    work = [
        (cookies[n], card(here, f"Card {n}"), [(slots[2 * (n // 10) + k].pk, rooms[n % 10].pk) for k in (0, 1)])
        for n in range(writers)
    ]
    connection.close()
    fork = multiprocessing.get_context("fork")
    each, pipes = listeners // processes, []
    for _ in range(processes):
        ours, theirs = fork.Pipe()
        who = (kind, base, each, ["", *cookies[writers:]], theirs)
        fork.Process(target=listen_in_a_process, args=who, daemon=True).start()
        pipes.append(ours)
    assert all(pipe.recv() for pipe in pipes)
    until = time.monotonic() + seconds
    movers = [Mover(base, cookie, session, cells, pause, until) for cookie, session, cells in work]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join(seconds + 60)
    head = Board.objects.get(pk=here.pk).version
    for pipe in pipes:
        pipe.send(head)
    ended = [found for pipe in pipes for found in pipe.recv()]
    placed = Session.objects.filter(board=here, slot__isnull=False)
    lying = {f"c-{slot}-{room}": code for code, slot, room in placed.values_list("code", "slot", "room")}
    events, cuts = (sum(numbers) / len(ended) for numbers in ((len(e[0]) for e in ended), (e[4] for e in ended)))
    print(
        f"{connection.vendor}, {kind.__name__}: {writers} writers, {len(ended)} listeners, {seconds:.0f} s, "
        f"{head} versions, {events:.0f} events and {cuts:.0f} cuts each"
    )
    assert [fault for mover in movers for fault in mover.faults] == [], server.log()[-3000:]
    assert head == sum(mover.seen for mover in movers) == Change.objects.filter(board=here).count() > writers
    assert len(ended) == listeners
    for ids, covered, cells, _resets, _cuts in ended:
        assert ids == sorted(set(ids))
        assert covered == list(range(1, head + 1))
        assert {cell: code for cell, code in cells.items() if code} == lying
    return ended


@pytest.mark.proof
def test_listeners_who_only_poll_end_with_the_servers_board(running_server):
    ended = all_end_with_the_board(running_server, Poller, writers=4, listeners=12, processes=1, seconds=3, pause=0.4)
    assert [resets for *_rest, resets, _cuts in ended] == [0] * 12


@pytest.mark.proof
@pytest.mark.parametrize("kind", [Restless, Poller])
def test_50_writers_and_250_listeners_for_two_minutes(running_server, kind):
    ended = all_end_with_the_board(running_server, kind, writers=50, listeners=250, processes=5, seconds=120, pause=8)
    if kind is Restless:
        assert sum(cuts for *_rest, cuts in ended) > 250 * 5
