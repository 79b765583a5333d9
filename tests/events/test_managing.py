"""Plan, team, settings, and Wagtail's rights that follow the roles. events.md 4, 5."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from citycamp.people.actions import end_role, grant_role
from citycamp.people.models import Role, RoleInvite
from events.actions import add_item, move_days, open_registration, rename_camp, write_plan
from events.actions.camps import AccessUnanswered
from events.actions.places import make_camp_page
from events.models import Camp, StandardPage
from events.starting import Day
from tests.factories.events import camp, registered, venue
from tests.factories.people import person, role, sign_in

pytestmark = pytest.mark.django_db
PAGES = ["plan/", "team/", "settings/"]


@pytest.fixture
def where():
    made = camp(seats=2, venue=venue(), registration_opens_at=None, name="CityCamp Raleigh")
    make_camp_page(made)
    write_plan(made)
    return made


@pytest.fixture
def maya(where):
    organizer = person("Maya", factor=True)
    grant_role(organizer, "organizer", where, by=None)
    return organizer


@pytest.mark.parametrize("page", PAGES)
def test_organizers_manage_their_camp_and_nobody_else_does(client, where, maya, page):
    address = f"{where.get_absolute_url()}{page}"
    assert client.get(address)["Location"].startswith("/accounts/login/")
    elsewhere = person(factor=True)
    role(elsewhere, "organizer", camp())
    for user, status in ((person(factor=True), 403), (elsewhere, 403), (maya, 200)):
        sign_in(client, user, strong=True)
        assert client.get(address).status_code == status


def test_team_and_settings_ask_for_the_second_factor(client, where, maya):
    sign_in(client, maya)
    for page in ("team/", "settings/"):
        assert client.get(f"{where.get_absolute_url()}{page}").status_code == 302


def test_the_plan_follows_the_first_day_except_own_dates(where, maya):
    own = add_item(where, "Ask the mayor", own_date=date(2027, 2, 1))
    venue_item = where.plan.get(offset_days=105)
    first = where.settled_days[0].date
    assert venue_item.due(first) == first - timedelta(days=105)
    move_days(where, [Day(first + timedelta(days=7), None, time(9), time(17))], by=maya, now=timezone.now())
    moved = Camp.objects.get(pk=where.pk).settled_days[0].date
    assert (venue_item.due(moved), own.due(moved)) == (first - timedelta(days=98), date(2027, 2, 1))
    assert venue_item.due(None) is None


def test_ticking_keeps_who_and_when(client, where, maya):
    sign_in(client, maya, strong=True)
    item = where.plan.first()
    client.post(f"{where.get_absolute_url()}plan/{item.pk}/", {"done": "1"})
    item.refresh_from_db()
    assert item.done_by == maya
    other = camp()
    write_plan(other)
    foreign = other.plan.first()
    assert client.post(f"{where.get_absolute_url()}plan/{foreign.pk}/", {"done": "1"}).status_code == 404


def test_registration_does_not_open_with_a_question_unanswered_and_no_opens_it(where, maya):
    answers = where.venue.access
    where.venue.access = {key: given for key, given in answers.items() if key != "quiet"}
    with pytest.raises(AccessUnanswered) as refusal:
        open_registration(where, by=maya, now=timezone.now())
    assert (refusal.value.questions, where.phase(timezone.now())) == (["quiet"], "announced")
    where.venue.access["quiet"] = {"answer": "no", "words": ""}
    open_registration(where, by=maya, now=timezone.now())
    assert where.phase(timezone.now()) == "open"


def settings_form(where, **changes):
    day = where.settled_days[0]
    typed = {
        "name": where.name,
        "tagline": "",
        "zone": where.zone,
        "is_free": "unknown",
        "seats": "2",
        "venue-name": "Harlan School",
        "day-TOTAL_FORMS": "1",
        "day-INITIAL_FORMS": "1",
        "day-0-date": day.date.isoformat(),
        "day-0-doors": "08:30",
        "day-0-starts": "09:00",
        "day-0-ends": "17:00",
    }
    return typed | {f"venue-access_{key}": "yes" for key in where.venue.access} | changes


def test_settings_are_saved_and_the_page_takes_the_name(client, where, maya):
    sign_in(client, maya, strong=True)
    new = settings_form(where, name="CityCamp Raleigh, renamed", seats="5", contact_1="Rosa T.", phone_1="555 0142")
    answer = client.post(f"{where.get_absolute_url()}settings/", new)
    assert answer.status_code == 302
    where.refresh_from_db()
    assert (where.name, where.page.title, where.seats.count()) == ("CityCamp Raleigh, renamed", where.name, 5)
    assert (where.conduct_contacts, where.sequence) == ([{"name": "Rosa T.", "phone": "555 0142"}], 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "GMT+5"}, "is not the name of a time zone"),
        ({"day-0-date": "2020-01-01"}, "is in the past"),
        ({"day-0-ends": "08:00"}, "The end is before the start"),
        ({"seats": "-1"}, "Write 0 or more."),
        ({"name": "x" * 500}, "at most 120"),
        ({"day-0-date": "32 March"}, "Enter a valid date"),
        ({"venue-online_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_bad_settings_get_a_sentence_and_keep_what_was_typed(client, where, maya, changes, words):
    sign_in(client, maya, strong=True)
    answer = client.post(f"{where.get_absolute_url()}settings/", settings_form(where, tagline="Kept words", **changes))
    shown = answer.content.decode()
    assert (answer.status_code, words in shown, "Kept words" in shown) == (422, True, True)
    where.refresh_from_db()
    assert where.tagline == ""


def test_fewer_seats_than_taken_names_the_number_to_cancel(client, where, maya):
    open_registration(where, by=maya, now=timezone.now())
    registered(where), registered(where)
    sign_in(client, maya, strong=True)
    answer = client.post(f"{where.get_absolute_url()}settings/", settings_form(where, seats="1"))
    assert "cancel 1 registrations first" in answer.content.decode()
    assert where.seats.count() == 2


def test_the_last_organizer_stays_until_another_is_awake(client, where, maya):
    sign_in(client, maya, strong=True)
    mine = Role.objects.at(where).get(user=maya)
    client.post(f"{where.get_absolute_url()}team/{mine.pk}/end/")
    assert Role.objects.filter(pk=mine.pk).exists()
    grant_role(person(factor=True), "organizer", where, by=maya)
    client.post(f"{where.get_absolute_url()}team/{mine.pk}/end/")
    assert not Role.objects.filter(pk=mine.pk).exists()


def test_an_organizer_offers_a_role_but_not_to_themselves(client, where, maya):
    sign_in(client, maya, strong=True)
    address = f"{where.get_absolute_url()}team/"
    assert client.post(address, {"address": "hanna@example.org", "role": "desk"}).status_code == 302
    assert RoleInvite.objects.get().role == "desk"
    for wrong in (
        {"address": maya.email, "role": "desk"},
        {"address": "x", "role": "desk"},
        {"address": "", "role": ""},
    ):
        assert client.post(address, wrong).status_code == 422
    assert RoleInvite.objects.count() == 1


@pytest.mark.parametrize(("slug", "status"), [("board", 200), ("team", 200), ("register", 200), ("venue", 302)])
def test_a_page_below_a_camp_takes_no_address_of_the_site_itself(client, where, maya, slug, status):
    sign_in(client, maya, strong=True)
    page = where.page
    asked = {"title": "Where it is", "slug": slug, "lead": "", "body-count": "0", "action-publish": "1"}
    answer = client.post(f"/admin/pages/add/events/standardpage/{page.pk}/", asked)
    assert answer.status_code == status
    if status == 200:
        assert f"“{page.url}{slug}/” is an address of the site itself." in answer.content.decode()
    assert StandardPage.objects.child_of(page).count() == (status == 302)


def may_edit(user, page):
    return Page.objects.get(pk=page.pk).permissions_for_user(type(user).objects.get(pk=user.pk)).can_edit()


def test_wagtails_rights_follow_the_roles_on_exactly_that_page(where, maya):
    other = camp()
    make_camp_page(other)
    assert (may_edit(maya, where.page), may_edit(maya, other.page)) == (True, False)
    assert may_edit(maya, where.page.get_parent()) is False
    assert where.page.permissions_for_user(type(maya).objects.get(pk=maya.pk)).can_publish() is True
    walt = person(factor=True)
    grant_role(walt, "organizer", where, by=maya)
    end_role(Role.objects.at(where).get(user=maya), by=walt)
    assert (may_edit(maya, where.page), may_edit(walt, where.page)) == (False, True)
    assert type(maya).objects.get(pk=maya.pk).has_perm("wagtailadmin.access_admin") is False


def test_a_role_without_a_factor_edits_nothing(where):
    sleepy = person()
    grant_role(sleepy, "organizer", where, by=None)
    assert may_edit(sleepy, where.page) is False


def test_a_renamed_camp_is_found_at_both_addresses(client, where, maya):
    old = where.get_absolute_url()
    rename_camp(where, "raleigh-spring", by=maya)
    assert client.get("/events/raleigh-spring/").status_code == 200
    assert client.get(old)["Location"] == "/events/raleigh-spring/"


def test_only_staff_list_a_camp(client, where, maya):
    address = f"{where.get_absolute_url()}settings/listed/"
    sign_in(client, maya, strong=True)
    assert client.post(address, {"listed": "0"}).status_code == 403
    staff = person(factor=True)
    role(staff, "staff")
    sign_in(client, staff, strong=True)
    client.post(address, {"listed": "0"})
    where.refresh_from_db()
    assert where.listed is False
