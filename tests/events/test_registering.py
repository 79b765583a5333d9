"""Registering as people do it: by form, signed in or with a mailed code; the ticket; cancelling. events.md 6, 7."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from citycamp.mail.models import OutboxMail
from events.actions import cancel_registration
from events.models import Camp, PrivateAnswer, Registration
from mailinglists.actions import create_list
from mailinglists.models import Subscription
from tests.factories.events import camp, registered
from tests.factories.people import person, role, sign_in

pytestmark = pytest.mark.django_db
FILLED = {"name": "Noor Haddad", "photo": "yes", "conduct": "on", "on_record": "on"}


def code_mailed_to(address):
    return OutboxMail.objects.filter(to=address, template="people/email/code").latest("pk").context["code"]


def test_who_is_signed_in_registers_with_one_form(client):
    where, noor = camp(seats=1), person()
    sign_in(client, noor)
    done = client.post(f"{where.get_absolute_url()}register/", {**FILLED, "role": "resident", "access_needs": "A ramp"})
    mine = Registration.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/t/{mine.ticket}/")
    assert (mine.user, mine.state, mine.name, mine.side) == (noor, "confirmed", "Noor Haddad", "resident")
    assert PrivateAnswer.objects.get(registration=mine).access_needs == "A ramp"


@pytest.mark.parametrize("known", [True, False])
def test_signed_out_only_the_right_code_registers(client, known):
    where, address = camp(seats=1), "noor@example.org"
    if known:
        person(address=address)
    asked = client.post(f"{where.get_absolute_url()}register/", {**FILLED, "email": address})
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/login/code/confirm/")
    client.post(asked["Location"], {"code": "000000"})
    assert Registration.objects.count() == 0
    done = client.post(asked["Location"], {"code": code_mailed_to(address)}, follow=True)
    mine = Registration.objects.get()
    assert (mine.user.email, mine.state) == (address, "confirmed")
    assert done.redirect_chain[-1][0] == f"/t/{mine.ticket}/"


def test_a_code_for_another_address_does_not_register_what_was_typed_before(client):
    where = camp(seats=1)
    client.post(f"{where.get_absolute_url()}register/", {**FILLED, "email": "noor@example.org"})
    session = client.session
    del session["account_login"]  # Gave up that sign-in, as its page offers.
    session.save()
    asked = client.post("/accounts/login/", {"login": "other@example.org", "website": ""})
    client.post(asked["Location"], {"code": code_mailed_to("other@example.org")})
    assert Registration.objects.count() == 0


def test_known_and_unknown_addresses_get_the_same_answer(client):
    where = camp(seats=1)
    person(address="known@example.org")
    answers = []
    for address in ("known@example.org", "new@example.org"):
        client.cookies.clear()
        answer = client.post(f"{where.get_absolute_url()}register/", {**FILLED, "email": address})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "Write the name"),
        ({"name": "x" * 500}, "name", "80"),
        ({"name": "a\x00b"}, "name", "Null characters"),
        ({"email": "noor.example.org"}, "email", "whole address"),
        ({"conduct": ""}, "conduct", "code of conduct"),
        ({"role": "king"}, "role", "king"),
        ({"access_needs": "x" * 501}, "access_needs", "500"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(client, typed, field, words):
    where = camp(seats=1)
    answer = client.post(
        f"{where.get_absolute_url()}register/", {**FILLED, "email": "noor@example.org", "food": "no nuts", **typed}
    )
    form = answer.context["form"]
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert words in " ".join(form.errors[field])
    assert 'value="no nuts"' in answer.content.decode()


@pytest.mark.parametrize("name", ["Ana\r\nBcc: x@example.org", "Ana \u202eevil", "{{ 7*7 }}", "=cmd()"])
def test_odd_names_are_shown_as_typed_on_one_line(client, name):
    where = camp(seats=1)
    sign_in(client, person())
    client.post(f"{where.get_absolute_url()}register/", {**FILLED, "name": name})
    mine = Registration.objects.get()
    assert "\n" not in mine.name
    assert "\u202e" not in mine.name
    assert "49" not in client.get(f"/t/{mine.ticket}/").content.decode().split("<dt>Seat")[0].split("<bdi>")[1]


def test_a_full_camp_says_so_and_puts_one_in_line(client):
    where = camp(seats=1)
    registered(where)
    sign_in(client, person())
    assert "Join the waiting list" in client.get(f"{where.get_absolute_url()}register/").content.decode()
    done = client.post(f"{where.get_absolute_url()}register/", FILLED, follow=True)
    assert "You are on the waiting list" in done.content.decode()


def test_a_camp_that_closed_while_one_typed_answers_with_a_sentence(client):
    where = camp(seats=1)
    sign_in(client, person())
    Camp.objects.update(registration_closes_at=timezone.now())
    answer = client.post(f"{where.get_absolute_url()}register/", FILLED)
    assert (answer.status_code, "Registration is not open." in answer.content.decode()) == (409, True)


def test_the_ticket_shows_and_changes_nothing_on_get(client):
    where = camp(seats=1)
    mine = registered(where)
    before = Registration.objects.values().get()
    for path in ("", "cancel/"):
        assert client.get(f"/t/{mine.ticket}/{path}").status_code == 200
    assert client.get(f"/t/{mine.ticket}/offer/").status_code == 405
    assert Registration.objects.values().get() == before


def test_a_browser_can_send_the_forms_of_a_ticket_and_tells_other_hosts_nothing(client):
    mine = registered(camp(seats=1))
    for path in ("", "cancel/"):
        assert client.get(f"/t/{mine.ticket}/{path}").headers["Referrer-Policy"] == "same-origin"


def test_a_guessed_key_and_an_old_one_are_not_found(client):
    where, noor = camp(seats=1), person()
    mine = registered(where, noor)
    old = mine.ticket
    cancel_registration(mine, now=timezone.now())
    registered(where, noor)
    assert [client.get(f"/t/{key}/").status_code for key in ("abcdefghijklmnop", old)] == [404, 404]


def test_cancel_in_two_taps_gives_the_seat_to_the_next(client):
    where = camp(seats=1)
    mine, following = registered(where), registered(where)
    assert client.post(f"/t/{mine.ticket}/cancel/").status_code == 302
    mine.refresh_from_db(), following.refresh_from_db()
    assert (mine.state, following.state) == ("cancelled", "offered")
    client.post(f"/t/{following.ticket}/offer/", {"answer": "take"})
    following.refresh_from_db()
    assert following.state == "confirmed"


def test_the_list_of_attendees_is_for_attendees_and_shows_who_agreed(client):
    where, noor = camp(seats=3), person("Noor")
    registered(where, noor, listed=False)
    registered(where, person("Shown"), listed=True)
    stranger = person()
    sign_in(client, stranger)
    assert client.get(f"{where.get_absolute_url()}people/").status_code == 403
    sign_in(client, noor)
    shown = client.get(f"{where.get_absolute_url()}people/").content.decode()
    assert ("Shown" in shown, re.search(r"<bdi>Noor", shown)) == (True, None)


def test_news_is_a_subscription_only_where_ticked(client):
    news = create_list("raleigh-news", "News", posting="announce", by=person())
    where = camp(seats=2, announcements=news)
    for ticked in (True, False):
        user = person()
        sign_in(client, user)
        client.post(f"{where.get_absolute_url()}register/", {**FILLED, **({"news": "on"} if ticked else {})})
        assert Subscription.objects.filter(list=news, user=user).count() == int(ticked)


def test_a_draft_takes_no_registration_and_looks_absent(client):
    where = camp(state=Camp.DRAFT, seats=1)
    sign_in(client, person())
    assert client.post(f"{where.get_absolute_url()}register/", FILLED).status_code == 404
    organizer = person(factor=True)
    role(organizer, "organizer", where)
    sign_in(client, organizer)
    assert client.post(f"{where.get_absolute_url()}register/", FILLED).status_code == 409


def test_registering_stays_under_twenty_queries(client, django_assert_max_num_queries):
    where = camp(seats=40)
    for _ in range(30):
        registered(where)
    sign_in(client, person())
    client.get(f"{where.get_absolute_url()}register/")
    with django_assert_max_num_queries(20):
        client.post(f"{where.get_absolute_url()}register/", FILLED)


def test_the_day_of_the_camp_still_registers_until_it_is_over(client):
    today = timezone.now()
    where = camp(seats=2, days=[(today + timedelta(hours=1)).date()], hours=None, zone="UTC")
    sign_in(client, person())
    assert where.phase(today) == "today"
    assert client.post(f"{where.get_absolute_url()}register/", FILLED).status_code == 302
