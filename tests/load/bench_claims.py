"""500 people press one cell at the same moment, from 50 processes on the machine of the server."""

import multiprocessing
import time
from collections import Counter
from uuid import uuid4

from tests.load.measuring import Site, cpu_seconds, load

CLAIMS, PROCESSES = 500, 50


def report(at: Site) -> None:
    from django.db import connection

    from sessions.models import Session
    from tests.factories import sessions as factory
    from tests.sessions.crowd import claim, hosts_with_a_session_each, ready, signed_in

    here = factory.board(factory.camp(), rooms=8, slots=8)
    slot, room = here.slots.first(), here.rooms.first()
    people, cards = hosts_with_a_session_each(here, CLAIMS)
    base = f"{at.url}/events/{here.camp.slug}/board/sessions/"
    work = [
        (f"{base}{card.code}/place/", cookie, {"slot": slot.pk, "room": room.pk, "seen": 0, "key": uuid4()})
        for card, cookie in zip(cards, signed_in(people), strict=True)
    ]
    connection.close()
    pids, fork = at.tree, multiprocessing.get_context("fork")
    with fork.Pool(PROCESSES, ready, [fork.Barrier(PROCESSES)]) as pool:
        spent, begun = cpu_seconds(pids), time.perf_counter()
        shares = [work[number::PROCESSES] for number in range(PROCESSES)]
        answers = [each for share in pool.map_async(claim, shares, chunksize=1).get(240) for each in share]
        took, spent = time.perf_counter() - begun, cpu_seconds(pids) - spent
    statuses = Counter(status for status, _body, _seconds in answers)
    walls = sorted(seconds for _status, _body, seconds in answers)
    winners = Session.objects.filter(board=here, slot__isnull=False).count()
    print(f"\n{CLAIMS} claims on one cell ({load()}): answers {dict(statuses)}, {winners} placed, {took:.1f} s in all")
    print(
        f"  p50 {walls[len(walls) // 2]:.2f} s, p99 {walls[len(walls) * 99 // 100]:.2f} s, longest {walls[-1]:.2f} s; "
        f"server CPU {spent * 1000 / CLAIMS:.1f} ms a claim",
        flush=True,
    )
