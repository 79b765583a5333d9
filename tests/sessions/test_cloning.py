"""A camp made after another one: what comes along, what never does, and the same local times across a clock change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from citycamp.people.models import Role, RoleInvite
from events import actions as camps
from events.actions.cloning import NotADraft, clone_camp, publish_camp
from events.actions.places import make_camp_page
from events.actions.starting import RulesNotAccepted, TooManyStarts
from events.models import Camp, Commitment, Registration
from events.starting import RULES, Day
from sessions import actions, reading
from sessions.models import Board, Change, Host, Session, Star
from tests.factories.people import person, role, sign_in
from tests.factories.sessions import attendee, board, camp, card, lunch, theme
from tests.factories.wiki import wiki

pytestmark = pytest.mark.django_db
AGREED = {"rules": frozenset(RULES), "conduct": True}
NOVEMBER = date(2027, 11, 13)  # after the clocks went back; the old camp is in May
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def old():
    """A camp that was held: people, seats, stars, a journal, a promise, a team of two."""
    made = camp()
    made.city.wiki = wiki()
    made.city.save()
    make_camp_page(made, [("heading", {"level": "2", "text": "What this day is"})], lead="One day")
    here = board(made, rooms=2, slots=2, policy="frozen", pitch_seconds=45)
    lunch(here)
    maya, luis = attendee(made, "Maya Quent"), attendee(made, "Luis Zeb")
    placed = actions.propose(here, "Placed", by=maya)
    Session.objects.filter(pk=placed.pk).update(slot=here.slots.first(), room=here.rooms.first())
    waits = actions.propose(here, "Waits", by=luis, summary="Words", themes=[theme()])
    actions.propose(here, "A wish", by=luis, wish=True)
    card(here, "Withdrawn", state="withdrawn")
    actions.star(waits, by=maya)
    camps.promise(made, "A bench", by=maya, by_when="2027")
    camps.add_item(made, "Ask the library", offset_days=20)
    camps.add_item(made, "Fixed", own_date=date(2027, 4, 1))
    made.organizer = person("Hanna", factor=True)
    role(made.organizer, "organizer", made)
    role(person("Otto", "otto@example.org", factor=True), "organizer", made)
    role(person("Fay", "fay@example.org", factor=True), "facilitator", made)
    return made


def clone(of: Camp, **more) -> Camp:
    asked = {"name": "CityCamp Raleigh, autumn", "first_day": NOVEMBER, "cards": True, "now": NOW, **AGREED, **more}
    return clone_camp(of, by=of.organizer, **asked)


def test_it_has_words_venue_plan_rooms_and_times_and_nobody_in_it(old):
    made = clone(old)
    assert (made.state, made.previous, made.seats.count()) == ("draft", old, 2)
    assert [(day.date, day.starts_at, day.ends_at) for day in made.settled_days] == [(NOVEMBER, time(9), time(17))]
    assert made.page.lead == "One day"
    assert made.page.body[0].value["text"] == "What this day is"
    plan = {item.title: (item.offset_days, item.own_date, item.done_at) for item in made.plan.all()}
    assert plan == {"Ask the library": (20, None, None), "Fixed": (None, date(2027, 10, 7), None)}
    here = Board.objects.get(camp=made)
    assert (here.phase, here.policy, here.pitch_seconds, here.version) == ("propose", "frozen", 45, 0)
    assert [room.name for room in here.rooms.all()] == ["Room A", "Room B"]
    for model in (Host, Star, Change):
        assert not model.objects.filter(board=here).exists()
    assert not Registration.objects.filter(camp=made).exists()
    assert not Commitment.objects.filter(camp=made).exists()
    cards = {card.title: card for card in Session.objects.filter(board=here)}
    assert set(cards) == {"Waits", "A wish"}
    waits = cards["Waits"]
    assert (waits.kind, waits.summary, waits.proposer, waits.wished_by) == ("wish", "Words", None, "")
    assert [each.slug for each in waits.themes.all()] == ["housing"]
    assert Session.objects.filter(board=old.board).count() == 4, "the old board is as it was"


def test_without_the_tick_no_card_comes(old):
    assert not Session.objects.filter(board=Board.objects.get(camp=clone(old, cards=False))).exists()


def local_times(of: Camp) -> list[str]:
    here = Board.objects.get(camp=of)
    return [f"{slot.starts_at.astimezone(reading.zone(here)):%a %H:%M}" for slot in here.slots.all()]


def test_a_clone_and_a_moved_camp_keep_their_local_times_across_a_clock_change(old):
    before = local_times(old)
    made = clone(old)
    assert local_times(made) == before == ["Sat 10:00", "Sat 11:00", "Sat 18:00"]
    starts = Board.objects.get(camp=made).slots.first().starts_at
    assert starts == datetime(2027, 11, 13, 15, 0, tzinfo=UTC), "EST by then"
    camps.move_days(old, [Day(NOVEMBER, None, time(9), time(17))], by=old.organizer, now=NOW)
    assert local_times(old) == before


def test_the_team_is_asked_again_and_only_who_clones_holds_a_role(old):
    made = clone(old)
    assert list(Role.objects.at(made).values_list("user__name", "role")) == [("Hanna", "organizer")]
    asked = RoleInvite.objects.at(made).values_list("address", "role")
    assert set(asked) == {("otto@example.org", "organizer"), ("fay@example.org", "facilitator")}


def test_it_is_seen_by_its_team_only_until_it_is_published(client, old):
    made = clone(old)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(f"{made.get_absolute_url()}board/").status_code == 404
    assert (made.hub, made.announcements) == (None, None)
    publish_camp(made, by=old.organizer)
    assert client.get(made.get_absolute_url()).status_code == 200
    made.refresh_from_db()
    assert made.hub.wiki == old.city.wiki
    assert made.announcements.posting == "announce"
    with pytest.raises(NotADraft):
        publish_camp(made, by=old.organizer)


def test_the_rules_are_accepted_anew_and_a_third_unlisted_camp_is_refused(old):
    with pytest.raises(RulesNotAccepted) as missing:
        clone(old, rules=frozenset(RULES) - {"licence"}, conduct=False)
    assert missing.value.missing == ["licence", "conduct"]
    assert Camp.objects.count() == 1
    clone(old)
    clone(old, name="Another")
    with pytest.raises(TooManyStarts):
        clone(old, name="A third")


def test_the_page_makes_the_draft_for_organizers_with_a_second_factor(client, old):
    address = reverse("events:clone", args=[old.slug])
    for somebody in (None, attendee(old), person()):
        if somebody:
            sign_in(client, somebody, strong=True)
        assert client.post(address, {}).status_code in (302, 403)
        client.logout()
    sign_in(client, old.organizer, strong=True)
    page = client.get(address).content.decode()
    assert 'value="2028-05-06"' in page, "52 weeks later, the same weekday"
    ticked = dict.fromkeys([*RULES, "conduct", "cards"], "on")
    refused = client.post(address, {**ticked, "name": "Next", "first_day": "2020-01-01"})
    assert refused.status_code == 422
    assert Camp.objects.count() == 1
    answer = client.post(address, {**ticked, "name": "Next", "first_day": "2027-11-13"})
    made = Camp.objects.get(previous=old)
    assert answer.headers["Location"] == reverse("events:settings", args=[made.slug])
    assert "This camp is a draft." in client.get(answer.headers["Location"]).content.decode()
    assert client.post(reverse("events:publish", args=[made.slug])).status_code == 302
    made.refresh_from_db()
    assert made.state == "published"
    assert timezone.now() == NOW
    assert made.settled_days[0].starts - old.settled_days[0].starts == timedelta(days=189, hours=1)
