"""No mail is acknowledged that is not there, and no copy is lost, whatever is killed."""

import json
import smtplib
import time
from collections import Counter
from email import message_from_bytes
from email.policy import default

from django.db import connection
from django.utils import timezone

from mailinglists.actions import post
from mailinglists.models import Delivery, InboundMessage, RawMessage, Subscription
from tests.factories.mailinglists import mail, public_list
from tests.mailinglists import processes
from tests.servers import free_port, listens, wait_until

PLACES = ["claim", "intent", "connect", "mail", "rcpt", "data", "dot", "reply", "result", "commit"]


def subscribe_many(mailing_list, count):
    Subscription.objects.bulk_create(
        Subscription(
            list=mailing_list,
            address=f"p{n}@example.org",
            address_key=f"p{n}@example.org",
            state="active",
            confirmed_at=timezone.now(),
        )
        for n in range(count)
    )


def hand_in(port, recipients, raw):
    """What the door answers for each recipient. Python's own LMTP client reads one answer only."""
    with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("noor@example.org")
        answers = [client.rcpt(recipient)[0] for recipient in recipients]
        assert client.docmd("DATA")[0] == 354
        client.send(raw + b".\r\n")
        return [client.getreply()[0] if code == 250 else code for code in answers]


def stop(process):
    process.terminate()
    process.wait(60)
    process.stdout.close()


def test_a_worker_killed_at_every_step_loses_nobody_and_doubles_at_most_one_each_time(
    own_database, django_db_blocker, tmp_path
):
    with django_db_blocker.unblock():
        mailing_list = public_list("open")
        subscribe_many(mailing_list, 60)
        message = post(mailing_list, "We begin", "At nine.\n", key="one").message
        assert Delivery.objects.count() == 60
        connection.close()
    port, seen = free_port(), tmp_path / "seen"
    sink = processes.start("sink", str(port), str(seen))
    try:
        wait_until(lambda: listens(port), f"door at {port}")
        plan = [[place, 1 if place == "claim" else 3] for place in PLACES]
        worker = processes.start(
            "deliver",
            json.dumps(plan),
            DATABASE_URL=own_database,
            DATA_DIR=str(tmp_path),
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            LISTS_DELIVERY="smtp",
            LISTS_LEASE_SECONDS="0",
        )
        codes = json.loads(worker.communicate(timeout=120)[0])
    finally:
        stop(sink)
    assert codes == [-9] * len(PLACES) + [0]
    copies = Counter(tuple(json.loads(line)[:2]) for line in seen.read_text().splitlines())
    assert {recipient for _, recipient in copies} == {f"p{n}@example.org" for n in range(60)}
    assert {message_id for message_id, _ in copies} == {f"<{message.message_id}>"}
    with django_db_blocker.unblock():
        states = Counter(Delivery.objects.values_list("state", flat=True))
        named = set(Delivery.objects.filter(doubts__gt=0).values_list("address", flat=True))
        connection.close()
    assert states == {"sent": 60}
    doubled = {recipient for (_, recipient), count in copies.items() if count > 1}
    assert doubled <= named
    assert sum(copies.values()) - 60 <= len(PLACES)
    assert len(named) <= len(PLACES)
    assert max(copies.values()) == 2  # the plan does kill after a mail was handed over
    first = message_from_bytes((tmp_path / "seen.eml").read_bytes(), policy=default)
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.get_content().count("Freedom of Information Act") == 1


def test_a_door_killed_before_and_after_its_commit_never_says_yes_to_what_is_not_stored(
    own_database, django_db_blocker, tmp_path
):
    with django_db_blocker.unblock():
        address = public_list("open").address()
        other = public_list("other").address()
        connection.close()
    port = free_port()
    plan = [["before commit", 2], ["after commit", 2], ["after commit", 1]]
    door = processes.start("lmtp", str(port), json.dumps(plan), DATABASE_URL=own_database, DATA_DIR=str(tmp_path))
    mails = [mail(f"{address}, {other}", message_id=f"m{n}@example.org", text=f"Number {n}\n") for n in range(6)]
    yes: Counter = Counter()
    no_answer = 0
    try:
        for n, raw in enumerate(mails):
            for _attempt in range(10):
                wait_until(lambda: listens(port), f"door at {port}")
                try:
                    assert hand_in(port, [address, "nobody@testserver", other], raw) == [250, 550, 250]
                    yes[n] += 1
                    break
                except (OSError, smtplib.SMTPException):
                    no_answer += 1
                    time.sleep(0.2)
        assert hand_in(port, [address], mail(address, text="x" * 500_000 + "\n")) == [250]
    finally:
        stop(door)
    assert no_answer == 3
    assert yes == dict.fromkeys(range(6), 1)
    with django_db_blocker.unblock():
        rows = Counter(InboundMessage.objects.values_list("recipient", flat=True))
        stored = {row.content for row in RawMessage.objects.all()}
        connection.close()
    assert rows == {address: 7, other: 6}
    assert set(mails) <= stored
