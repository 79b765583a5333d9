"""What people are told: as each chose, with the words of that moment, in one mail and never twice."""

import re
import signal
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone

from citycamp.mail import sending as outbox
from citycamp.mail.models import OutboxMail
from citycamp.people import tasks
from citycamp.people.errors import Refused
from citycamp.people.models import Choice, Item, Network, Role
from citycamp.people.notices import Said, actions, sources
from events.models import Camp
from mailinglists.actions import create_list, subscribe
from mailinglists.models import Subscription
from tests.dying import killed_before
from tests.factories import sessions as make
from tests.factories.people import person, role, sign_in

NOW = datetime(2027, 5, 3, 15, 0, tzinfo=UTC)  # 11:00 in Raleigh
SOURCE = "tests.moved"


class Shown:
    """Which targets may be told of; the source asks at the moment of sending."""

    closed: set[int] = set()


def words(user, items):
    return [
        Said("CityCamp", f"{item.target.name} has news for {user.name}", f"/people/{item.target_id}/")
        for item in items
        if item.target_id not in Shown.closed
    ]


@pytest.fixture(autouse=True)
def source(monkeypatch):
    """One kind of news of the tests' own, about people, from the camps in which one has a role."""
    monkeypatch.setattr(Shown, "closed", set())
    with patch.dict(sources.SOURCES, clear=True):
        sources.source(
            SOURCE,
            "Somebody moved",
            words=words,
            scope="events.camp",
            places=lambda user: Camp.objects.filter(pk__in=Role.objects.filter(user=user).scope_ids(Camp)),
        )
        yield


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def run(now: datetime) -> list:
    """The worker at this moment: what it mailed."""
    before = len(django_mail.outbox)
    tasks.tell(now=now)
    outbox.deliver(timezone.now() + timedelta(days=1))
    return django_mail.outbox[before:]


@pytest.mark.django_db
def test_items_of_one_key_are_one_mail_when_the_wait_is_over():
    ana, ben, camp = person("Ana"), person("Ben"), make.camp()
    for target in (person("Cleo"), person("Dan")):
        actions.notify(ana, SOURCE, target, key="k:1", wait=120, scope=camp, now=NOW)
    actions.notify(ana, SOURCE, person("Eve"), key="k:2", wait=600, scope=camp, now=NOW)
    actions.notify(ben, SOURCE, person("Fay"), key="k:1", wait=120, scope=camp, now=NOW)

    assert run(later(119)) == []
    mails = run(later(121))

    assert sorted(mail.to[0] for mail in mails) == sorted([ana.email, ben.email])
    [to_ana] = [mail for mail in mails if mail.to == [ana.email]]
    assert to_ana.subject == "CityCamp: 2 pieces of news"
    assert "Cleo has news for Ana" in to_ana.body
    assert "Dan has news for Ana" in to_ana.body
    assert "Eve" not in to_ana.body
    assert run(later(122)) == []
    assert len(run(later(601))) == 1


@pytest.mark.django_db
def test_the_same_thing_is_told_once_and_a_key_that_was_mailed_may_tell_of_other_things():
    ana, cleo, dan = person("Ana"), person("Cleo"), person("Dan")
    for _time in range(3):
        actions.notify(ana, SOURCE, cleo, key="k:1", now=NOW)
    assert len(run(NOW)) == 1
    actions.notify(ana, SOURCE, cleo, key="k:1", now=later(9))
    assert run(later(9)) == []

    actions.notify(ana, SOURCE, dan, key="k:1", now=later(10))
    [mail] = run(later(10))
    assert mail.subject == "CityCamp: Dan has news for Ana"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("how", "at_once", "next_morning"), [("each", 1, 0), ("daily", 0, 1), ("none", 0, 0), ("", 1, 0)]
)
def test_each_choice_changes_what_is_sent(how, at_once, next_morning):
    ana, camp, other = person("Ana", zone="America/New_York"), make.camp(), make.camp()
    if how:
        actions.choose(ana, SOURCE, camp, how, now=NOW)
    actions.choose(ana, SOURCE, other, "daily" if how == "none" else "none", now=NOW)

    actions.notify(ana, SOURCE, person("Cleo"), key="k:1", scope=camp, now=NOW)

    assert len(run(later(1))) == at_once
    assert len(run(datetime(2027, 5, 4, 10, 59, tzinfo=UTC))) == 0  # 6:59 in Raleigh
    assert len(run(datetime(2027, 5, 4, 11, 0, tzinfo=UTC))) == next_morning


@pytest.mark.django_db
def test_a_choice_made_while_something_waits_holds_for_it_too():
    ana, camp = person("Ana", zone="America/New_York"), make.camp()
    actions.notify(ana, SOURCE, person("Cleo"), key="k:1", wait=120, scope=camp, now=NOW)
    actions.choose(ana, SOURCE, camp, "daily", now=NOW)
    assert run(later(121)) == []
    actions.choose(ana, SOURCE, camp, "none", now=later(122))
    assert run(later(86400)) == []

    with pytest.raises(Refused):
        actions.choose(ana, SOURCE, camp, "hourly")
    with pytest.raises(Refused):
        actions.choose(ana, "no.such", camp, "each")


