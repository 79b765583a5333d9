"""Readers of a running board, through a server that is stopped and killed. board.md 17."""

import time

import pytest
from django.db import connection

from sessions.models import Board, Change, Room, Session, Slot
from tests.factories.sessions import board, camp, card, facilitator
from tests.servers import here_and_now
from tests.sessions.crowd import Reader, Writer, hosts_with_a_session_each, signed_in

STOPS_WITHIN = 4  # seconds, with all readers' streams open


def turns(here: Board, steps: int) -> list[list[tuple[Session, Slot, Room, int]]]:
    """For each of four writers, five cards that move so many times through the cells of two slots; no two ever want
    one cell at once."""
    made = []
    for first in range(0, 8, 2):
        cells = [(slot, room) for slot in here.slots.all()[first : first + 2] for room in here.rooms.all()]
        cards = [card(here) for _ in range(5)]
        made.append([(each, *cells[(n + 5 * go) % 16], go) for go in range(steps) for n, each in enumerate(cards)])
    return made


def wait_for(acknowledged: list, count: int, writers: list[Writer]) -> None:
    while len(acknowledged) < count and any(writer.is_alive() for writer in writers):
        time.sleep(0.02)


@pytest.mark.parametrize(("watching", "steps"), [(50, 5)])
def test_readers_end_with_the_servers_board_though_it_was_stopped_and_killed_meanwhile(running_server, watching, steps):
    placings = 20 * steps
    here = board(camp(), rooms=8, slots=8)
    people, _cards = hosts_with_a_session_each(here, watching // 2)
    cookie, *cookies = signed_in([facilitator(here.camp), *people])
    base = f"{running_server.url}/events/{here.camp.slug}/board/"
    works = turns(here, steps)
    readers = [Reader(base, cookie) for cookie in cookies + [""] * (watching // 2)]
    for reader in readers:
        reader.start()
    assert all(reader.begun.wait(60) for reader in readers)
    connection.close()
    acknowledged, faults = [], []
    writers = [Writer(base, cookie, work, acknowledged, faults) for work in works]
    for writer in writers:
        writer.start()
    wait_for(acknowledged, placings * 3 // 10, writers)
    began = time.monotonic()
    running_server.stop()
    stopped = time.monotonic() - began
    running_server.start()
    wait_for(acknowledged, placings * 65 // 100, writers)
    running_server.kill()
    running_server.start()
    for writer in writers:
        writer.join(90)
    head = Board.objects.get(pk=here.pk).version
    until = time.monotonic() + 60
    while time.monotonic() < until and any(reader.last < head for reader in readers):
        time.sleep(0.05)
    for reader in readers:
        reader.done.set()
    lying = {
        f"c-{slot}-{room}": code
        for code, slot, room in Session.objects.filter(board=here, slot__isnull=False).values_list(
            "code", "slot_id", "room_id"
        )
    }
    print(
        f"{connection.vendor}: stopped in {stopped:.1f} s with {watching} streams open, {head} versions, "
        f"{sum(len(reader.ids) for reader in readers) / watching:.0f} events a reader"
    )
    assert faults == [], running_server.log()[-3000:]
    assert len(acknowledged) == placings
    assert sorted(acknowledged) == sorted(
        (change.session.code, change.after["slot"], change.after["room"], change.after["place_version"])
        for change in Change.objects.filter(board=here).select_related("session")
    )
    assert head == placings
    assert len(lying) == 20
    for reader in readers:
        assert reader.ids == sorted(set(reader.ids))
        assert reader.covered == list(range(1, head + 1))
        assert {cell: code for cell, code in reader.cells.items() if code} == lying
        assert reader.resets == 0
        assert reader.cuts >= 2
    assert stopped < here_and_now(STOPS_WITHIN), running_server.log()
