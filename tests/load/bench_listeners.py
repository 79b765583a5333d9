"""1,000 live streams and ten changes a second, from a load process on the cores of the server. board.md 14.

A change's time runs from the moment its request is sent to the moment a listener holds the event that covers it;
drawing it on a screen is a browser's own time. A tenth of the listeners is cut halfway and comes back.
"""

import asyncio
import json
import multiprocessing
import resource
import time
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from tests.load.measuring import Site, cpu_seconds, load, memory_kb

LISTENERS, A_SECOND, SECONDS = 1000, 10, 20
FIRST = 200  # what a process grows by for the first of them is not theirs
CUT = 10  # every tenth


@dataclass
class Ear:
    """One stream: which versions it was told of and when, and what it heard last."""

    covered: list[int] = field(default_factory=list)
    heard: dict[int, float] = field(default_factory=dict)
    last: int = 0
    resets: int = 0
    writer: asyncio.StreamWriter | None = None

    async def listen(self, port: int, path: str, begun: asyncio.Event) -> None:
        reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        came_back = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{came_back}\r\n".encode())
        data, kind = None, ""
        while line := await reader.readline():
            begun.set()
            if line.startswith(b"event: "):
                kind = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                data = line[6:]
            elif line in (b"\n", b"\r\n") and data is not None:
                self.hear(kind, data)
                data = None

    def hear(self, kind: str, data: bytes) -> None:
        self.resets += kind == "reset"
        if kind != "change":
            return
        now, told = time.monotonic(), json.loads(data)
        for version in told["versions"]:
            self.covered.append(version)
            self.heard.setdefault(version, now)
        self.last = told["version"]


async def stay(ear: Ear, port: int, path: str, begun: asyncio.Event, until: asyncio.Event) -> None:
    while not until.is_set():
        with suppress(OSError):
            await ear.listen(port, path, begun)
        await asyncio.sleep(0.2)


async def listen_all(port: int, path: str, pipe) -> None:
    """Connect everybody, say so, listen until told to end; sends back what each heard."""
    ears, until = [Ear() for _ in range(LISTENERS)], asyncio.Event()
    tasks = []
    for first in range(0, LISTENERS, 50):
        some = [(ear, asyncio.Event()) for ear in ears[first : first + 50]]
        tasks += [asyncio.create_task(stay(ear, port, path, begun, until)) for ear, begun in some]
        await asyncio.gather(*(begun.wait() for _ear, begun in some))
        if first + 50 in (FIRST, LISTENERS):
            pipe.send("listening")
            await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    loop = asyncio.get_running_loop()
    while (word := await loop.run_in_executor(None, pipe.recv)) != "end":
        if word == "cut":
            for ear in ears[::CUT]:
                if ear.writer:
                    ear.writer.transport.abort()
    until.set()
    for task in tasks:
        task.cancel()
    pipe.send([(ear.covered, ear.heard, ear.resets) for ear in ears])


def listeners(port: int, path: str, pipe) -> None:
    asyncio.run(listen_all(port, path, pipe))


def writer(url: str, cookie: str, forms: list[tuple[str, dict]], pipe) -> None:
    """Places cards by HTTP at an even pace; sends back (version, when sent, seconds to the answer) of each."""
    from tests.sessions.crowd import post

    found, first = [], time.monotonic()
    for number, (code, form) in enumerate(forms):
        time.sleep(max(0.0, first + number * 4 / A_SECOND - time.monotonic()))
        sent = time.monotonic()
        status, body = post(f"{url}sessions/{code}/place/", cookie, {**form, "key": uuid4()})
        found.append((body.get("version"), sent, time.monotonic() - sent, status))
    pipe.send(found)


def turns(here, number: int) -> list[list[tuple[str, dict]]]:
    """For each of four writers five cards that move on through the cells of two times; no two want one at once."""
    from tests.factories.sessions import card

    made, rooms, slots = [], list(here.rooms.all()), list(here.slots.all())
    for first in range(0, 8, 2):
        cells = [(slot, room) for slot in slots[first : first + 2] for room in rooms]
        cards = [card(here) for _ in range(5)]
        moves = []
        for step in range(number // 20):
            for n, each in enumerate(cards):
                slot, room = cells[(n + 5 * step) % 16]
                moves.append((each.code, {"slot": slot.pk, "room": room.pk, "seen": step, "confirmed": "on"}))
        made.append(moves)
    return made


def report(at: Site) -> None:
    from django.contrib.sessions.models import Session as SignIn
    from django.db import connection

    from sessions.models import Board, Change
    from tests.factories import sessions as factory
    from tests.sessions.crowd import signed_in

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    here = factory.board(factory.camp(), rooms=8, slots=8)
    works = turns(here, A_SECOND * SECONDS)
    SignIn.objects.filter(session_key__startswith="claims").delete()  # those of the claims
    cookies = signed_in([factory.facilitator(here.camp, f"Fay {n}") for n in range(len(works))])
    base = f"/events/{here.camp.slug}/board/"
    connection.close()
    fork, pids = multiprocessing.get_context("fork"), at.tree
    ours, theirs = fork.Pipe()
    crowd = fork.Process(target=listeners, args=(at.port, f"{base}live/?since=0", theirs))
    crowd.start()
    memory = []
    for _ in (FIRST, LISTENERS):
        ours.recv()
        time.sleep(3)
        memory.append(memory_kb(pids))
        ours.send("on")
    each_kb = (memory[1] - memory[0]) / (LISTENERS - FIRST)
    pipes, spent, begun = [], cpu_seconds(pids), time.monotonic()
    for work, cookie in zip(works, cookies, strict=True):
        mine, its = fork.Pipe()
        process = fork.Process(target=writer, args=(at.url + base, cookie, work, its))
        process.start()
        pipes.append((process, mine))
        time.sleep(1 / A_SECOND)
    time.sleep(SECONDS / 2)
    ours.send("cut")
    written = [change for process, pipe in pipes for change in (pipe.recv(), process.join())[0]]
    took, spent = time.monotonic() - begun, cpu_seconds(pids) - spent
    time.sleep(5)
    ours.send("end")
    heard = ours.recv()
    crowd.join()
    head = Board.objects.get(pk=here.pk).version
    versions = list(Change.objects.filter(board=here).values_list("version", flat=True).order_by("version"))
    sent = {version: when for version, when, _took, status in written if status == 200}
    delays = sorted(
        when - sent[version]
        for number, (_covered, known, _resets) in enumerate(heard)
        if number % CUT  # who was cut hears late by intent
        for version, when in known.items()
        if version in sent
    )
    whole = sum(sorted(set(covered)) == versions and not resets for covered, _known, resets in heard)
    answers = sorted(seconds for _version, _when, seconds, _status in written)
    print(
        f"\n{LISTENERS} listeners, {len(written)} changes in {took:.1f} s ({load()}; load and server on the same cores)"
    )
    print(
        f"  change to listener: p50 {delays[len(delays) // 2] * 1000:.0f} ms, "
        f"p99 {delays[len(delays) * 99 // 100] * 1000:.0f} ms, longest {delays[-1] * 1000:.0f} ms\n"
        f"  the writer's own answer: p50 {answers[len(answers) // 2] * 1000:.0f} ms, "
        f"p95 {answers[len(answers) * 95 // 100] * 1000:.0f} ms\n"
        f"  memory {each_kb:.0f} kB a listener (PSS); server CPU {spent / took * 100:.0f} % of a core\n"
        f"  {whole} of {LISTENERS} heard all {head} versions, {len(heard[::CUT])} of them after being cut",
        flush=True,
    )