@pytest.mark.django_db
def test_the_daily_mail_holds_all_sources_and_leaves_out_what_was_closed_after_it_was_noted():
    Network.objects.update_or_create(site_id=1, defaults={"zone": "America/New_York"})
    ana, cleo, dan, camp = person("Ana"), person("Cleo"), person("Dan"), make.camp()
    sources.source("tests.other", "Something else", words=words, default="daily")
    actions.choose(ana, SOURCE, camp, "daily", now=NOW)
    actions.notify(ana, SOURCE, cleo, key="k:1", scope=camp, now=NOW)
    actions.notify(ana, "tests.other", dan, key="k:2", now=NOW)
    actions.notify(ana, SOURCE, person("Eve"), key="k:3", scope=camp, now=NOW)
    Shown.closed = {cleo.pk}

    [mail] = run(datetime(2027, 5, 4, 11, 0, tzinfo=UTC))

    assert "Cleo" not in mail.body + mail.subject + mail.alternatives[0][0]
    assert "Dan has news" in mail.body
    assert "Eve has news" in mail.body


@pytest.mark.django_db
def test_a_mail_that_waits_in_the_outbox_says_nothing_that_was_closed_meanwhile():
    ana, cleo = person("Ana"), person("Cleo")
    actions.notify(ana, SOURCE, cleo, key="k:1", now=NOW)
    tasks.tell(now=NOW)
    Shown.closed = {cleo.pk}

    assert outbox.deliver(timezone.now()) == 0

    assert django_mail.outbox == []
    assert OutboxMail.objects.get().state == "withdrawn"


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [{"closing_at": NOW}, {"closed_at": NOW, "email": ""}])
def test_who_is_leaving_or_left_gets_no_news(gone):
    ana = person("Ana")
    actions.notify(ana, SOURCE, person("Cleo"), key="k:1", now=NOW)
    type(ana).objects.filter(pk=ana.pk).update(**gone)

    assert run(later(1)) == []
    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        (datetime(2027, 5, 3, 15, tzinfo=UTC), "America/New_York", datetime(2027, 5, 4, 11, tzinfo=UTC)),
        (datetime(2027, 5, 3, 10, 59, tzinfo=UTC), "America/New_York", datetime(2027, 5, 3, 11, tzinfo=UTC)),
        (datetime(2027, 5, 3, 11, 0, tzinfo=UTC), "America/New_York", datetime(2027, 5, 4, 11, tzinfo=UTC)),
        (datetime(2027, 3, 13, 15, tzinfo=UTC), "America/New_York", datetime(2027, 3, 14, 11, tzinfo=UTC)),
        (datetime(2027, 5, 3, 15, tzinfo=UTC), "", datetime(2027, 5, 4, 7, tzinfo=UTC)),
    ],
)
def test_the_daily_mail_goes_at_seven_on_the_persons_clock(now, zone, morning):
    assert actions.next_morning(now, zone) == morning


@pytest.mark.django_db
def test_many_are_noted_in_the_same_number_of_queries(django_assert_max_num_queries):
    camp, about = make.camp(), person("Cleo")
    for number in (1, 30):
        people = [person() for _each in range(number)]
        actions.choose(people[0], SOURCE, camp, "none")
        with django_assert_max_num_queries(3):
            actions.notify_all(people, SOURCE, about, key=lambda who: f"k:{who.pk}", scope=camp, now=NOW)
        assert Item.objects.filter(user__in=people).count() == number - 1


