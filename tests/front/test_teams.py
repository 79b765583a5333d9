"""Who holds which role where: offered, accepted, ended, left; and who may not. people.md 5."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as HttpSession
from django.test import Client

from citycamp.mail.models import OutboxMail
from citycamp.people.models import Role, RoleInvite
from citycamp.people.permissions import has_role
from events.actions.places import make_camp_page
from tests.factories import events, mailinglists, wiki
from tests.factories.people import person, role, sign_in

pytestmark = pytest.mark.django_db

# Where, who decides there, and which roles of this place they grant.
PLACES = {
    "camp": ("organizer", ["organizer", "facilitator", "desk", "editor"]),
    "city": ("steward", ["steward"]),
    "wiki": ("steward", ["steward"]),
    "list": ("owner", ["moderator", "poster"]),
    "network": ("staff", ["verifier"]),
}


def a_camp():
    camp = events.camp()
    make_camp_page(camp)
    return camp


def make(kind):
    scope = {
        "camp": a_camp,
        "city": events.city,
        "wiki": wiki.wiki,
        "list": mailinglists.public_list,
        "network": lambda: None,
    }[kind]()
    address = {"camp": "/events/{}/team/", "city": "/cities/{}/team/", "wiki": "/wiki/{}/-/team/"}
    address |= {"list": "/lists/{}/team/", "network": "/staff/team/"}
    return scope, address[kind].format(scope.slug if scope else "")


def coming_in(user, **how) -> Client:
    client = Client()
    sign_in(client, user, **{"strong": True, **how})
    return client


@pytest.fixture
def camp():
    return a_camp()


@pytest.fixture
def maya(camp):
    user = person("Maya Ruiz", factor=True)
    role(user, "organizer", camp)
    return user


@pytest.mark.parametrize("kind", PLACES)
def test_who_decides_there_offers_the_roles_of_that_place_and_no_others(kind):
    decides, grants = PLACES[kind]
    scope, address = make(kind)
    maya = person("Maya", factor=True)
    role(maya, decides, scope)
    client = coming_in(maya)
    page = client.get(address)
    assert [name for name, _label in page.context["form"].fields["role"].choices] == grants
    for name in grants:
        assert client.post(address, {"address": f"{name}@example.org", "role": name}).status_code == 302
    assert sorted(RoleInvite.objects.values_list("role", flat=True)) == sorted(grants)
    for name in ("owner", "staff", "records_officer", "king"):
        assert client.post(address, {"address": "x@example.org", "role": name}).status_code == 422
    assert RoleInvite.objects.count() == len(grants)


@pytest.mark.parametrize("kind", PLACES)
def test_nobody_else_reads_or_offers(kind):
    scope, address = make(kind)
    maya = person("Maya", factor=True)
    held = role(maya, PLACES[kind][0], scope)
    elsewhere = person("Elsewhere", factor=True)
    other_scope, _other = make(kind)
    if kind != "network":
        role(elsewhere, PLACES[kind][0], other_scope)
    refused = 404 if kind == "network" else 403
    for user in (person("Stranger", factor=True), elsewhere):
        client = coming_in(user)
        assert client.get(address).status_code == refused
        assert client.post(address, {"address": "x@example.org", "role": PLACES[kind][1][0]}).status_code == refused
        assert client.post(f"{address}{held.pk}/end/").status_code == refused
    assert Client().get(address).status_code == 302
    asleep = coming_in(maya, strong=False).get(address)
    assert (asleep.status_code, "/accounts/proof/" in asleep["Location"]) == (302, True)
    assert not RoleInvite.objects.exists()
    assert Role.objects.filter(pk=held.pk).exists()


def test_staff_grant_a_lists_owner_and_a_superuser_names_staff_and_nothing_closed_is_opened():
    closed = mailinglists.government_list()
    staff, operator = person("Stella", factor=True), person("Oscar", factor=True, is_superuser=True)
    role(staff, "staff")
    client = coming_in(staff)
    page = client.get(f"/lists/{closed.slug}/team/")
    assert [name for name, _ in page.context["form"].fields["role"].choices] == ["owner", "records_officer"]
    assert client.get(f"/lists/{closed.slug}/").status_code == 404  # rank opens no closed list
    assert coming_in(person(factor=True)).get(f"/lists/{closed.slug}/team/").status_code == 404
    page = coming_in(operator).get("/staff/team/")
    assert [name for name, _ in page.context["form"].fields["role"].choices] == ["staff"]


def test_offering_a_role_asks_again_who_it_is_and_keeps_what_was_typed(camp, maya):
    client = coming_in(maya, fresh=False)
    assert client.get(f"/events/{camp.slug}/team/").status_code == 200
    asked = client.post(f"/events/{camp.slug}/team/", {"address": "hanna@example.org", "role": "desk"})
    assert (asked.status_code, asked["Location"].startswith("/accounts/proof/")) == (302, True)
    assert not RoleInvite.objects.exists()


def test_the_offer_is_mailed_found_accepted_and_told_to_who_holds_a_role_there(camp, maya):
    beside = person("Bo", "bo@example.org")
    role(beside, "facilitator", camp)
    coming_in(maya).post(f"/events/{camp.slug}/team/", {"address": "Hanna@Example.org", "role": "organizer"})
    [offer] = OutboxMail.objects.filter(template="people/email/role_offered")
    assert (offer.to, offer.context["by"]) == ("hanna@example.org", "Maya Ruiz")
    hanna = person("Hanna", "hanna@example.org", factor=True)
    client = coming_in(hanna, strong=False)
    invite = RoleInvite.objects.get()
    assert f"/me/invites/{invite.pk}/" in client.get("/me/").content.decode()
    client.post(f"/me/invites/{invite.pk}/", {"answer": "accept"})
    assert has_role(hanna, "organizer", camp)
    told = OutboxMail.objects.filter(template="people/email/role_granted")
    assert sorted(told.values_list("to", flat=True)) == sorted([maya.email, "bo@example.org"])  # who said yes knows
    OutboxMail.objects.all().delete()
    coming_in(hanna).post(f"/events/{camp.slug}/team/{Role.objects.get(user=beside).pk}/end/")
    told = OutboxMail.objects.filter(template="people/email/role_ended")
    assert {mail.to: mail.context["you"] for mail in told} == {"bo@example.org": True, maya.email: False}


def test_a_stranger_to_the_address_finds_nothing(camp, maya):
    coming_in(maya).post(f"/events/{camp.slug}/team/", {"address": "hanna@example.org", "role": "desk"})
    invite = RoleInvite.objects.get()
    other = coming_in(person("Other"))
    assert other.get(f"/me/invites/{invite.pk}/").status_code == 404
    assert "/me/invites/" not in other.get("/me/").content.decode()


def test_an_offer_is_taken_back_by_who_may_make_it(camp, maya):
    client = coming_in(maya)
    client.post(f"/events/{camp.slug}/team/", {"address": "hanna@example.org", "role": "desk"})
    invite = RoleInvite.objects.get()
    away = f"/events/{camp.slug}/team/offers/{invite.pk}/withdraw/"
    assert coming_in(person(factor=True)).post(away).status_code == 403
    other = a_camp()
    role(maya, "organizer", other)
    assert client.post(f"/events/{other.slug}/team/offers/{invite.pk}/withdraw/").status_code == 404
    assert RoleInvite.objects.get().state == "waiting"
    client.post(away)
    assert RoleInvite.objects.get().state == "withdrawn"
    assert "answered already" in client.post(away, follow=True).content.decode()


def test_a_change_of_role_ends_the_other_sessions_of_that_person(camp, maya):
    hanna = person("Hanna", factor=True)
    held = role(hanna, "facilitator", camp)
    elsewhere = coming_in(hanna)
    key = elsewhere.session.session_key
    UserSession.objects.get_or_create(user=hanna, session_key=key, defaults={"ip": "127.0.0.1"})
    mine = coming_in(maya)
    mine.post(f"/events/{camp.slug}/team/{held.pk}/end/")
    assert not HttpSession.objects.filter(session_key=key).exists()
    assert elsewhere.get("/me/").status_code == 302
    assert mine.get("/me/").status_code == 200


def test_a_sleeping_role_says_why_and_what_to_do(camp, maya):
    hanna = person("Hanna")
    role(hanna, "organizer", camp)
    body = coming_in(hanna, strong=False).get("/me/").content.decode()
    assert "is asleep" in body
    assert "/accounts/2fa/" in body
    body = coming_in(maya).get(f"/events/{camp.slug}/team/").content.decode()
    assert "Asleep until they have a passkey or an authenticator app." in body
    assert "Fewer than two people hold “Organizer” awake." in body


def test_the_page_costs_the_same_for_one_role_and_for_thirty(camp, maya, django_assert_max_num_queries):
    client, address = coming_in(maya), f"/events/{camp.slug}/team/"
    role(person("A"), "organizer", camp)
    client.get(address)
    for count in (1, 30):
        for _ in range(count - 1):
            role(person(), "organizer", camp)
        with django_assert_max_num_queries(16):
            assert client.get(address).status_code == 200
