"""`manage.py serve`, for real: it answers, mails, survives its children's deaths, and leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from citycamp.mail import actions
from citycamp.mail.models import OutboxMail
from tests.databases import ROOT
from tests.factories.sessions import board
from tests.servers import Server, here_and_now, serving, wait_until

LETTER = "mail/test"


def queue(count: int) -> None:
    for number in range(count):
        actions.send(LETTER, f"p{number}@example.org", {"number": number}, key=f"letter:{number}")


def children(server: Server) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True)
    return [int(pid) for pid in listed.stdout.split()]


def test_one_command_serves_mails_and_stops_cleanly(running_server):
    server = running_server
    with urlopen(f"{server.url}/healthz") as answer:
        assert answer.read() == b"alive\n"
    queue(3)
    letters = server.sink.wait_for(3)
    assert sorted(letter.to[0] for letter in letters) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert {letter.message.get_content_type() for letter in letters} == {"multipart/alternative"}
    assert f"SMTP to 127.0.0.1:{server.sink.port}" in server.log()

    session, start = server.session, time.monotonic()
    assert server.stop() == 0

    assert time.monotonic() - start < here_and_now(5)
    left = subprocess.run(["ps", "-o", "pid=,args=", "-s", str(session)], capture_output=True, text=True).stdout
    assert left == ""


@pytest.mark.parametrize("caught", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_at_once_ends_it_quietly(running_server, caught):
    """Ctrl+C in a terminal reaches every process of the foreground group, and impatient people press it twice."""
    server = running_server
    stream = urlopen(f"{server.url}/events/{board().camp.slug}/board/live/", timeout=60)
    said, session = server.log(), server.session
    # The parent alone hears it, or two orders to stop race each other in the web server's own children.
    assert server.process.pid not in {os.getpgid(pid) for pid in server.processes() if pid != server.process.pid}
    start = time.monotonic()
    os.killpg(server.process.pid, caught)
    os.killpg(server.process.pid, caught)
    code, server.process = server.process.wait(60), None
    stream.close()
    assert code == 0
    assert time.monotonic() - start < here_and_now(5)
    assert server.log()[len(said) :] == "Stopped.\n"
    assert subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True).stdout == ""


def test_open_event_streams_do_not_hold_up_the_end(running_server):
    server = running_server
    slug = board().camp.slug
    streams = [urlopen(f"{server.url}/events/{slug}/board/live/", timeout=60) for _ in range(5)]
    assert all(stream.headers["Content-Type"].startswith("text/event-stream") for stream in streams)
    assert all("Content-Encoding" not in stream.headers for stream in streams)

    start = time.monotonic()
    assert server.stop() == 0

    assert time.monotonic() - start < here_and_now(5)


def test_a_child_that_dies_is_started_again_and_a_dead_parent_leaves_no_orphan(running_server):
    server = running_server
    before = children(server)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(children(server)) == len(before) and not set(before) & set(children(server)), "new children")
    wait_until(server.answers, "answer after the restart")
    assert server.log().count("ended (signal 9)") == len(before)
    queue(1)
    server.sink.wait_for(1)

    session = server.session
    server.process.kill()
    server.process.wait()
    wait_until(
        lambda: not subprocess.run(["ps", "-o", "pid=", "-s", str(session)], capture_output=True).stdout, "quiet"
    )
    server.process = None


def test_a_worker_killed_while_it_sends_sends_nothing_twice_and_loses_nothing(own_database):
    with serving(own_database, pause=0.02, MAIL_LEASE_SECONDS="3") as server:
        queue(60)
        for share in (10, 30):
            server.sink.wait_for(share)
            for pid in children(server):
                os.kill(pid, signal.SIGKILL)
        in_hand = OutboxMail.objects.filter(state__in=["waiting", "claimed", "handed"])
        wait_until(lambda: not in_hand.exists(), "end of the queue")
        states = dict(OutboxMail.objects.values_list("key", "state"))
        got = [letter.message["Message-ID"] for letter in server.sink.letters()]
    doubtful = [key for key, state in states.items() if state == "doubtful"]
    assert len(states) == 60
    assert set(states.values()) <= {"sent", "doubtful"}
    assert len(got) == len(set(got))  # nothing twice
    assert 60 - len(doubtful) <= len(got) <= 60  # what is missing is known by name
    assert len(doubtful) <= 2  # one for each time the worker was killed


def test_a_taken_port_is_said_in_a_sentence(running_server):
    second = subprocess.run(
        [sys.executable, "manage.py", "serve", "--port", str(running_server.port)],
        cwd=ROOT,
        env=running_server.environment,
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert second.stderr == (
        f"CommandError: Port {running_server.port} is taken by another program."
        " Stop that one, or choose another with --port.\n"
    )
