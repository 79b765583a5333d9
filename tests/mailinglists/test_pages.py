"""Who sees what of a list, and what the pages say."""

import gzip
import re
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from citycamp.mail.models import OutboxMail
from citycamp.people.actions import grant_role, revoke_verification
from mailinglists import delivery, mboxes, permissions, tokens
from mailinglists.actions import (
    NotPosted,
    OfficialsOnly,
    close_thread,
    hide_message,
    import_mbox,
    ingest,
    post,
    store_inbound,
    subscribe,
    write,
)
from mailinglists.models import Delivery, HeldMessage, InboundMessage, MailingList, Message, Subscription
from tests.factories import people
from tests.factories.mailinglists import government_list, mail, member, official, public_list

pytestmark = pytest.mark.django_db
MARKER = "Quetzalmarker"


def written(mailing_list, user, subject=f"About {MARKER}", text=f"The {MARKER} is due.\n", **more):
    if mailing_list.government and not mailing_list.subscriptions.filter(user=user).exists():
        member(mailing_list, user, own_copies=False)
    outcome = write(mailing_list, by=user, address=user.email, subject=subject, text=text, key=subject, **more)
    assert outcome.posted, outcome
    return outcome.message


def addresses_of(message):
    slug, key = message.list.slug, message.id_hash
    month = {"slug": slug, "year": f"{message.date:%Y}", "number": f"{message.date:%m}"}
    return [
        reverse("lists:home", args=[slug]),
        reverse("lists:month", kwargs=month),
        reverse("lists:thread", args=[slug, key]),
        reverse("lists:thread", args=[slug, key]) + "?view=flat",
        reverse("lists:thread_feed", args=[slug, key]),
        reverse("lists:message", args=[slug, key]),
        reverse("lists:raw", args=[slug, key]),
        reverse("lists:headers", args=[slug, key]),
        reverse("lists:search", args=[slug]) + f"?q={MARKER}",
        reverse("lists:feed", args=[slug]),
        reverse("lists:export", args=[slug]),
        reverse("lists:export_all", args=[slug]),
        reverse("lists:export_month", kwargs=month),
        reverse("lists:export_thread", args=[slug, key]),
        reverse("lists:post", args=[slug]),
        reverse("lists:reply", args=[slug, key]),
    ]


