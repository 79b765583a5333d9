"""Six answers make a camp and all that belongs to it, or nothing. events.md 3, 17.1, 17.2, 17.35."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from citycamp.audit.models import Entry
from citycamp.mail.models import OutboxMail
from citycamp.people.models import Role, RoleInvite
from events import signals
from events.actions import start_camp, starting
from events.actions.starting import NotADay, NoTeam, NoZone, RulesNotAccepted, TooManyStarts
from events.models import Camp, CampPage, City, CityPage, ConductAcceptance, Seat, StartDraft, Venue
from events.starting import RULES, Answers, Day, Helper, Place, VenueAnswer
from mailinglists.models import MailingList
from sessions.models import Board
from tests.factories.events import camp, city
from tests.factories.people import person, role, sign_in
from wiki.models import Wiki, WikiPage

pytestmark = pytest.mark.django_db
SOON = timezone.now().date() + timedelta(days=60)
ANSWERS = Answers(
    place=Place(name="Raleigh", region="NC", country="US"),
    days=(Day(SOON, time(8, 30), time(9), time(17)),),
    venue=VenueAnswer(name="Harlan School", street="410 Person Street"),
    people=30,
    rooms=3,
    minutes=45,
    team=(Helper("hanna@example.org", "public"),),
    rules=frozenset(RULES),
    conduct=True,
)


def test_six_answers_make_page_board_hub_list_plan_and_invitations():
    maya = person("Maya")
    made = start_camp(ANSWERS, by=maya)
    town = City.objects.get()
    assert (town.name, town.zone, town.page.url_path) == ("Raleigh", "America/New_York", "/home/cities/raleigh/")
    assert (made.name, made.slug) == (f"CityCamp Raleigh {SOON.year}", f"raleigh-{SOON.year}")
    assert (made.state, made.listed, made.page.url_path) == ("published", False, f"/home/events/{made.slug}/")
    assert (Seat.objects.filter(camp=made).count(), made.plan.count()) == (30, 23)
    assert (made.hub.wiki, made.hub.title, town.wiki.stage) == (town.wiki, made.name, "invited")
    assert (made.announcements.slug, made.announcements.posting) == (f"{made.slug}-news", "announce")
    assert Board.objects.get(camp=made).rooms.count() == 3
    assert ConductAcceptance.objects.filter(user=maya, text__number=1).exists()
    scopes = {(held.role, held.scope) for held in Role.objects.filter(user=maya)}
    assert scopes == {
        ("organizer", made),
        ("steward", town),
        ("steward", town.wiki),
        ("owner", made.announcements),
    }
    invite = RoleInvite.objects.get()
    assert (invite.address, invite.role, invite.scope) == ("hanna@example.org", "organizer", made)
    assert OutboxMail.objects.filter(to="hanna@example.org", template="events/email/organize-with-me").count() == 1
    assert Entry.objects.filter(verb="camp.started", thing=f"events.camp:{made.pk}").count() == 1


def counts():
    models = (Camp, City, CampPage, CityPage, Page, Seat, Venue, MailingList, Wiki, WikiPage, Role, RoleInvite)
    more = (OutboxMail, ConductAcceptance, Board, Entry)
    return {model.__name__: model.objects.count() for model in (*models, *more)}


STEPS = [
    "make_city",
    "open_wiki",
    "make_camp",
    "make_camp_page",
    "open_space",
    "open_list",
    "write_plan",
    "grant_role",
    "invite",
    "record",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_after_any_step_leaves_nothing(monkeypatch, step):
    maya = person()
    before = counts()
    real = getattr(starting, step)

    def done_and_then_the_power_goes(*args, **kwargs):
        real(*args, **kwargs)
        raise RuntimeError("the power went")

    monkeypatch.setattr(starting, step, done_and_then_the_power_goes)
    with pytest.raises(RuntimeError):
        start_camp(ANSWERS, by=maya)
    assert counts() == before


def test_a_listener_that_fails_undoes_the_start():
    def fails(**kwargs):
        raise RuntimeError

    before = counts()
    signals.camp_started.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            start_camp(ANSWERS, by=person())
    finally:
        signals.camp_started.disconnect(fails)
    assert counts() == before


@pytest.mark.parametrize("missing", [*RULES, "conduct"])
def test_each_rule_unticked_is_refused(missing):
    answers = replace(ANSWERS, rules=frozenset(RULES) - {missing}, conduct=missing != "conduct")
    with pytest.raises(RulesNotAccepted) as refusal:
        start_camp(answers, by=person())
    assert (refusal.value.missing, Camp.objects.count()) == ([missing], 0)


def test_one_person_alone_cannot_start():
    maya = person()
    for team in ((), (Helper(maya.email),)):
        with pytest.raises(NoTeam):
            start_camp(replace(ANSWERS, team=team), by=maya)


def test_two_unlisted_camps_at_a_time():
    maya = person()
    start_camp(ANSWERS, by=maya)
    second = start_camp(ANSWERS, by=maya)
    assert second.slug == f"raleigh-{SOON.year}-2"
    with pytest.raises(TooManyStarts):
        start_camp(ANSWERS, by=maya)
    Camp.objects.filter(pk=second.pk).update(listed=True)
    assert start_camp(ANSWERS, by=maya).slug == f"raleigh-{SOON.year}-3"


def test_in_a_city_with_a_wiki_the_starter_is_no_steward():
    first = start_camp(ANSWERS, by=person())
    walt = person()
    again = start_camp(replace(ANSWERS, place=Place(name="  raleigh ", region="NC", country="US")), by=walt)
    assert (again.city, City.objects.count(), Wiki.objects.count()) == (first.city, 1, 1)
    assert not Role.objects.filter(user=walt, role="steward").exists()


@pytest.mark.parametrize(
    "days",
    [
        (Day(date(2020, 1, 1)),),
        tuple(Day(SOON + timedelta(days=n)) for n in range(40)),
        (Day(SOON), Day(SOON)),
        (Day(SOON, None, time(17), time(9)),),
        (Day(SOON, None, time(9), None),),
    ],
)
def test_days_that_make_no_camp_are_refused(days):
    with pytest.raises(NotADay):
        start_camp(replace(ANSWERS, days=days), by=person())


@pytest.mark.parametrize("zone", ["GMT+5", "Mars/Olympus", ""])
def test_a_place_without_a_zone_is_refused(zone):
    with pytest.raises(NoZone):
        start_camp(replace(ANSWERS, place=Place(name="Perm", country="RU", zone=zone)), by=person())


def test_a_starter_who_ran_a_listed_camp_is_listed_at_once():
    walt = person()
    role(walt, "organizer", camp(days=[date(2024, 5, 4)]))
    assert start_camp(ANSWERS, by=walt).listed is True


def test_a_long_name_makes_a_list_that_the_lists_rules_take():
    made = start_camp(replace(ANSWERS, name="2027 " + "Very long name of a camp " * 4), by=person())
    assert 2 <= len(made.announcements.slug) <= 30
    assert made.announcements.slug[0].isalpha()


TYPED = {
    "where": {"city_name": "Raleigh", "region": "NC", "country": "US"},
    "when": {"kind": "days", "date_1": SOON.isoformat(), "doors_1": "08:30", "starts_1": "09:00", "ends_1": "17:00"},
    "venue": {"venue_name": "Harlan School", "street": "410 Person Street"},
    "size": {"people": "30", "rooms": "3", "minutes": "45"},
    "organizers": {"address_1": "hanna@example.org", "side_1": "public"},
    "rules": dict.fromkeys((*RULES, "conduct"), "on"),
}


def test_six_pages_without_javascript_start_a_camp(client):
    sign_in(client, person("Maya"))
    for name, typed in TYPED.items():
        assert client.get(f"/events/start/{name}/").status_code == 200
        answer = client.post(f"/events/start/{name}/", typed)
        assert answer.status_code == 302, answer.context["form"].errors
    made = Camp.objects.get()
    assert answer["Location"] == f"/events/{made.slug}/started/"
    assert (made.name, StartDraft.objects.count()) == (f"CityCamp Raleigh {SOON.year}", 0)
    assert "The board" in client.get(answer["Location"]).content.decode()


def test_what_was_typed_is_kept_also_when_it_is_refused(client):
    sign_in(client, person())
    answer = client.post("/events/start/where/", {"city_name": "Perm", "country": "RU", "region": "Prikamye"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["zone"])
    again = client.get("/events/start/where/").content.decode()
    assert 'value="Perm"' in again
    assert 'value="Prikamye"' in again


def test_a_question_left_out_is_asked_at_the_end_and_nothing_is_made(client):
    sign_in(client, person())
    for name in ("where", "when", "venue", "size"):
        client.post(f"/events/start/{name}/", TYPED[name])
    answer = client.post("/events/start/rules/", TYPED["rules"])
    assert (answer.status_code, answer.context["name"], Camp.objects.count()) == (422, "organizers", 0)


def test_a_coming_camp_in_the_city_is_shown_first(client):
    town = city("Raleigh")
    camp(city=town, name="CityCamp already planned")
    sign_in(client, person())
    answer = client.post("/events/start/where/", {"city": town.pk})
    assert (answer.status_code, "CityCamp already planned" in answer.content.decode()) == (200, True)
    assert client.post("/events/start/where/", {"city": town.pk, "anyway": "1"}).status_code == 302


def test_a_visitor_signs_in_first_and_comes_back(client):
    answer = client.get("/events/start/where/")
    assert answer["Location"] == "/accounts/login/?next=/events/start/where/"
