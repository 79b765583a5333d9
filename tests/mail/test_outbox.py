"""The outbox: in the caller's transaction, once for a key, one row failing alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from citycamp.mail import actions, sending
from citycamp.mail.models import OutboxMail

pytestmark = pytest.mark.django_db
State = OutboxMail.State


@pytest.fixture(autouse=True)
def letters(tmp_path: Path, settings) -> Path:
    """A folder of mail templates of the test's own."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    (tmp_path / "letter.txt").write_text("Subject: Hello {{ name }}\n\nDear {{ name }},\nsee {{ link }} & come.\n")
    (tmp_path / "rich.txt").write_text("Subject: Rich\n\nPlain words.\n")
    (tmp_path / "rich.html").write_text(
        '{% extends "mail/base.html" %}{% block content %}<h1>{{ name }}</h1>{% endblock %}'
    )
    (tmp_path / "nameless.txt").write_text("No subject here\n")
    return tmp_path


def send(key="k:1", template="letter", to="ana@example.org", name="Ana", **more):
    actions.send(template, to, {"name": name, "link": "https://camp.example.org/x"}, key=key, **more)


def test_a_mail_goes_as_text_and_html():
    send()

    assert sending.deliver(timezone.now()) == 1

    [message] = django_mail.outbox
    assert message.to == ["ana@example.org"]
    assert message.subject == "Hello Ana"
    assert message.body.startswith("Dear Ana,\nsee https://camp.example.org/x & come.\n\n-- \n")
    assert "http://testserver/" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<a href="https://camp.example.org/x"' in html
    assert "&amp; come" in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_an_html_template_beside_the_text_is_used_and_escapes_names():
    send(template="rich", name="<b>Ana</b>")

    sending.deliver(timezone.now())

    html, _ = django_mail.outbox[0].alternatives[0]
    assert "<h1>&lt;b&gt;Ana&lt;/b&gt;</h1>" in html


def test_the_same_key_never_gives_a_second_mail():
    send(key="followup:7:30:ana")
    send(key="followup:7:30:ana", name="Somebody else")

    assert sending.deliver(timezone.now()) == 1
    send(key="followup:7:30:ana")
    assert sending.deliver(timezone.now()) == 0


def test_a_transaction_that_fails_takes_its_mail_along():
    def act():
        with transaction.atomic():
            send()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not OutboxMail.objects.exists()


def test_a_mail_waits_for_its_time():
    tomorrow = timezone.now() + timedelta(days=1)
    send(after=tomorrow)

    assert sending.deliver(timezone.now()) == 0
    assert OutboxMail.objects.get().state == State.WAITING


def test_withdrawing_takes_back_what_waits_and_nothing_else():
    send(key="moved:7:ana")
    sending.deliver(timezone.now())
    for key in ("moved:7:ben", "moved:7:cleo", "moved:71:dan", "Moved:7:eve"):
        send(key=key)

    assert actions.withdraw("moved:7:") == 2

    assert sending.deliver(timezone.now()) == 2
    assert OutboxMail.objects.get(key="moved:7:ana").state == State.SENT
    assert OutboxMail.objects.get(key="moved:7:ben").state == State.WITHDRAWN
    assert OutboxMail.objects.get(key="Moved:7:eve").state == State.SENT


def test_one_bad_row_fails_alone():
    send(key="bad", template="nameless")
    send(key="worse", template="not/there")
    send(key="good")

    assert sending.deliver(timezone.now()) == 1

    assert {mail.key: mail.state for mail in OutboxMail.objects.all()} == {
        "bad": State.FAILED,
        "worse": State.FAILED,
        "good": State.SENT,
    }
    assert "NoSubject" in OutboxMail.objects.get(key="bad").problem


def test_what_a_mail_said_is_not_kept_after_it_went_nor_its_address_after_a_month():
    send()
    sending.deliver(timezone.now())
    mail = OutboxMail.objects.get()
    assert (mail.context, mail.to) == ({}, "ana@example.org")

    sending.forget(timezone.now() + timedelta(days=31))

    mail.refresh_from_db()
    assert (mail.to, mail.key) == ("", "k:1")


@pytest.mark.parametrize("name", ["Ana\nBcc: eve@example.org", "Ana\r\nBcc: eve@example.org", "Ana\r\n\r\nBcc: eve"])
def test_a_line_break_in_a_name_starts_no_header(name):
    send(name=name)

    sending.deliver(timezone.now())

    [message] = django_mail.outbox
    head = message.message().as_bytes().partition(b"\n\n")[0]
    assert b"\nBcc" not in head
    assert message.recipients() == ["ana@example.org"]


@pytest.mark.parametrize("to", ["ana@example.org\nBcc: eve@example.org", "", "two words"])
def test_a_bad_address_fails_alone(to):
    send(to=to)
    send(key="good")

    sending.deliver(timezone.now())

    assert OutboxMail.objects.get(key="good").state == State.SENT
    assert all("eve" not in message.message().as_string() for message in django_mail.outbox)


def test_context_that_is_not_json_is_refused_where_it_is_written():
    with pytest.raises(TypeError):
        actions.send("letter", "ana@example.org", {"when": timezone.now()}, key="k")


def test_after_a_dead_worker_a_claimed_mail_goes_and_a_handed_one_is_in_doubt():
    send(key="claimed")
    send(key="handed")
    now = timezone.now()
    sending.claim(now)
    OutboxMail.objects.filter(key="handed").update(state=State.HANDED)

    assert sending.deliver(now) == 0  # the lease still holds
    assert sending.deliver(now + timedelta(seconds=301)) == 1
    assert OutboxMail.objects.get(key="claimed").state == State.SENT
    assert OutboxMail.objects.get(key="handed").state == State.DOUBTFUL
    assert sending.deliver(now + timedelta(hours=1)) == 0
