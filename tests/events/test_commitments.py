"""Promises: whose name is shown, what news does, and where they come back. events.md 9, 17.16."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from citycamp.mail.models import OutboxMail
from events.actions import answer, give_news, promise
from events.actions.commitments import TooManyAsked
from events.actions.places import make_camp_page, make_city
from events.models import Commitment, CommitmentNews
from tests.factories.events import camp, registered
from tests.factories.people import person, sign_in

pytestmark = pytest.mark.django_db


def answer_address(address):
    return OutboxMail.objects.get(to=address).context["answer_url"].removeprefix("http://testserver")


def test_ones_own_promise_stands_with_name_and_range():
    maya = person("Maya R.")
    made = promise(camp(), "Lay a bench at the stop", by=maya, by_when="by the end of June 2027")
    assert (made.shown_name, made.due_from, made.due_to) == ("Maya R.", None, date(2027, 6, 30))
    assert made.by_when == "by the end of June 2027"


def test_a_date_that_cannot_be_read_is_kept_as_written():
    made = promise(camp(), "Soon", by=person(), by_when="32 March")
    assert (made.by_when, made.due_to) == ("32 March", None)


@pytest.mark.parametrize(("button", "shown"), [("yes", "Luis O."), ("no", "")])
def test_a_promise_for_somebody_else_is_named_only_after_yes(client, button, shown):
    where = camp()
    make_camp_page(where)
    made = promise(where, "Open the budget", by=person(), who_name="Luis O.", address="luis@example.org")
    page = f"{where.get_absolute_url()}done-doing/"
    assert "Luis O." not in client.get(page).content.decode()
    link = answer_address("luis@example.org")
    client.get(link)
    made.refresh_from_db()
    assert made.accepted is None
    client.post(link, {"answer": button})
    made.refresh_from_db()
    assert made.shown_name == shown
    assert ("Luis O." in client.get(page).content.decode()) == bool(shown)


def test_a_guessed_answer_link_is_not_found(client):
    where = camp()
    made = promise(where, "Open the budget", by=person(), address="luis@example.org")
    link = answer_address("luis@example.org")
    assert client.get(link).status_code == 200
    assert client.get(link[:-3] + "xy/").status_code == 404
    other = camp()
    assert client.get(link.replace(where.slug, other.slug)).status_code == 404
    assert Commitment.objects.get(pk=made.pk).accepted is None


def test_the_database_keeps_no_name_of_who_declined():
    made = promise(camp(), "Open the budget", by=person(), who_name="Luis O.", address="luis@example.org")
    answer(made, accept=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(who_name="Luis O.")


def test_twenty_people_a_day_are_asked_and_no_more():
    where, maya = camp(), person()
    for number in range(20):
        promise(where, "x", by=maya, address=f"p{number}@example.org")
    with pytest.raises(TooManyAsked):
        promise(where, "x", by=maya, address="p20@example.org")
    assert promise(where, "My own", by=maya).accepted is True
    assert promise(where, "x", by=maya, address="p21@example.org", now=timezone.now() + timedelta(days=1, minutes=1))


def test_news_is_added_and_never_changed():
    maya = person()
    made = promise(camp(), "A bench", by=maya)
    first = give_news(made, "doing", "The wood is here", by=maya)
    give_news(made, "done", "It stands", by=maya, evidence_url="https://example.org/bench")
    assert (made.state, CommitmentNews.objects.count()) == ("done", 2)
    first.text = "Something else"
    with pytest.raises(ValueError, match="added, never changed"):
        first.save()


def test_overdue_without_news_for_thirty_days_is_quiet():
    now = timezone.now()
    made = promise(camp(), "A bench", by=person(), by_when="2026-01-31", now=now - timedelta(days=40))
    assert (made.is_quiet(now), made.is_quiet(now - timedelta(days=11))) == (True, False)
    give_news(made, "doing", "", by=None, now=now)
    assert made.is_quiet(now) is False


def test_who_comes_may_promise_and_a_stranger_may_not(client):
    where, noor = camp(seats=1), person("Noor")
    registered(where, noor)
    address = f"{where.get_absolute_url()}done-doing/promise/"
    for user, status in ((person(), 403), (noor, 302)):
        sign_in(client, user)
        assert client.post(address, {"what": "Bring cake", "by_when": "2027"}).status_code == status
    assert Commitment.objects.get().who == noor
    kept = client.post(address, {"what": "", "by_when": "some day"})
    assert (kept.status_code, "some day" in kept.content.decode()) == (422, True)


def test_only_who_promised_gives_news(client):
    where, noor = camp(seats=1), person("Noor")
    made = promise(where, "Bring cake", by=noor)
    address = f"{where.get_absolute_url()}done-doing/{made.pk}/news/"
    for user, status in ((person(), 403), (noor, 302)):
        sign_in(client, user)
        assert client.post(address, {"state": "done", "text": "Eaten"}).status_code == status


def test_the_city_and_the_next_camp_of_that_city_show_it(client):
    town = make_city("Raleigh", region="NC", country="US", zone="America/New_York")
    last = camp(city=town, days=[date(2026, 5, 2)])
    following, elsewhere = camp(city=town), camp()
    for one in (last, following, elsewhere):
        make_camp_page(one)
    promise(last, "A roof over the bus stop", by=person("Maya R."))
    for address, there in (
        (following.get_absolute_url(), True),
        (town.get_absolute_url(), True),
        ("/events/done-doing/", True),
        (elsewhere.get_absolute_url(), False),
    ):
        assert ("A roof over the bus stop" in client.get(address).content.decode()) is there
