"""The timetable, the worker's loop, and the two health addresses."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from citycamp.front import health, worker
from citycamp.front.models import Heartbeat
from citycamp.front.timetable import TASKS
from citycamp.mail.actions import send
from tests.databases import ROOT


@pytest.fixture(autouse=True)
def asked_anew():
    health.last.clear()


@pytest.mark.parametrize("name", [name for name, _every in TASKS])
def test_every_task_of_the_timetable_exists(name):
    assert callable(import_string(name))


@pytest.mark.django_db
def test_outgoing_mail_is_first_in_the_timetable_and_idle_tasks_cost_few_queries(django_assert_max_num_queries):
    assert TASKS[0][0] == "citycamp.mail.tasks.deliver"
    for name, every in TASKS:
        if every <= 1:
            with django_assert_max_num_queries(4):
                import_string(name)(now=timezone.now())


def test_a_failing_task_is_tried_again_and_stops_nobody(caplog):
    stopping = threading.Event()
    seen = []

    def broken(now):
        seen.append(now)
        if len(seen) == 3:
            stopping.set()
        raise RuntimeError("not today")

    worker.keep_running("a.broken.task", broken, 0.01, stopping)
    assert len(seen) == 3
    assert caplog.text.count("task a.broken.task failed") == 3


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    worker.pulse(timezone.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.content == b"disk: ok\ndatabase: ok\nmigrations: ok\ntriggers: ok\nworker: ok\nmail: ok\n"


@pytest.mark.django_db
def test_not_ready_without_a_worker_or_with_late_mail(client):
    answer = client.get("/readyz")
    assert (answer.status_code, b"worker: silent" in answer.content) == (503, True)

    health.last.clear()
    Heartbeat.beat("worker", timezone.now() - timedelta(minutes=5))
    send("mail/test", "ana@example.org", {}, key="k", after=timezone.now() - timedelta(hours=1))
    answer = client.get("/readyz")
    assert b"worker: silent\nmail: late\n" in answer.content
    assert b"ana" not in answer.content


@pytest.mark.django_db
def test_not_ready_when_the_disk_is_full_or_the_database_away(client, monkeypatch):
    monkeypatch.setattr(health, "ROOM", 10**18)
    assert b"disk: full" in client.get("/readyz").content

    def away(*_):
        raise OSError("gone")

    health.last.clear()
    monkeypatch.setattr(Heartbeat, "beat", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"database: away" in answer.content


def test_alive_asks_no_database(client):
    answer = client.get("/healthz")  # without a mark, any query fails this test
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def bare_environment(**more: str) -> dict[str, str]:
    """Nothing of ours but what is given."""
    kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | more


def test_debug_and_a_database_url_are_enough_to_start(own_database, tmp_path):
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=ROOT,
        env=bare_environment(DEBUG="1", DATABASE_URL=own_database),
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0
    assert checked.stdout.startswith("System check identified no issues")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "SECRET_KEY needs 50 random characters"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY needs 50 random characters"),
        ({"SECRET_KEY": "x" * 60}, "SITE_URL is the address people type"),
        (
            {"SECRET_KEY": "x" * 60, "SITE_URL": "https://camp.example.org", "ALLOWED_HOSTS": "*"},
            "ALLOWED_HOSTS must name the hosts",
        ),
    ],
)
def test_unsafe_settings_do_not_start(settings, sentence):
    started = subprocess.run(
        [sys.executable, "-c", "import citycamp.settings"],
        cwd=ROOT,
        env=bare_environment(**settings),
        capture_output=True,
        text=True,
    )
    assert started.returncode != 0
    assert sentence in started.stderr
