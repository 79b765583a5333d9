"""From a report to a lifted removal: who may, who may not, what holds, and what nobody learns. people.md 6."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from citycamp.audit.models import Entry
from citycamp.mail.models import OutboxMail
from citycamp.people.errors import Answered, NotYours, OwnCase
from citycamp.people.models import Appeal, Notice, Report, Role, Sanction
from citycamp.people.moderation import actions, permissions
from citycamp.people.moderation.sentences import why_stopped
from citycamp.people.permissions import is_stopped
from citycamp.people.tasks import tidy
from events.actions.places import make_camp_page
from mailinglists.actions import write
from tests.factories import mailinglists, sessions, wiki
from tests.factories.people import person, role, sign_in
from wiki.actions import create_page

pytestmark = pytest.mark.django_db
WORDS = {"words": "He shouts at people there.", "rule": "conduct"}


@pytest.fixture(autouse=True)
def no_rates_from_before():
    cache.clear()


def coming_in(user, **how) -> Client:
    client = Client()
    sign_in(client, user, **{"strong": True, **how})
    return client


@pytest.fixture
def board():
    made = sessions.board()
    make_camp_page(made.camp)
    return made


@pytest.fixture
def rude(board):
    return sessions.attendee(board.camp, "Rudy Loud")


@pytest.fixture
def card(board, rude):
    return sessions.card(board, "Shouting", host=rude, proposer=rude)


@pytest.fixture
def maya(board):
    user = person("Maya Ruiz", factor=True)
    role(user, "organizer", board.camp)
    return user


@pytest.fixture
def staff():
    user = person("Stella Reyes", factor=True)
    role(user, "staff")
    return user


def report_of(card, by=None) -> Report:
    client = coming_in(by) if by else Client()
    assert client.post(f"/report/session/{card.code}/", WORDS).status_code == 302
    return Report.objects.latest("pk")


def step(report, scope="", **fields) -> dict:
    """What the decision form sends."""
    key = scope or f"{report.scope_type_id}-{report.scope_id}"
    given = {"act": "decide", "step": "note", "rule": "Be kind", "reason": "You shouted.", "scopes": [key]}
    return {**given, "kind": "write", "until": "7", **fields}


def test_a_visitor_reports_what_they_see_and_nothing_else(card, board):
    client = Client()
    page = client.get(f"/report/session/{card.code}/")
    assert "Shouting" in page.content.decode()
    assert client.post(f"/report/session/{card.code}/", {"words": ""}).status_code == 422
    too_long = client.post(f"/report/session/{card.code}/", {"words": "x" * 2001})
    assert (too_long.status_code, "x" * 2001 in too_long.content.decode()) == (422, True)
    assert client.post(f"/report/session/{card.code}/", {**WORDS, "contact": "ann@example.org"}).status_code == 302
    made = Report.objects.get()
    assert (made.target, made.scope, made.about, made.by) == (card, board.camp, card.proposer, None)
    assert (made.as_it_was["title"], made.contact, made.state) == ("Shouting", "ann@example.org", "open")
    card.state = "hidden"
    card.save()
    absent = client.get("/report/session/ZZZZZ9/")
    assert client.get(f"/report/session/{card.code}/").status_code == absent.status_code == 404


def test_every_kind_has_its_door_by_name(rude):
    public, closed = mailinglists.public_list(), mailinglists.government_list()
    post = write(public, by=rude, address=rude.email, subject="Hello", text="Words\n", key="a").message
    steward = person(factor=True)
    home = wiki.wiki("open", "public")
    role(steward, "steward", home)
    steward.strong = True
    page = create_page(home, title="Creek", html="<p>x</p>", by=steward)
    shown = person("Ana Petrov", shows=["name"])
    for kind, where, link in (
        ("message", f"{public.slug}/{post.id_hash}", f"/lists/{public.slug}/message/{post.id_hash}/"),
        ("page", f"{home.slug}/{page.slug}", page.get_absolute_url()),
        ("person", shown.public_id, f"/people/{shown.public_id}/"),
        ("list", public.slug, f"/lists/{public.slug}/about/"),
    ):
        address = f"/report/{kind}/{where}/"
        assert f'href="{address}"' in Client().get(link).content.decode()
        assert Client().post(address, WORDS).status_code == 302
    found = {(one.target_type.model, str(one.scope), one.about) for one in Report.objects.all()}
    assert found == {
        ("message", str(public), rude),
        ("wikipage", str(home), steward),
        ("user", "None", shown),
        ("mailinglist", str(public), None),
    }
    hidden = person()
    for nothing in (f"list/{closed.slug}", f"person/{hidden.public_id}", "king/x", "page/x/y", "list/%00"):
        assert Client().get(f"/report/{nothing}/").status_code == 404


def test_the_camp_and_its_sessions_lead_to_the_form(card, board):
    camp = board.camp
    assert f'href="/report/camp/{camp.slug}/"' in Client().get(camp.get_absolute_url()).content.decode()
    page = Client().get(f"{camp.get_absolute_url()}board/sessions/{card.code}/").content.decode()
    assert f'href="/report/session/{card.code}/"' in page


def test_many_reports_of_one_thing_are_one_row_and_a_person_counts_once(card, maya):
    for number in range(12):
        report_of(card, person(f"P {number}"))
    again = person("Twice")
    report_of(card, again), report_of(card, again)
    page = coming_in(maya).get("/reports/")
    assert [row["count"] for row in page.context["rows"]] == [13]


def test_rates_hold_for_one_person(card):
    client = coming_in(person())
    statuses = [client.post(f"/report/session/{card.code}/", WORDS).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


def test_only_those_who_decide_there_find_it_and_never_the_reporter_or_the_reported(card, board, rude, maya):
    elsewhere = person(factor=True)
    role(elsewhere, "organizer", sessions.camp())
    reporter, reported = person("Ann", factor=True), rude
    for user in (reporter, reported):
        role(user, "facilitator", board.camp)
    found = report_of(card, reporter)
    for user in (elsewhere, reporter, reported, person(factor=True)):
        client = coming_in(user)
        assert client.get(f"/reports/{found.pk}/").status_code == 404
        assert client.post(f"/reports/{found.pk}/", step(found)).status_code == 404
        with pytest.raises((NotYours, OwnCase)):
            actions.decide([found], "note", [], by=user, reason="x")
        with pytest.raises((NotYours, OwnCase)):
            actions.close([found], "x", by=user)
    assert Client().get("/reports/").status_code == 302
    assert coming_in(maya, strong=False).get(f"/reports/{found.pk}/").status_code == 302
    assert coming_in(maya).get(f"/reports/{found.pk}/").status_code == 200
    assert not Notice.objects.exists()


def test_staff_get_what_nobody_took_in_two_days_and_what_is_about_a_decider(card, board, rude, maya, staff):
    found = report_of(card)
    assert not permissions.reports_for(staff).exists()
    later = timezone.now() + timedelta(hours=49)
    assert permissions.reports_for(staff, later).get() == found
    role(rude, "facilitator", board.camp)
    assert permissions.reports_for(staff).get() == found


def test_steps_go_in_order_and_a_skipped_one_needs_a_sentence(card, maya, rude):
    client, found = coming_in(maya), report_of(card)
    early = client.post(f"/reports/{found.pk}/", step(found, step="second", words="Typed words."))
    assert early.status_code == 422
    assert "Say why it is left out" in early.content.decode()
    assert "Typed words." in early.content.decode()
    assert not Notice.objects.exists()
    client.post(f"/reports/{found.pk}/", step(found, step="second", why_skipped="It was a threat."))
    notice = Notice.objects.get()
    assert (notice.step, notice.about, notice.as_role) == ("second", rude, "organizer")
    assert "It was a threat." in notice.words
    assert Report.objects.get().state == "closed"
    next_one = report_of(card)
    assert client.post(f"/reports/{next_one.pk}/", step(next_one, step="removal")).status_code == 302


def test_one_decision_holds_in_each_ticked_scope_with_notice_audit_and_mail(card, board, maya, rude):
    other = sessions.camp()
    role(maya, "organizer", other)
    found = report_of(card)
    camp_kind = ContentType.objects.get_for_model(board.camp).pk
    ticked = [f"{camp_kind}-{board.camp.pk}", f"{camp_kind}-{other.pk}"]
    wrong = step(found, step="removal", scopes=[*ticked, "network"], why_skipped="A threat.")
    assert coming_in(maya).post(f"/reports/{found.pk}/", wrong).status_code == 422
    assert not is_stopped(rude, "write", board.camp)
    coming_in(maya).post(
        f"/reports/{found.pk}/", step(found, step="removal", scopes=ticked, why_skipped="A threat.", until="30")
    )
    assert [is_stopped(rude, "write", scope) for scope in (board.camp, other, None)] == [True, True, False]
    assert Notice.objects.get().sanctions.count() == 2
    assert list(Entry.objects.values_list("verb", flat=True)) == ["notice.given", "sanction.given", "sanction.given"]
    [mail] = OutboxMail.objects.filter(template="people/email/step")
    assert (mail.to, mail.context["reason"]) == (rude.email, "You shouted.")
    assert "Maya" not in str(mail.context)


def test_what_is_stopped_says_which_rule_and_until_when(card, board, maya, rude):
    found = report_of(card)
    actions.decide([found], "removal", [board.camp], by=maya, reason="x", rule="Be kind", why_skipped="A threat.")
    answer = coming_in(rude).post(f"{board.camp.get_absolute_url()}board/propose/", {"title": "My typed title"})
    assert answer.status_code == 403
    assert "Be kind" in answer.content.decode()
    assert "how to appeal" in answer.content.decode()
    assert "My typed title" in answer.content.decode()


def test_a_list_refuses_with_the_sentence_and_keeps_the_letter(rude, staff):
    public = mailinglists.public_list()
    actions.sanction(rude, public, "write", "You repeat yourself.", rule="No advertising.", by=staff)
    client = coming_in(rude, strong=False)
    letter = {"address": rude.email, "subject": "Buy this", "text": "My long letter.", "key": "k"}
    answer = client.post(f"/lists/{public.slug}/post/", letter)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The rule: No advertising." in page
    assert "how to appeal" in page
    assert "My long letter." in page
    assert not public.messages.exists()
    assert why_stopped(rude, "write", mailinglists.public_list()) == why_stopped(person(), "write", public) == ""


def test_who_reported_may_be_asked_back_for_a_month(card, maya):
    Client().post(f"/report/session/{card.code}/", {**WORDS, "contact": "ann@example.org"})
    found = Report.objects.get()
    actions.close([found], "Talked to him", by=maya)
    for days, kept in ((29, "ann@example.org"), (31, "")):
        tidy(timezone.now() + timedelta(days=days))
        assert Report.objects.get().contact == kept


def test_a_notice_waits_until_its_person_says_it_was_read(card, maya, rude):
    actions.decide([report_of(card)], "note", [], by=maya, reason="x")
    client = coming_in(rude, strong=False)
    assert "One notice about you" in client.get("/me/").content.decode()
    client.get("/me/notices/")  # a scanner that opens links reads nothing for anybody
    assert Notice.objects.get().read_at is None
    coming_in(person()).post("/me/notices/read/")
    assert Notice.objects.get().read_at is None
    client.post("/me/notices/read/")
    assert Notice.objects.get().read_at
    assert "One notice about you" not in client.get("/me/").content.decode()


def test_no_app_keeps_bans_of_its_own():
    words = ("ban", "block", "sanction", "suspen", "mute")
    found = {
        model._meta.label
        for model in apps.get_models()
        if any(word in model.__name__.lower() for word in words) and not model.__module__.startswith("wagtail")
    }
    assert found == {"people.Sanction"}


def test_two_who_decide_at_once_one_wins(card, maya, board):
    second = person(factor=True)
    role(second, "organizer", board.camp)
    found = report_of(card)
    actions.close([found], "Talked to him", by=maya)
    with pytest.raises(Answered):
        actions.decide([found], "note", [], by=second, reason="x")
    late = coming_in(second).post(f"/reports/{found.pk}/", step(found), follow=True)
    assert "Somebody was quicker" in late.content.decode()


def test_taking_says_who_has_it(card, maya, board):
    found = report_of(card)
    coming_in(maya).post(f"/reports/{found.pk}/", {"act": "take"})
    assert "Maya Ruiz looks after it" in coming_in(maya).get("/reports/").content.decode()
    again = coming_in(maya).post(f"/reports/{found.pk}/", {"act": "take"}, follow=True)
    assert "answered already" in again.content.decode()


def test_the_person_reads_all_of_it_but_no_name_and_appeals_once(card, board, maya, rude, staff):
    found = report_of(card, person("Ann Reporter"))
    actions.decide([found], "removal", [board.camp], by=maya, reason="You shouted.", rule="Be kind", why_skipped="So.")
    client = coming_in(rude, strong=False)
    notice = Notice.objects.get()
    body = client.get("/me/notices/").content.decode()
    for word in ("You shouted.", "Be kind", "Organizer", str(board.camp)):
        assert word in body
    for word in ("Ann Reporter", "Maya Ruiz", "He shouts"):
        assert word not in body
    assert client.post(f"/me/notices/{notice.pk}/appeal/", {"words": ""}).status_code == 422
    assert coming_in(person()).post(f"/me/notices/{notice.pk}/appeal/", {"words": "x"}).status_code == 404
    client.post(f"/me/notices/{notice.pk}/appeal/", {"words": "I was told to."})
    assert client.post(f"/me/notices/{notice.pk}/appeal/", {"words": "Again"}).status_code == 302
    asked = Appeal.objects.get()
    assert asked.words == "I was told to."

    assert coming_in(maya).get(f"/reports/appeals/{asked.pk}/").status_code == 404  # she decided first
    with pytest.raises(OwnCase):
        actions.decide_appeal(asked, "upheld", "x", by=maya)
    with pytest.raises(NotYours):
        actions.decide_appeal(asked, "lifted", "x", by=person())
    answer = coming_in(staff).post(f"/reports/appeals/{asked.pk}/", {"outcome": "lifted", "reason": "He was told to."})
    assert answer.status_code == 302
    assert not is_stopped(rude, "write", board.camp)
    assert "He was told to." in client.get("/me/notices/").content.decode()
    assert OutboxMail.objects.filter(template="people/email/appeal_decided", to=rude.email).count() == 1


def test_an_appeal_comes_within_thirty_days_and_may_shorten(card, board, maya, rude, staff):
    found = report_of(card)
    notice = actions.decide([found], "removal", [board.camp], by=maya, reason="x", why_skipped="So.")
    with pytest.raises(actions.TooLate):
        actions.appeal(notice, "x", by=rude, now=timezone.now() + timedelta(days=31))
    asked = actions.appeal(notice, "x", by=rude)
    coming_in(staff).post(
        f"/reports/appeals/{asked.pk}/", {"outcome": "changed", "until": "30", "reason": "A month is enough."}
    )
    left = Sanction.objects.get().until - timezone.now()
    assert timedelta(days=29) < left <= timedelta(days=30)


def test_lifting_is_as_quick(card, board, maya, rude):
    found = report_of(card)
    actions.decide([found], "removal", [board.camp], by=maya, reason="x", why_skipped="So.")
    client, given = coming_in(maya), Sanction.objects.get()
    client.post(f"/reports/{found.pk}/", {"act": "lift", "sanction": given.pk, "lift-outcome": ""})
    assert is_stopped(rude, "write", board.camp)
    client.post(f"/reports/{found.pk}/", {"act": "lift", "sanction": given.pk, "lift-outcome": "Talked it over"})
    assert not is_stopped(rude, "write", board.camp)
    stranger = person(factor=True)
    role(stranger, "organizer", sessions.camp())
    assert coming_in(stranger).post(f"/reports/{found.pk}/", {"act": "lift"}).status_code == 404


def test_the_network_is_for_staff_and_asks_again_who_it_is(card, board, rude, staff):
    found = report_of(card)
    Report.objects.update(made_at=timezone.now() - timedelta(hours=49))
    removal = step(found, step="removal", scopes=["network"], why_skipped="Everywhere the same.")
    asked = coming_in(staff, fresh=False).post(f"/reports/{found.pk}/", removal)
    assert "/accounts/proof/" in asked["Location"]
    assert not Sanction.objects.exists()
    coming_in(staff).post(f"/reports/{found.pk}/", removal)
    assert is_stopped(rude, "write", None)


def test_an_author_without_an_account_is_held_by_address(staff):
    public = mailinglists.public_list()
    found = actions.report(public, public, "Spam", by=None, address="spam@example.net")
    Report.objects.update(made_at=timezone.now() - timedelta(hours=49))
    actions.decide([found], "removal", [public], by=staff, reason="Spam", why_skipped="A machine.")
    assert Sanction.objects.in_force("spam@example.net", public).exists()
    assert OutboxMail.objects.get(template="people/email/step").to == "spam@example.net"
    nobody = actions.report(public, public, "The list itself", by=None)
    Report.objects.update(made_at=timezone.now() - timedelta(hours=49))
    with pytest.raises(actions.NobodyKnown):
        actions.decide([nobody], "note", [], by=staff, reason="x")


def test_the_queue_costs_the_same_for_one_and_for_thirty(board, rude, maya, django_assert_max_num_queries):
    client = coming_in(maya)
    for count in (1, 30):
        for number in range(count):
            report_of(sessions.card(board, f"Card {count} {number}", host=rude, proposer=rude))
        client.get("/reports/")
        with django_assert_max_num_queries(12):
            assert client.get("/reports/").status_code == 200
    assert Role.objects.count() == 1