def test_a_worker_killed_at_any_point_sends_nobody_a_mail_twice_and_forgets_nobody(own_database, tmp_path, settings):
    """Killed by SIGKILL before its n-th statement, for each n, from the item to the mail that is out of hand."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    ana, about = person("Ana"), [person("Cleo"), person("Dan")]

    def both_steps() -> None:
        tasks.tell(now=timezone.now())
        outbox.deliver(timezone.now())

    rounds, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        rounds += 1
        assert rounds < 60
        for target in about:
            actions.notify(ana, SOURCE, target, key=f"k:{rounds}", now=timezone.now())
        status = killed_before(rounds, both_steps)
        late = timezone.now() + timedelta(minutes=10)  # after the dead worker's lease
        tasks.tell(now=late)
        outbox.deliver(late)

    assert status == 0
    assert rounds > 15  # each statement from the item to the mail's last note was one
    assert not Item.objects.waiting().exists()
    went = [name for file in tmp_path.iterdir() for name in re.findall(r"^Message-ID: .*", file.read_text(), re.M)]
    assert len(went) == len(set(went))
    states = list(OutboxMail.objects.values_list("state", flat=True))
    assert len(states) == rounds  # one mail for each key
    assert set(states) <= {"sent", "doubtful"}
    assert states.count("doubtful") <= 3  # killed between handing over and the note of it: never again by itself
    assert states.count("sent") <= len(went) <= rounds


# The page, and the way out of a mail


@pytest.fixture
def ana(db):
    return person("Ana")


@pytest.fixture
def client(ana):
    here = Client(enforce_csrf_checks=False)
    sign_in(here, ana)
    return here


def test_the_page_has_a_row_for_each_place_and_saves_what_is_chosen(ana, client):
    camp, other, foreign = make.camp(), make.camp(), make.camp()
    role(ana, "desk", camp)
    role(ana, "desk", other)
    page = client.get("/me/notifications/").content.decode()
    assert camp.name in page
    assert foreign.name not in page
    assert "Codes for signing in" in page
    [row] = [name for name in rows(page) if name.endswith(f"-{camp.pk}")]

    assert client.post("/me/notifications/", {row: "none"}).status_code == 302

    assert [(c.scope, c.how) for c in Choice.objects.all()] == [(camp, "none")]
    assert f'name="{row}" value="none" checked' in client.get("/me/notifications/").content.decode()

    client.post("/me/notifications/", {row: "hourly", "tests-moved-9-999": "none"})
    client.post("/me/notifications/", {"all": "daily"})
    assert {(c.scope, c.how) for c in Choice.objects.all()} == {(camp, "daily"), (other, "daily")}


def rows(page: str) -> set[str]:
    return set(re.findall(r'type="radio" name="([^"]+)"', page))


def test_the_page_costs_the_same_for_many_places(ana, client, django_assert_max_num_queries):
    for number in (1, 29):
        for _each in range(number):
            role(ana, "desk", make.camp())
        with django_assert_max_num_queries(14):
            client.get("/me/notifications/")


def mailed(ana, camp) -> tuple[str, str]:
    actions.notify(ana, SOURCE, person("Cleo"), key="k:1", scope=camp, now=NOW)
    [mail] = run(NOW)
    stop = mail.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return stop, mail.body


@pytest.mark.parametrize("how", ["each", "daily"])
def test_one_click_in_the_mail_program_stops_that_news_and_nothing_else(ana, how, monkeypatch):
    camp, other = make.camp(), make.camp()
    actions.choose(ana, SOURCE, other, "each")
    actions.choose(ana, SOURCE, camp, how, now=NOW)
    monkeypatch.setattr("citycamp.people.notices.actions.next_morning", lambda now, zone: now)
    stop, body = mailed(ana, camp)
    assert stop in body
    outside = Client(enforce_csrf_checks=True)

    assert outside.get(stop).status_code == 200
    assert Choice.objects.at(camp).get().how == how  # a scanner looked, and nothing changed

    assert outside.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Choice.objects.at(camp).get().how == "none"
    assert Choice.objects.at(other).get().how == "each"
    assert outside.post(stop[:-2] + "x/").status_code == 404


def test_the_foot_of_a_mail_leads_to_its_row(ana, client):
    camp = make.camp()
    role(ana, "desk", camp)
    _stop, body = mailed(ana, camp)
    [row] = rows(client.get("/me/notifications/").content.decode())
    assert f"http://testserver/me/notifications/#{row}\n" in body


def test_news_stands_quietly_on_my_page_until_it_was_read(ana, client):
    camp, cleo = make.camp(), person("Cleo")
    actions.notify(ana, SOURCE, cleo, key="k:1", scope=camp, wait=600)
    item = Item.objects.get()
    assert "Cleo has news for Ana" in client.get("/me/").content.decode()

    stranger = Client()
    sign_in(stranger, person("Stranger"))
    stranger.post("/me/notifications/seen/", {"items": str(item.pk)})
    assert "Cleo has news for Ana" in client.get("/me/").content.decode()

    client.post("/me/notifications/seen/", {"items": f"{item.pk},x,-1,{10**30}"})
    assert "Cleo has news for Ana" not in client.get("/me/").content.decode()
    assert Item.objects.waiting().count() == 1  # the mail goes all the same


def test_a_subscription_keeps_its_own_choice_on_the_same_page(ana, client):
    mailing_list = create_list("raleigh-open", "Raleigh open", by=None)
    mine = subscribe(mailing_list, ana.email, user=ana)
    other = person("Ben")
    theirs = subscribe(mailing_list, other.email, user=other)
    page = client.get("/me/notifications/").content.decode()
    assert "Raleigh open" in page

    client.post("/me/notifications/", {f"list:{mine.pk}": "none", f"list:{theirs.pk}": "none"})

    assert Subscription.objects.get(pk=mine.pk).delivery == "none"
    assert Subscription.objects.get(pk=theirs.pk).delivery == "each"
