"""My page, my profile, my keys, and the operator's first link."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import Site

from citycamp.people import actions
from citycamp.people.errors import NotYours
from citycamp.people.models import Network, Notice, Token, User
from citycamp.people.permissions import is_staff_member
from citycamp.people.proof import named
from tests.factories.people import official_domain, person, role, sign_in

pytestmark = pytest.mark.django_db


def test_my_page_is_mine_alone(client):
    assert client.get("/me/").url == "/accounts/login/?next=/me/"
    sign_in(client, person("Noor"))
    page = client.get("/me/")
    assert "Noor" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_sleeping_role_says_why_and_what_to_do(client):
    noor = person("Noor")
    role(noor, "staff")
    sign_in(client, noor)
    body = client.get("/me/").content.decode()
    assert "is asleep" in body
    assert "until you have a passkey or an authenticator app" in body


def test_a_lapsed_official_finds_no_trace_on_my_page(client):
    domain = official_domain("raleighnc.gov")
    maya = person("Maya")
    actions.prove_address(maya, "maya@raleighnc.gov")
    sign_in(client, maya)
    assert domain.organization.name in client.get("/me/").content.decode()
    actions.switch_domain(domain, False, "sold", by=None)
    assert domain.organization.name not in client.get("/me/").content.decode()


def test_my_page_costs_few_queries(client, django_assert_max_num_queries):
    noor = person("Noor", factor=True)
    for name in ("staff", "verifier"):
        role(noor, name)
    for _number in range(30):
        Notice.objects.create(about=noor, step="note", reason="x")
    sign_in(client, noor, strong=True)
    client.get("/me/")
    with django_assert_max_num_queries(16):
        client.get("/me/")


def test_ending_my_verification_and_asking_for_it_again(client):
    official_domain("raleighnc.gov")
    maya, other = person("Maya"), person("Other")
    row = actions.prove_address(maya, "maya@raleighnc.gov")
    sign_in(client, other)
    assert client.post(f"/me/verification/{row.pk}/end/").status_code == 404
    sign_in(client, maya)
    assert client.get(f"/me/verification/{row.pk}/end/").status_code == 405
    client.post(f"/me/verification/{row.pk}/end/")
    row.refresh_from_db()
    assert row.state == "ended"
    client.post("/me/verification/again/", {"address": "maya@raleighnc.gov"})
    assert maya.verifications.filter(state="verified").count() == 1


def test_a_profile_is_absent_until_something_is_chosen_field_by_field(client):
    noor = person("Noor Haddad", about="I count bus stops.", links=["https://noor.example/"])
    official_domain("raleighnc.gov")
    actions.prove_address(noor, "noor@raleighnc.gov")
    address = f"/people/{noor.public_id}/"
    fields = {
        "name": "Noor Haddad",
        "about": "I count bus stops.",
        "links": "https://noor.example/",
        "organization": "Verified official",
    }

    def body(*shows):
        noor.shows = list(shows)
        noor.save()
        answer = client.get(address)
        return answer.content.decode() if answer.status_code == 200 else answer.status_code

    assert body() == 404
    for field, text in fields.items():
        seen = body(field)
        assert [name for name, words in fields.items() if words in seen] == [field], text
    noor.closed_at = timezone.now()
    assert body("name") == 404
    assert client.get("/people/aaaaaaaaaa/").status_code == 404


def test_the_profile_form_keeps_what_was_typed_and_refuses_in_words(client):
    noor = person("Noor")
    sign_in(client, noor)
    long = "é" * 501
    answer = client.post(
        "/me/profile/", {"name": "St\u0430ff", "about": long, "links": "javascript:1", "shows": "name"}
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "would pass for those who run the network" in body
    assert long in body
    noor.refresh_from_db()
    assert (noor.name, noor.shows) == ("Noor", [])
    good = {"name": " Noor\u202e  H. ", "about": "Hi", "links": "https://a.example/\n", "shows": ["name", "links"]}
    client.post("/me/profile/", good)
    noor.refresh_from_db()
    assert (noor.name, noor.links, noor.shows) == ("Noor H.", ["https://a.example/"], ["name", "links"])


def test_the_name_is_asked_at_the_first_act_and_the_act_goes_on(client, rf):
    noor = person("Noor")
    request = rf.post("/me/verification/again/", {"address": "x"})
    request.user, request.session = noor, SessionStore()
    act = named(lambda request: HttpResponse("done"))
    assert act(request).content == b"done"
    noor.name = ""
    assert act(request).url == "/me/name/?next=%2Fme%2Fverification%2Fagain%2F"
    noor.save()
    sign_in(client, noor)
    assert client.post("/me/name/", {"name": "admin"}).status_code == 422
    assert client.post("/me/name/", {"name": "Noor", "next": "/me/profile/"}).url == "/me/profile/"


def test_a_key_is_shown_once_stored_hashed_and_ends_at_once():
    noor, other = person(), person()
    token, secret = actions.make_token(noor, "calendar", None, "Phone")
    assert len(secret) == 40
    assert secret not in str(Token.objects.values().get())
    assert actions.token_for(secret, "calendar").user == noor
    assert actions.token_for(secret, "calendar").user.strong is False
    assert actions.token_for(secret, "api") is None
    assert actions.token_for("0" * 40, "calendar") is None
    with pytest.raises(NotYours):
        actions.revoke_token(token, by=other)
    actions.revoke_token(token, by=noor)
    assert actions.token_for(secret, "calendar") is None


def test_an_api_key_ends_after_a_year_and_use_is_noted_once_an_hour():
    noor = person()
    token, secret = actions.make_token(noor, "api", None, "Sheet")
    now = timezone.now()
    actions.token_for(secret, "api", now)
    actions.token_for(secret, "api", now + timedelta(minutes=59))
    assert Token.objects.get(pk=token.pk).used_at == now
    assert actions.token_for(secret, "api", now + timedelta(days=366)) is None


def test_a_key_of_a_closed_account_gives_nothing():
    noor = person()
    _token, secret = actions.make_token(noor, "feed", None, "Reader")
    noor.closing_at = timezone.now()
    noor.save()
    assert actions.token_for(secret, "feed") is None


def first_link(capsys, address="root@example.org"):
    call_command("make_superuser", address)
    return "/accounts/first/" + capsys.readouterr().out.split("/accounts/first/")[1].strip()


def test_the_first_link_works_once_and_leads_to_a_second_factor(client, capsys):
    link = first_link(capsys)
    assert client.get(link).status_code == 200
    assert client.get("/me/").status_code == 302  # a scanner spent nothing
    assert client.post(link).url == "/accounts/2fa/"
    operator = User.objects.get(is_superuser=True)
    assert client.get("/me/").wsgi_request.user == operator
    client.logout()
    assert client.post(link).status_code == 404
    assert client.get(link).status_code == 404
    assert not is_staff_member(operator)  # asleep until a factor is there
    assert operator.roles.get().role == "staff"


def test_the_first_link_lapses_and_a_newer_one_ends_it(client, capsys, time_machine):
    time_machine.move_to("2026-11-21 12:00:00Z")
    old = first_link(capsys)
    new = first_link(capsys)
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    time_machine.move_to("2026-11-21 13:01:00Z")
    assert client.get(new).status_code == 404
    assert client.get("/accounts/first/nonsense/").status_code == 404
    with pytest.raises(CommandError):
        call_command("make_superuser", "no address")


def test_the_network_is_one_query_and_refuses_what_cannot_be(rf, django_assert_num_queries):
    site = Site.objects.get(is_default_site=True)
    network = Network.for_site(site)
    assert network.name == "CityCamp"
    for field, bad in (("accent", "#fff"), ("zone", "GMT+5"), ("languages", ["tlh"]), ("zone", "../etc/passwd")):
        kept = getattr(network, field)
        setattr(network, field, bad)
        with pytest.raises(ValidationError) as refusal:
            network.full_clean()
        assert list(refusal.value.message_dict) == [field]
        setattr(network, field, kept)
    network.zone, network.languages = "America/New_York", ["es", "en"]
    network.full_clean()
