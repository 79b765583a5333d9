"""What becomes of a mail that came in: each rule has a mail that triggers it, and the order is proven."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from citycamp.mail.models import OutboxMail
from citycamp.people.models import Sanction
from mailinglists import tokens
from mailinglists.actions import close_thread, inbound, ingest, post, release, store_inbound
from mailinglists.actions.moderating import CannotRelease
from mailinglists.models import Delivery, HeldMessage, InboundMessage, MailingList, Message, Subscription
from tests.factories import people
from tests.factories.mailinglists import GOV_DOMAIN, government_list, mail, member, official, public_list

pytestmark = pytest.mark.django_db
MTA = "mx.testserver"


@pytest.fixture(autouse=True)
def own_mail_server(settings):
    settings.LISTS_AUTHSERV_ID = MTA


def results(domain, how="dkim=pass header.d={0}", speaker=MTA):
    """The result header of a mail server, and a signature that covers what it must."""
    signed = f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=x; h=from:to:subject:date; bh=x; b=y\r\n"
    return f"Authentication-Results: {speaker}; {how.format(domain)}\r\n{signed}"


def come_in(mailing_list, raw=None, sender="noor@example.org", recipient="", **parts):
    raw = raw or mail(mailing_list.address(), **parts)
    row = store_inbound(raw, recipient or mailing_list.address(), sender, "lmtp")
    while ingest():
        pass
    row.refresh_from_db()
    return row


def told(row):
    return (row.state, row.codes)


def test_a_plain_mail_to_an_open_list_is_posted_and_copied_to_each_receiver():
    mailing_list = public_list()
    first, second = member(mailing_list), member(mailing_list)
    for fields in ({"delivery": "none"}, {"away_until": timezone.now() + timedelta(days=3)}):
        member(mailing_list, **fields)
    row = come_in(mailing_list)
    assert told(row) == ("accepted", [])
    assert set(Delivery.objects.values_list("subscription", flat=True)) == {first.pk, second.pk}
    again = store_inbound(row.raw.content, mailing_list.address(), "noor@example.org", "lmtp")
    assert again.pk == row.pk


def test_one_that_cannot_be_processed_is_kept_and_named_and_the_next_goes_on(monkeypatch):
    mailing_list = public_list()
    bad = store_inbound(mail(mailing_list.address(), subject="bad"), mailing_list.address(), "a@example.org", "lmtp")
    real = inbound.facts_of

    def facts(row, *rest):
        if row.pk == bad.pk:
            raise ZeroDivisionError("on purpose")
        return real(row, *rest)

    monkeypatch.setattr(inbound, "facts_of", facts)
    good = come_in(mailing_list, text="Good\n")
    bad.refresh_from_db()
    assert told(good) == ("accepted", [])
    assert (bad.state, bad.attempts) == ("unparseable", 3)
    assert "on purpose" in bad.fault


CASES = [
    ("loop", "set_aside", {}, {"extra": "List-Id: <open.testserver>"}),
    ("automatic", "set_aside", {}, {"extra": "Auto-Submitted: auto-replied"}),
    ("too_large", "refused", {"max_bytes": 300}, {"text": "x" * 400}),
    ("announce_only", "refused", {"posting": "announce"}, {}),
    ("members_only", "held", {"posting": "members"}, {}),
    ("moderated", "held", {"posting": "moderated"}, {}),
    ("first_posts", "held", {"first_posts_held": 1}, {}),
    ("sender_unproven", "held", {}, {"extra": results("example.org", "dmarc=fail header.from={0}")}),
    ("sender_unclear", "held", {}, {"extra": "From: Other <other@example.org>"}),
    ("many_recipients", "held", {}, {"extra": "Cc: " + ", ".join(f"p{n}@example.org" for n in range(25))}),
    ("command_word", "held", {}, {"text": "unsubscribe\n"}),
    ("whole_digest", "held", {}, {"text": "> x\n" + ("> " + "-" * 30 + "\n> y\n").replace("> -", ">-") * 3}),
]


@pytest.mark.parametrize(("code", "state", "settings_", "parts"), CASES, ids=[case[0] for case in CASES])
def test_each_rule_has_a_mail_that_triggers_it(code, state, settings_, parts):
    mailing_list = public_list("open", **settings_)
    row = come_in(mailing_list, **parts)
    assert told(row) == (state, [code])
    assert Message.objects.count() == 0


def test_rules_that_ask_the_archive_and_the_people():
    mailing_list = public_list()
    first = come_in(mailing_list, message_id="one@example.org", text="One\n")
    assert told(first) == ("accepted", [])
    doubled = come_in(mailing_list, message_id="one@example.org", text="One\n", extra="X-Second: yes")
    assert told(doubled) == ("duplicate", ["duplicate"])
    reused = come_in(mailing_list, message_id="one@example.org", text="Other words\n")
    assert told(reused) == ("held", ["id_reused"])
    hidden = come_in(mailing_list, mail("someone@example.org"))
    assert told(hidden) == ("held", ["not_addressed"])
    close_thread(Message.objects.get().thread, "Settled.", by=people.person())
    late = come_in(mailing_list, extra="In-Reply-To: <one@example.org>")
    assert told(late) == ("refused", ["thread_closed"])
    Sanction.objects.create(address="noor@example.org", kind="write", reason="Spam")
    assert told(come_in(mailing_list)) == ("set_aside", ["banned"])
    assert told(come_in(mailing_list, sender="")) == ("set_aside", ["automatic"])
    MailingList.objects.filter(pk=mailing_list.pk).update(state="retired", state_at=timezone.now())
    assert told(come_in(mailing_list)) == ("refused", ["retired"])  # before banned


def test_holds_are_collected_and_the_first_refusal_ends_the_run():
    mailing_list = public_list(posting="members", first_posts_held=1)
    held = come_in(mailing_list, text="help\n")
    assert told(held) == ("held", ["members_only", "first_posts", "command_word"])
    mailing_list.max_bytes = 10
    mailing_list.save()
    assert told(come_in(mailing_list, text="help\n")) == ("refused", ["too_large"])


def test_a_mail_that_would_join_three_threads_waits():
    mailing_list = public_list()
    for n in range(3):
        come_in(mailing_list, message_id=f"t{n}@example.org", text=f"{n}\n")
    glue = "References: " + " ".join(f"<t{n}@example.org>" for n in range(3))
    assert told(come_in(mailing_list, extra=glue)) == ("held", ["joins_threads"])
    assert mailing_list.threads.count() == 3
    assert told(come_in(mailing_list, extra="References: <t0@example.org> <t1@example.org>")) == ("accepted", [])
    assert mailing_list.threads.count() == 2


def test_nothing_goes_from_a_government_list_to_an_open_one_unseen():
    closed, open_list = government_list("gov"), public_list("open")
    inside = post(closed, "Inside", "Words.\n", key="1").message
    assert told(come_in(open_list, extra=f"Cc: {closed.address()}")) == ("held", ["crosspost"])
    assert told(come_in(open_list, extra=f"In-Reply-To: <{inside.message_id}>")) == ("held", ["crosspost"])


def test_a_government_list_takes_mail_of_proven_officials_only():
    mailing_list = government_list(first_posts_held=0)
    ray = official("Ray")
    member(mailing_list, ray)
    sender = f"Ray <{ray.email}>"

    def by_ray(extra):
        return told(come_in(mailing_list, mail(mailing_list.address(), sender=sender, extra=extra), sender=ray.email))

    assert by_ray(results(GOV_DOMAIN)) == ("accepted", [])
    unproven = ("held", ["sender_unproven"])
    assert by_ray("") == unproven
    assert by_ray(results(GOV_DOMAIN, speaker="mx.elsewhere.example")) == unproven
    assert by_ray(results("evil.example")) == unproven
    assert by_ray(results(GOV_DOMAIN) + results(GOV_DOMAIN)) == unproven
    assert by_ray(results(GOV_DOMAIN).replace("h=from:to:subject:date", "h=from:date")) == unproven
    assert by_ray(results(GOV_DOMAIN).replace("bh=x", "l=10; bh=x")) == unproven
    stranger = mail(mailing_list.address(), sender="Eve <eve@example.org>", extra=results("example.org"))
    refused = come_in(mailing_list, stranger, sender="eve@example.org")
    assert told(refused) == ("refused", ["officials_only"])
    # A signed mail sent here again by somebody else is recognised.
    good = InboundMessage.objects.filter(state="accepted").get().raw.content
    replay = come_in(mailing_list, b"X-Again: 1\r\n" + good, sender="eve@example.org")
    assert told(replay) == ("duplicate", ["duplicate"])


def test_a_moderator_releases_what_is_unproven_and_nobody_what_is_not_official():
    mailing_list = government_list()
    ray = official("Ray")
    member(mailing_list, ray)
    moderator = official("Mo", factor=True)
    come_in(mailing_list, mail(mailing_list.address(), sender=f"Ray <{ray.email}>"), sender=ray.email)
    held = HeldMessage.objects.get()
    ray.verifications.update(state="revoked")
    with pytest.raises(CannotRelease):
        release(held, by=moderator)
    ray.verifications.update(state="verified")
    assert release(held, by=moderator).list == mailing_list


def test_a_forged_owner_does_not_write_to_an_announcement_list():
    mailing_list = public_list(posting="announce")
    owner = people.person("Olga", "olga@example.org", factor=True)
    people.role(owner, "owner", mailing_list)
    forged = come_in(mailing_list, mail(mailing_list.address(), sender="Olga <olga@example.org>"))
    assert told(forged) == ("held", ["sender_unproven"])
    real = mail(mailing_list.address(), sender="Olga <olga@example.org>", extra=results("example.org"))
    assert told(come_in(mailing_list, real)) == ("accepted", [])


def test_answers_go_once_a_day_and_only_to_a_proven_sender():
    mailing_list = public_list(posting="announce")
    answers = OutboxMail.objects.filter(template="mailinglists/email/refused")
    come_in(mailing_list)
    assert answers.count() == 0  # unproven
    for _ in range(2):
        come_in(mailing_list, extra=results("example.org"))
    assert [row.to for row in answers] == ["noor@example.org"]
    assert answers.get().context["sentence"].startswith("Only named people write to this list.")
    come_in(mailing_list, extra=results("example.org"), sender="bounce@else.example")
    come_in(mailing_list, extra=results("example.org") + "Auto-Submitted: auto-replied")
    assert answers.count() == 1


def test_join_and_leave_by_mail_ask_back_and_a_leave_token_does_not():
    mailing_list = public_list()
    slug = mailing_list.slug
    assert told(come_in(mailing_list, recipient=mailing_list.address("join"))) == ("handled", ["join"])
    row = Subscription.objects.get()
    assert (row.state, row.address_key) == ("pending", "noor@example.org")
    assert OutboxMail.objects.get().template == "mailinglists/email/confirm_join"
    link = OutboxMail.objects.get().context["link"]
    token = link.rstrip("/").rpartition("/")[2]
    come_in(mailing_list, recipient=f"{slug}-confirm+{token}@testserver")
    row.refresh_from_db()
    assert row.state == "active"
    come_in(mailing_list, recipient=mailing_list.address("leave"))
    row.refresh_from_db()
    assert row.state == "active"
    come_in(mailing_list, recipient=f"{slug}-leave+{tokens.leaving(row.pk, slug)}@testserver")
    row.refresh_from_db()
    assert row.state == "ended"
    auto = come_in(mailing_list, recipient=mailing_list.address("join"), sender="")
    assert told(auto) == ("set_aside", ["join"])


def test_the_bytes_and_the_notices_stand(settings):
    mailing_list = public_list()
    come_in(mailing_list)
    for table, column in (("rawmessage", "size"), ("noticeversion", "number")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE mailinglists_{table} SET {column} = 7")


def test_the_archive_verifies_and_a_flipped_byte_is_found(capsys):
    mailing_list = public_list()
    come_in(mailing_list, text="Exactly this.\n")
    call_command("verify_archive")
    row = InboundMessage.objects.get().raw
    forged = type(row).of(b"other bytes")
    with connection.cursor() as cursor:  # as somebody with a shell would, where no trigger refuses
        cursor.execute(
            "INSERT INTO mailinglists_rawmessage (sha256, size, blob, stored_at) VALUES (%s, %s, %s, %s)",
            ["0" * 64, 3, forged.blob, row.stored_at],
        )
    with pytest.raises(SystemExit):
        call_command("verify_archive")
    assert "2 mails, 1 changed" in capsys.readouterr().out


def test_the_command_writes_what_an_import_reads(tmp_path):
    mailing_list = public_list()
    come_in(mailing_list, text="Exactly this.\n\nFrom here on.\n")
    box = tmp_path / "out.mbox"
    call_command("export_mbox", mailing_list.slug, output=str(box))
    call_command("import_mbox", public_list("copy").slug, str(box))
    assert Message.objects.count() == 2
    assert len(set(Message.objects.values_list("raw", flat=True))) == 1