def blanked(response):
    """A 404 without what may differ: nonce, path, CSRF token."""
    text = re.sub(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    request = response.wsgi_request
    for path in (request.get_full_path(), request.path):
        for form in (quote_plus(path), escape(path), path):
            text = text.replace(form, "")
    return response.status_code, text


def test_officials_read_a_government_list_and_for_all_others_it_is_not_there(client):
    mailing_list = government_list("gov-one")
    ray = official("Ray Oduya")
    message = written(mailing_list, ray)
    verifier = people.person(factor=True)
    people.role(verifier, "verifier")
    staff = people.person(factor=True)
    people.role(staff, "staff")
    lapsed = official("Lee Lapsed")
    revoke_verification(lapsed.verifications.get(), "left", by=verifier)
    elsewhere = member(public_list()).user
    pages = addresses_of(message)
    absent = blanked(client.get("/lists/no-such-list/"))
    assert absent[0] == 404
    for who in (None, lapsed, staff, elsewhere):
        client.logout()
        if who:
            people.sign_in(client, who, strong=True)
            absent = blanked(client.get("/lists/no-such-list/"))
        for address in pages:
            assert blanked(client.get(address)) == absent, (who, address)
        for open_page in ("about", "join", "leave"):
            assert client.get(reverse(f"lists:{open_page}", args=["gov-one"])).status_code == 200
        for where in ("/lists/", f"/lists/search/?q={MARKER}"):
            said = client.get(where).content.decode()
            assert f"About {MARKER}" not in said
            assert "is due" not in said
    people.sign_in(client, ray)
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response["Cache-Control"] == "private, no-store", address
    assert MARKER in client.get(pages[2]).content.decode()
    assert MARKER in client.get(f"/lists/search/?q={MARKER}").content.decode()


def test_a_lapse_shuts_every_door_and_a_copy_that_waited_is_cancelled(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    mailing_list = government_list()
    ray, dana = official("Ray"), official("Dana")
    row = member(mailing_list, dana)
    written(mailing_list, ray)
    assert list(Delivery.objects.values_list("subscription", "state")) == [(row.pk, "queued")]
    verifier = people.person(factor=True)
    people.role(verifier, "verifier")
    revoke_verification(dana.verifications.get(), "left", by=verifier)
    delivery.deliver()
    assert Delivery.objects.get().state == "cancelled"
    assert not list(tmp_path.rglob("*.eml"))
    people.sign_in(client, dana)
    assert client.get(mailing_list.get_absolute_url()).status_code == 404


def test_visible_to_agrees_with_what_each_person_may(client):
    open_list = public_list("all-read", archive="everyone")
    members_only = public_list("few-read", archive="members")
    closed = government_list("gov-read")
    inner = government_list("gov-few", archive="members")
    ray = official("Ray")
    officer = people.person(factor=True)
    people.role(officer, "records_officer", closed)
    unproven = people.person()  # the role needs a second factor, and there is none
    people.role(unproven, "owner", members_only)
    outsider_owner = people.person(factor=True)
    people.role(outsider_owner, "owner", closed)
    insider = member(members_only).user

    def seen(user):
        return set(MailingList.objects.visible_to(user).values_list("slug", flat=True))

    assert seen(AnonymousUser()) == {"all-read"}
    assert seen(ray) == {"all-read", "gov-read"}
    assert seen(officer) == {"all-read", "gov-read"}
    assert seen(unproven) == {"all-read"}
    assert seen(outsider_owner) == {"all-read"}  # asleep: no official
    assert seen(insider) == {"all-read", "few-read"}
    member(inner, ray)
    assert seen(ray) == {"all-read", "gov-read", "gov-few"}
    assert open_list.slug in seen(ray)


@pytest.mark.parametrize("count", [1, 30])
def test_pages_ask_the_database_equally_often_for_one_and_for_thirty(client, django_assert_max_num_queries, count):
    mailing_list = government_list()
    people_ = [official(f"Person {n}") for n in range(5)]
    parent = written(mailing_list, people_[0])
    for n in range(count - 1):
        written(mailing_list, people_[n % 5], f"Re {n}", f"Answer {n}\n", parent=parent)
    for n in range(count - 1):
        written(mailing_list, people_[n % 5], f"Other {n}", "Text\n")
    people.sign_in(client, people_[0])
    slug, key = mailing_list.slug, parent.id_hash
    client.get(f"/lists/{slug}/")  # content types and the site are cached from here on
    for address in (
        f"/lists/{slug}/",
        f"/lists/{slug}/thread/{key}/",
        f"/lists/{slug}/thread/{key}/?view=flat",
        f"/lists/{slug}/message/{key}/",
        f"/lists/{slug}/feed/",
        "/lists/",
    ):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def test_a_thread_of_fifty_takes_at_most_ten_queries(client, django_assert_max_num_queries):
    mailing_list = public_list(posts_per_day=100)
    noor = member(mailing_list, people.person("Noor Haddad")).user
    parent = first = written(mailing_list, noor)
    for n in range(49):
        parent = written(mailing_list, noor, f"Re {n}", f"Answer {n}\n", parent=parent if n % 3 else first)
    people.sign_in(client, noor)
    client.get("/lists/")
    with django_assert_max_num_queries(10):
        page = client.get(f"/lists/{mailing_list.slug}/thread/{first.id_hash}/")
    said = page.content.decode()
    assert said.count('class="post"') == 50
    assert said.count("reply to Noor Haddad") == 49


def test_two_hundred_and_fifty_messages_stand_on_three_pages_each_once_nested_and_flat(client, tmp_path):
    mailing_list = public_list()
    box = tmp_path / "long.mbox"
    with box.open("wb") as handle:
        for n in range(250):
            answers = f"In-Reply-To: <t{(n + 1) // 2}@example.org>" if n else ""
            raw = mail("x@example.org", text=f"Text {n}\n", message_id=f"t{n + 1}@example.org", extra=answers)
            handle.write(mboxes.mboxrd(raw.replace(b"\r\n", b"\n"), "noor@example.org", timezone.now()))
    import_mbox(mailing_list, box)
    root = mailing_list.threads.get().root
    for view in ("", "view=flat&"):
        ids = []
        for number in (1, 2, 3):
            said = client.get(f"/lists/{mailing_list.slug}/thread/{root.id_hash}/?{view}page={number}").content.decode()
            ids += re.findall(r'class="post" id="(\w+)"', said)
        assert len(ids) == len(set(ids)) == 250


def test_visitors_read_masked_addresses_and_subscribers_whole_ones(client):
    mailing_list = public_list()
    noor = people.person("Noor Haddad", "noor.haddad@example.net")
    message = written(mailing_list, noor, "Call", "Write to ana.petrov@example.org.\n")
    for who, whole in ((None, False), (people.person(), False), (member(mailing_list).user, True)):
        client.logout()
        if who:
            people.sign_in(client, who)
        for name in ("thread", "message"):
            said = client.get(reverse(f"lists:{name}", args=[mailing_list.slug, message.id_hash])).content.decode()
            assert ("noor.haddad@example.net" in said, "ana.petrov@example.org" in said) == (whole, whole)
            assert ("a…@example.org" in said) is not whole
        raw = client.get(reverse("lists:raw", args=[mailing_list.slug, message.id_hash]))
        assert raw.status_code == (200 if whole else 404)
        if whole:
            assert raw.content == message.raw.content
            assert raw["X-Content-Type-Options"] == "nosniff"
            assert "attachment" in raw["Content-Disposition"]


def test_an_export_read_in_again_adds_nothing(client, tmp_path):
    mailing_list = public_list()
    user = member(mailing_list).user
    written(mailing_list, user, "One", "From here on:\n\nFrom the office with love\n")
    written(mailing_list, user, "Two", "Grüße\n")
    people.sign_in(client, user)
    response = client.get(reverse("lists:export_all", args=[mailing_list.slug]))
    box = tmp_path / "all.mbox"
    box.write_bytes(gzip.decompress(b"".join(response.streaming_content)))
    run = import_mbox(mailing_list, box)
    assert (run.read, run.new, run.known) == (2, 0, 2)
    other = public_list()
    assert import_mbox(other, box).new == 2
    kept = {row.raw_id for row in Message.objects.filter(list=mailing_list)}
    assert {row.raw_id for row in Message.objects.filter(list=other)} == kept


def test_a_hidden_message_keeps_its_place_and_its_reason_and_is_found_no_more(client):
    mailing_list = public_list()
    noor = member(mailing_list).user
    message = written(mailing_list, noor)
    moderator = people.person(factor=True)
    people.role(moderator, "moderator", mailing_list)
    address = reverse("lists:hide", args=[mailing_list.slug, message.id_hash])
    people.sign_in(client, moderator)  # without the factor in this session
    assert client.post(address, {"reason": "A private person."}).status_code == 404
    people.sign_in(client, moderator, strong=True)
    assert client.post(address, {"reason": "It named a private person."}).status_code == 302
    client.logout()
    pages = [p for p in addresses_of(message) if "/raw/" not in p and "export" not in p and "headers" not in p]
    for page in pages:
        assert f"The {MARKER} is" not in client.get(page, follow=True).content.decode(), page
        assert f"About {MARKER}" not in client.get(page, follow=True).content.decode(), page
    said = client.get(reverse("lists:thread", args=[mailing_list.slug, message.id_hash])).content.decode()
    assert "It named a private person." in said
    people.sign_in(client, noor)
    assert client.get(reverse("lists:raw", args=[mailing_list.slug, message.id_hash])).status_code == 404


def test_a_post_on_the_web_is_mail_like_any_other_and_a_double_press_posts_once(client):
    mailing_list = government_list()
    ray, dana = official("Ray Oduya"), official("Dana Whitlock")
    member(mailing_list, dana)
    first = written(mailing_list, dana)
    Delivery.objects.all().delete()
    member(mailing_list, ray, own_copies=False)
    people.sign_in(client, ray)
    address = reverse("lists:reply", args=[mailing_list.slug, first.id_hash])
    form = client.get(address).context["form"]
    typed = {"address": ray.email, "text": "We can take 4.2.\n", "key": form["key"].value()}
    answers = [client.post(address, typed) for _ in range(2)]
    reply = Message.objects.get(parent=first)
    permalink = reverse("lists:message", args=[mailing_list.slug, reply.id_hash])
    assert [answer["Location"] for answer in answers] == [permalink] * 2
    assert (reply.subject, reply.depth, reply.user, reply.thread) == (f"Re: About {MARKER}", 1, ray, first.thread)
    assert Delivery.objects.count() == 1
    said = client.get(reverse("lists:thread", args=[mailing_list.slug, reply.id_hash]), follow=True).content.decode()
    assert "reply to Dana Whitlock" in said
    assert said.count("Verified official") == 2


def test_a_refused_post_keeps_what_was_typed_and_says_why(client):
    mailing_list = public_list(posts_per_day=1)
    noor = member(mailing_list).user
    first = written(mailing_list, noor)
    people.sign_in(client, noor)
    address = reverse("lists:post", args=[mailing_list.slug])
    typed = {"address": noor.email, "subject": "Second", "text": "What I typed.", "key": "k"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "You have posted 1 times in 24 hours" in answer.content.decode()
    assert "What I typed." in answer.content.decode()
    foreign = client.post(address, typed | {"address": "somebody@else.example"})
    assert foreign.status_code == 422
    moderator = people.person(factor=True)
    close_thread(first.thread, "It is settled.", by=moderator)
    mailing_list.posts_per_day = 20
    mailing_list.save()
    answer = client.post(reverse("lists:reply", args=[mailing_list.slug, first.id_hash]), typed)
    assert "This conversation was closed on" in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_first_post_waits_a_moderator_releases_it_and_the_second_goes_through(client):
    mailing_list = public_list(first_posts_held=1)
    noor = people.person("Noor Haddad")
    moderator, second = people.person("Mo", factor=True), people.person("Sam", factor=True)
    for one in (moderator, second):
        people.role(one, "moderator", mailing_list)
    outcome = write(mailing_list, by=noor, address=noor.email, subject="Hello", text="First\n", key="a")
    assert (outcome.state, [one.code for one in outcome.findings]) == ("held", ["first_posts"])
    held = HeldMessage.objects.get()
    people.sign_in(client, noor)
    assert client.get(reverse("lists:moderate", args=[mailing_list.slug])).status_code == 404
    people.sign_in(client, moderator, strong=True)
    assert "Hello" in client.get(reverse("lists:moderate", args=[mailing_list.slug])).content.decode()
    address = reverse("lists:held", args=[mailing_list.slug, held.pk])
    assert "Your first message is read by a moderator" in client.get(address).content.decode()
    assert client.post(address, {"act": "release"}).status_code == 302
    assert Message.objects.get().subject == "Hello"
    people.sign_in(client, second, strong=True)
    late = client.post(address, {"act": "discard"})
    assert late.status_code == 409
    assert "Mo was quicker" in late.content.decode()
    assert write(mailing_list, by=noor, address=noor.email, subject="Again", text="Second\n", key="b").posted


def test_a_rejected_sender_reads_why_and_a_discarded_one_nothing(client):
    mailing_list = public_list(posting="moderated")
    noor = people.person("Noor Haddad")
    moderator = people.person("Mo", factor=True)
    people.role(moderator, "moderator", mailing_list)
    people.sign_in(client, moderator, strong=True)
    for act in ("reject", "discard"):
        write(mailing_list, by=noor, address=noor.email, subject=act, text="Text\n", key=act)
        held = HeldMessage.objects.get(state="waiting")
        client.post(reverse("lists:held", args=[mailing_list.slug, held.pk]), {"act": act, "reason": "Off topic."})
    assert Message.objects.count() == 0
    told = OutboxMail.objects.filter(to=noor.email)
    assert [(row.template, row.context["reason"]) for row in told] == [("mailinglists/email/rejected", "Off topic.")]


def test_an_attachment_comes_as_a_download_and_a_program_does_not(client):
    mailing_list = public_list()
    noor = people.person("Noor")
    files = [("../Tabelle ü.csv", "text/csv", b"a,b\n"), ("page.html", "text/html", b"<script>alert(1)</script>")]
    message = written(mailing_list, noor, files=files)
    first, second = message.attachments.all()
    assert first.name == "Tabelle ü.csv"
    answer = client.get(reverse("lists:attachment", args=[mailing_list.slug, message.id_hash, 2, "page.html"]))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("attachment")
    message.attachments.filter(pk=second.pk).update(state="blocked")
    assert client.get(answer.wsgi_request.path).status_code == 404


def test_hostile_words_come_back_as_words(client):
    mailing_list = public_list()
    nasty = '<script>alert(1)</script> <img src=x onerror=y> & "quotes"'
    noor = people.person("Noor <b>")
    message = written(mailing_list, noor, nasty, f"{nasty}\n\n> quoted <i>\n> more\n\nend\n")
    for address in addresses_of(message)[:6]:
        said = client.get(address).content.decode()
        assert "<script>alert" not in said, address
        assert "<img src=x" not in said, address
    assert "2 quoted lines" in client.get(addresses_of(message)[2]).content.decode()


def test_html_mail_is_cleaned_and_loads_nothing(client):
    mailing_list = public_list()
    reader = member(mailing_list).user
    page = '<p>Hello <b>you</b></p><script>alert(1)</script><img src="https://tracker.example/x.gif">'
    raw = (
        f"From: Noor <noor@example.org>\r\nTo: {mailing_list.address()}\r\nSubject: Hi\r\n"
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n"
    ).encode()
    store_inbound(raw, mailing_list.address(), "noor@example.org", "lmtp")
    ingest()
    message = Message.objects.get()
    assert message.body_text == "Hello you"
    people.sign_in(client, reader)
    said = client.get(reverse("lists:message", args=[mailing_list.slug, message.id_hash])).content.decode()
    assert ">you</" in said.replace("<strong", "")
    assert "alert(1)" not in said
    assert 'src="https://tracker' not in said


def test_joining_needs_the_button_behind_the_mailed_link_and_says_the_same_to_all(client):
    mailing_list = public_list()
    known = member(mailing_list)
    join = reverse("lists:join", args=[mailing_list.slug])
    answers = []
    for address in (known.address_key, "new@example.net"):
        answer = client.post(join, {"address": address, "delivery": "each"})
        answers.append(answer.content.decode().replace(address, "ADDRESS"))
    strip = [re.sub(r'nonce="[^"]+"|csrf\w+" value="[^"]+"', "", text) for text in answers]
    assert strip[0] == strip[1]
    fresh = Subscription.objects.get(address_key="new@example.net")
    assert fresh.state == "pending"
    link = OutboxMail.objects.get(to="new@example.net").context["link"].replace("http://testserver", "")
    assert client.get(link).status_code == 200
    fresh.refresh_from_db()
    assert fresh.state == "pending"
    assert client.post(link.replace(mailing_list.slug, public_list().slug)).status_code == 410
    assert client.post(link).status_code == 200
    fresh.refresh_from_db()
    assert fresh.state == "active"
    assert client.post(link).status_code == 410


def test_one_click_leaves_without_a_cookie_and_a_get_does_not(client):
    mailing_list, other = public_list(), public_list()
    row, stays = member(mailing_list), member(other)
    bare = Client(enforce_csrf_checks=True)
    address = reverse("lists:unsubscribe", args=[mailing_list.slug, tokens.leaving(row.pk, mailing_list.slug)])
    assert bare.get(address).status_code == 200
    row.refresh_from_db()
    assert row.state == "active"
    foreign = reverse("lists:unsubscribe", args=[other.slug, tokens.leaving(row.pk, mailing_list.slug)])
    assert bare.post(foreign, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert bare.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row.refresh_from_db()
    stays.refresh_from_db()
    assert (row.state, stays.state) == ("ended", "active")


def test_a_look_alike_domain_fails_at_the_door(client):
    mailing_list = government_list()
    official()
    for address in ("a@evildayton.example.gov.evil.example", "a@daytonexample.gov"):
        user = people.person(address=address)
        with pytest.raises(OfficialsOnly):
            subscribe(mailing_list, address, user=user)
        assert not write_refused(mailing_list, user)


def write_refused(mailing_list, user):
    with pytest.raises(NotPosted):
        write(mailing_list, by=user, address=user.email, subject="x", text="y", key="z")
    return Message.objects.filter(list=mailing_list).exists()


def test_owners_set_the_notice_and_others_do_not(client):
    mailing_list = public_list()
    message = written(mailing_list, member(mailing_list).user)
    owner = people.person(factor=True)
    people.role(owner, "owner", mailing_list)
    address = reverse("lists:manage", args=[mailing_list.slug])
    people.sign_in(client, people.person(factor=True), strong=True)
    assert client.get(address).status_code == 404
    people.sign_in(client, owner, strong=True)
    assert client.post(address, {"notice": "New words of the notice."}).status_code == 302
    assert [row.text for row in mailing_list.notices.order_by("number")][-1] == "New words of the notice."
    said = client.get(reverse("lists:message", args=[mailing_list.slug, message.id_hash])).content.decode()
    assert "New words of the notice." in said
    assert "The notice in force when this was written" in said
    assert client.get(reverse("lists:members", args=[mailing_list.slug])).status_code == 200


def test_a_new_list_is_made_by_staff_with_a_factor_only(client):
    staff = people.person(factor=True)
    people.role(staff, "staff")
    address = reverse("lists:new")
    people.sign_in(client, staff)
    assert client.get(address).status_code == 404
    people.sign_in(client, staff, strong=True)
    typed = {"slug": "budget", "name": "Budget", "purpose": "", "audience": "government", "posting": "anyone"}
    assert client.post(address, typed | {"slug": "budget-leave"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert MailingList.objects.get(slug="budget").posting == "members"


def test_a_role_granted_by_the_app_that_makes_the_list_moderates_it():
    mailing_list = public_list()
    owner = people.person(factor=True)
    grant_role(owner, "owner", mailing_list, by=None)
    owner.strong = True
    assert permissions.may_manage(owner, mailing_list)
    assert not permissions.may_manage(owner, public_list())


def test_posts_in_the_lists_own_name_come_once():
    mailing_list = public_list(posting="announce", first_posts_held=1)
    first = post(mailing_list, "We begin", "At nine.\n", key="camp/1")
    again = post(mailing_list, "We begin", "At nine, really.\n", key="camp/1")
    assert first.message == again.message
    assert Message.objects.count() == InboundMessage.objects.count() == 1
    assert first.message.sender_address == mailing_list.address()


def test_hiding_withdraws_the_copies_that_wait():
    mailing_list = public_list()
    member(mailing_list)
    message = post(mailing_list, "We begin", "At nine.\n", key="camp/1").message
    hide_message(message, "Wrong hour.", by=people.person())
    assert Delivery.objects.get().state == "cancelled"
