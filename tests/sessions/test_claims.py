"""Hundreds claim cells at the same moment, over HTTP and from many processes. board.md 17, 1."""

import multiprocessing
import os
import re
import time
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection

from sessions.models import Board, Change, Session
from tests.factories.sessions import board, camp
from tests.servers import Server, serving, wait_until
from tests.sessions.crowd import Reader, claim, hosts_with_a_session_each, ready, signed_in

AGO = re.compile(r" was taken (this very second|\d+ (second|minute)s? ago) by ")


def press_at_once(server: Server, here: Board, claims: int, processes: int, cells: list) -> list[tuple]:
    """Each claimant wants one of these cells, in turn; gives (status, body, seconds, cell), and prints the figures."""
    people, cards = hosts_with_a_session_each(here, claims)
    base = f"{server.url}/events/{here.camp.slug}/board/sessions/"
    wanted = [cells[number % len(cells)] for number in range(claims)]
    work = [
        (f"{base}{session.code}/place/", cookie, {"slot": slot.pk, "room": room.pk, "seen": 0, "key": uuid4()})
        for session, cookie, (slot, room) in zip(cards, signed_in(people), wanted, strict=True)
    ]
    connection.close()
    fork = multiprocessing.get_context("fork")
    began = time.monotonic()
    with fork.Pool(processes, ready, [fork.Barrier(processes)]) as pool:
        shares = [work[number::processes] for number in range(processes)]
        answers = pool.map_async(claim, shares, chunksize=1).get(240)
    took = sorted(seconds for share in answers for _status, _body, seconds in share)
    print(
        f"{connection.vendor}: {claims} claims on {len(cells)} cells from {processes} processes in "
        f"{time.monotonic() - began:.1f} s, p50 {took[len(took) // 2]:.2f} s, p99 {took[len(took) * 99 // 100]:.2f} s"
    )
    order = [cell for number in range(processes) for cell in wanted[number::processes]]
    return [(*answer, cell) for answer, cell in zip((a for share in answers for a in share), order, strict=True)]


def judge(server: Server, here: Board, answers: list[tuple], cells: list) -> None:
    odd = [(status, body) for status, body, _took, _cell in answers if status not in (200, 409)]
    assert odd == [], server.log()[-3000:]
    placed = Session.objects.filter(board=here, slot__isnull=False).select_related("slot", "room")
    lying = {(session.slot, session.room): session for session in placed}
    assert set(lying) == set(cells)
    assert Counter(cell for status, _body, _took, cell in answers if status == 200) == dict.fromkeys(cells, 1)
    changes = Change.objects.filter(board=here)
    taken_in = {(change.after["slot"], change.after["room"]): change.version for change in changes}
    for status, body, _took, cell in answers:
        if status != 409:
            continue
        winner, name = lying[cell], lying[cell].hosts.get().name
        assert body["error"] == "cell_taken"
        assert body["by"] == name
        assert AGO.search(body["message"]), body["message"]
        assert body["message"].endswith(f"by {name} for “{winner.title}”.")
        offered = {(offer["slot"], offer["room"]) for offer in body["nearest"]}
        assert len(offered) == len(body["nearest"]) == 5
        assert [offer for offer in offered if taken_in.get(offer, body["version"] + 1) <= body["version"]] == []
    versions = list(Change.objects.filter(board=here).values_list("version", flat=True).order_by("version"))
    assert versions == list(range(1, len(cells) + 1))
    assert Board.objects.get(pk=here.pk).version == len(cells)


def grid_of(here: Board, count: int) -> list:
    return [(slot, room) for slot in here.slots.all() for room in here.rooms.all()][:count]


def test_500_people_claim_one_cell_from_50_processes_and_499_read_who_has_it(running_server):
    here = board(camp(), rooms=8, slots=8)
    cells = grid_of(here, 1)
    judge(running_server, here, press_at_once(running_server, here, 500, 50, cells), cells)


@pytest.mark.proof
@pytest.mark.parametrize("web", [1, 2])
@pytest.mark.parametrize("count", [1, 60])
def test_500_claims_on_one_cell_and_on_sixty_with_one_web_process_and_two(own_database, web, count):
    with serving(own_database, WEB_PROCESSES=str(web)) as server:
        here = board(camp(), rooms=12, slots=8)
        cells = grid_of(here, count)
        print(f"{web} web processes", end=": ")
        judge(server, here, press_at_once(server, here, 500, 50, cells), cells)


# Several web processes


def workers(server: Server) -> list[int]:
    """The processes that serve pages: the web server's own children."""
    parents = {pid: parent_of(pid) for pid in server.processes()}
    grandchildren = [pid for pid, parent in parents.items() if parents.get(parent) == server.process.pid]
    return [pid for pid in grandchildren if b"resource_tracker" not in open(f"/proc/{pid}/cmdline", "rb").read()]


def parent_of(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as handle:
        return int(handle.read().rpartition(")")[2].split()[1])


def sockets(pid: int) -> int:
    folder = f"/proc/{pid}/fd"
    links = [os.path.realpath(f"{folder}/{each}") for each in os.listdir(folder)]
    return sum(link.startswith(f"{folder}/socket:") for link in links)


def test_two_web_processes_give_each_cell_once_and_each_hears_what_the_other_wrote(own_database):
    with serving(own_database, WEB_PROCESSES="2") as server:
        assert "Web: 2 processes" in server.log()
        here = board(camp(), rooms=4, slots=4)
        base = f"{server.url}/events/{here.camp.slug}/board/"
        two = workers(server)
        assert len(two) == 2
        before = [sockets(pid) for pid in two]
        readers = [Reader(base, "") for _ in range(16)]
        for reader in readers:
            reader.start()
        assert all(reader.begun.wait(60) for reader in readers)
        assert all(sockets(pid) > count for pid, count in zip(two, before, strict=True)), "streams are on both"
        cells = grid_of(here, 8)
        judge(server, here, press_at_once(server, here, 48, 8, cells), cells)
        wait_until(lambda: all(reader.last == len(cells) for reader in readers), "board of all cells on each stream")
        for reader in readers:
            reader.done.set()
        for reader in readers:
            assert reader.covered == list(range(1, len(cells) + 1))
            filled = {cell for cell, code in reader.cells.items() if code}
            assert filled == {f"c-{slot.pk}-{room.pk}" for slot, room in cells}
            assert (reader.resets, reader.cuts) == (0, 0)
