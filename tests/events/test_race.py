"""Two hundred people at once for thirty seats: processes, real commits, both engines. events.md 6, 17.6."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from events.actions import set_seats
from events.models import Registration, Seat
from tests.factories.events import camp, registered
from tests.factories.people import person

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = """
import os, sys, django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection
from django.test import Client
from django.utils import timezone
from events.models import Camp
slug, keys = sys.argv[1], sys.argv[2:]
FILLED = {"name": "Somebody", "photo": "yes", "conduct": "on", "on_record": "on"}
def one(key):
    client = Client()
    client.cookies["session"] = key
    try:
        return client.post(f"/events/{slug}/register/", FILLED).status_code
    finally:
        connection.close()
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(10) as pool:
    for status in pool.map(one, keys):
        print(status, flush=True)
"""


def sessions(people):
    keys = []
    for user in people:
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store.save()
        keys.append(store.session_key)
    return keys


def start(url, slug, keys):
    known = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, slug, *keys],
        cwd=ROOT,
        env=known,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_hundred_requests_for_thirty_seats_with_a_process_killed_in_between(own_database):
    where = camp(seats=30)
    people = [person() for _ in range(200)]
    keys = sessions(people)
    connection.close()
    workers = [start(own_database, where.slug, keys[half::2]) for half in (0, 1)]
    doomed = start(own_database, where.slug, keys[:60])
    for worker in (*workers, doomed):
        assert worker.stdout.readline() == "ready\n"
    for worker in (doomed, *workers):
        worker.stdin.write("go\n")
        worker.stdin.flush()
    doomed.stdout.readline()
    doomed.kill()
    doomed.communicate()
    answers = [line for worker in workers for line in worker.communicate(timeout=240)[0].split()]
    assert (len(answers), set(answers)) == (200, {"302"})

    rows = Registration.objects.filter(camp=where)
    assert rows.count() == rows.values("user").distinct().count() == 200
    assert rows.filter(state="confirmed").count() == 30
    assert set(rows.filter(state="confirmed").values_list("seat", flat=True)) == set(
        Seat.objects.filter(camp=where).values_list("pk", flat=True)
    )
    line = list(rows.waiting().values_list("pk", "waited_since"))
    assert len(line) == 170
    assert [since for _pk, since in line] == sorted({since for _pk, since in line})
    last_seated = rows.filter(state="confirmed").latest("made_at").made_at
    assert last_seated <= timezone.now()

    set_seats(where, 35, by=people[0], now=timezone.now())
    offered = list(Registration.objects.filter(camp=where, state="offered").order_by("seat__number").values_list("pk"))
    assert [pk for (pk,) in offered] == [pk for pk, _since in line[:5]]


def test_the_same_person_twenty_times_at_once_has_one_row(own_database):
    where, maya = camp(seats=30), person()
    registered(where)
    keys = sessions([maya]) * 20
    connection.close()
    worker = start(own_database, where.slug, keys)
    worker.stdout.readline()
    answers = worker.communicate("go\n", timeout=240)[0].split()
    assert set(answers) == {"302"}
    assert Registration.objects.filter(camp=where, user=maya).count() == 1
    assert Registration.objects.filter(camp=where, state="confirmed").count() == 2


def test_threads_that_register_at_once_fill_each_seat_once_and_the_same_person_once(own_database):
    where, people = camp(seats=3), [person() for _ in range(8)]
    everybody = [*people, people[0], people[0]]

    def one(user):
        try:
            return registered(where, user).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        rows = list(pool.map(one, everybody))
    assert len(set(rows)) == 8
    assert Registration.objects.filter(camp=where, state="confirmed").count() == 3
    assert Registration.objects.filter(camp=where, state="waiting").count() == 5
