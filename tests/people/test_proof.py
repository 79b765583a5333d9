"""Fresh proof, strong sessions, and the gates before privileged pages."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from citycamp.mail.models import OutboxMail
from citycamp.people import signals
from citycamp.people.models import Role, User
from tests.factories.people import enrol, person, role, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rates_from_before():
    cache.clear()


def prove(client, where, address):
    client.post(where, {"action": "send", "next": "/accounts/email/"})
    code = OutboxMail.objects.filter(to=address, template="people/email/proof").latest("pk").context["code"]
    return client.post(where, {"code": code, "next": "/accounts/email/"})


@pytest.mark.parametrize(
    "name", ["account_email", "mfa_add_webauthn", "mfa_activate_totp", "usersessions_list", "mfa_view_recovery_codes"]
)
def test_an_old_session_proves_itself_before_allauths_pages(client, name):
    sign_in(client, person(), fresh=False)
    assert client.get(reverse(name)).url.startswith("/accounts/proof/?next=")


def test_a_sign_in_just_done_counts(client):
    sign_in(client, person())
    assert client.get("/accounts/email/").status_code == 200


def test_without_factor_a_mailed_code_comes_before_an_address_changes_and_what_was_typed_goes_on(client):
    noor = person(address="noor@example.org")
    sign_in(client, noor, fresh=False)
    asked = client.post("/accounts/email/", {"email": "noor2@example.org", "action_add": ""})
    assert asked.url.startswith("/accounts/proof/")
    assert OutboxMail.objects.count() == 0  # a GET, or being led here, mails nothing
    assert client.get(asked.url).status_code == 200
    assert OutboxMail.objects.count() == 0
    assert prove(client, asked.url, "noor@example.org").url == "/accounts/confirm-email/"
    code = OutboxMail.objects.get(to="noor2@example.org").context["code"]
    client.post("/accounts/confirm-email/", {"code": code, "action": "verify"})
    assert EmailAddress.objects.get(email="noor2@example.org").verified


def test_a_wrong_code_proves_nothing(client):
    sign_in(client, person(address="noor@example.org"), fresh=False)
    client.post("/accounts/proof/", {"action": "send"})
    code = OutboxMail.objects.get().context["code"]
    for _try in range(3):
        client.post("/accounts/proof/", {"code": "000000" if code != "000000" else "111111"})
    assert client.post("/accounts/proof/", {"code": code}).status_code == 200  # three tries, then it is spent
    assert client.get("/accounts/email/").status_code == 302


def test_a_mailed_code_is_no_proof_where_there_is_a_factor(client):
    noor = person(factor=True)
    sign_in(client, noor)
    assert client.get("/accounts/email/").url.startswith("/accounts/proof/")
    page = client.get("/accounts/proof/").content.decode()
    assert "Code of the app" in page
    assert "Mail a code" not in page
    client.post("/accounts/proof/", {"action": "send"})
    assert OutboxMail.objects.count() == 0


def test_a_post_given_up_is_not_sent_by_a_later_visit(client):
    sign_in(client, person(address="noor@example.org"), fresh=False)
    client.post("/accounts/email/", {"email": "other@example.org", "action_add": ""})
    asked = client.get("/accounts/email/")
    assert prove(client, asked.url, "noor@example.org").url == "/accounts/email/"
    assert not OutboxMail.objects.filter(to="other@example.org").exists()


def strong_of(client):
    return client.get("/me/").wsgi_request.user.strong


def test_strong_is_a_factor_in_this_session_and_nothing_else(client):
    noor = person(factor=True)
    assert noor.strong is False  # a job, a feed, a token
    sign_in(client, noor)
    assert strong_of(client) is False
    sign_in(client, noor, strong=True)
    assert strong_of(client) is True
    assert User.objects.get(pk=noor.pk).strong is False


def test_a_recovery_code_is_no_factor(client):
    noor = person(factor=True)
    sign_in(client, noor, strong=True)
    session = client.session
    session["account_authentication_methods"][-1]["type"] = "recovery_codes"
    session.save()
    assert strong_of(client) is False


def test_another_persons_records_make_nobody_strong(client):
    sign_in(client, person(factor=True), strong=True)
    session = client.session
    session["account_authentication_methods_user"] = "0"
    session.save()
    assert strong_of(client) is False


def test_strong_lapses_after_twelve_idle_hours_and_the_session_stays(client, time_machine):
    time_machine.move_to("2026-11-21 06:00:00Z", tick=False)
    sign_in(client, person(factor=True), strong=True)
    for hour in (10, 17):
        time_machine.move_to(f"2026-11-21 {hour}:00:00Z", tick=False)
        assert strong_of(client) is True
    time_machine.move_to("2026-11-22 05:30:00Z", tick=False)
    assert strong_of(client) is False  # idle since 17:00
    assert client.get("/me/").status_code == 200
    time_machine.move_to("2026-11-22 05:40:00Z", tick=False)
    assert strong_of(client) is False  # being back does not wake it


def test_strong_lapses_after_a_day_in_all(client, time_machine):
    time_machine.move_to("2026-11-21 06:00:00Z", tick=False)
    sign_in(client, person(factor=True), strong=True)
    for hour in range(7, 24):
        time_machine.move_to(f"2026-11-21 {hour:02}:00:00Z", tick=False)
        assert strong_of(client) is True
    for hour in range(0, 6):
        time_machine.move_to(f"2026-11-22 {hour:02}:00:00Z", tick=False)
        assert strong_of(client) is True
    time_machine.move_to("2026-11-22 06:00:01Z", tick=False)
    assert strong_of(client) is False


@pytest.fixture
def superuser():
    return person(is_superuser=True)


def test_the_admin_is_closed_to_visitors_and_absent_for_others(client):
    assert client.get("/admin/").url == "/accounts/login/?next=%2Fadmin%2F"
    sign_in(client, person(factor=True), strong=True)
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/login/").status_code == 404


def test_the_admin_opens_with_a_factor_only(client, superuser):
    sign_in(client, superuser)
    assert client.get("/admin/").url == "/accounts/factor/?next=%2Fadmin%2F"
    assert client.get("/admin/users/").status_code == 302
    assert client.get("/accounts/factor/?next=/admin/").status_code == 403
    enrol(superuser)
    assert client.get("/admin/").url == "/accounts/proof/?next=%2Fadmin%2F"
    sign_in(client, superuser, strong=True)
    assert client.get("/admin/").status_code == 200


def test_wagtails_account_page_changes_no_address(client, superuser):
    enrol(superuser)
    sign_in(client, superuser, strong=True)
    page = client.get("/admin/account/").content.decode()
    assert 'type="email"' not in page
    assert 'type="password"' not in page


def test_the_gate_announces_a_role_that_fell_asleep_or_woke(client):
    staff = person(factor=True)
    held = role(staff, "staff")
    seen = []

    def listener(sender, user, role, scope, **kwargs):
        seen.append((user, role, Role.objects.awake().filter(user=user).exists()))

    signals.roles_changed.connect(listener)
    try:
        sign_in(client, staff, strong=True)
        client.get("/admin/")
        client.get("/admin/")
        assert seen == [(staff, "staff", True)]
        held.until = held.granted_at
        held.save()
        client.get("/admin/")
        assert seen[1:] == [(staff, "staff", False)]
    finally:
        signals.roles_changed.disconnect(listener)


def test_a_new_factor_ends_all_other_sessions(client):
    noor = person(address="noor@example.org")
    other = Client()
    for browser in (client, other):
        browser.post("/accounts/login/", {"login": "noor@example.org"})
        browser.post("/accounts/login/code/confirm/", {"code": OutboxMail.objects.latest("pk").context["code"]})
    assert UserSession.objects.filter(user=noor).count() == 2
    request = client.get("/me/").wsgi_request
    authenticator_added.send(type(noor), request=request, user=noor, authenticator=enrol(noor))
    request.session.save()
    assert other.get("/me/").status_code == 302
    assert UserSession.objects.get(user=noor).session_key == request.session.session_key


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_an_app_is_enrolled_and_lets_in_and_its_secret_is_not_readable_in_the_database(
    client, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to("2026-11-21 12:00:00Z", tick=False)
    noor = person(address="noor@example.org")
    sign_in(client, noor)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    assert OutboxMail.objects.filter(template="people/email/factor_added", to=noor.email).count() == 1
    assert secret not in str(Authenticator.objects.get(user=noor, type="totp").data)
    client.logout()
    time_machine.move_to("2026-11-21 12:05:00Z", tick=False)
    client.post("/accounts/login/", {"login": "noor@example.org"})
    code = OutboxMail.objects.filter(template="people/email/code").latest("pk").context["code"]
    assert client.post("/accounts/login/code/confirm/", {"code": code}).url == "/accounts/2fa/authenticate/"
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).url == "/me/"
    assert strong_of(client) is True


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "usersessions_list",
        "account_email",
        "account_logout",
        "people:me",
        "people:profile",
        "people:verification",
        "people:notices",
        "people:proof",
        "people:name",
    ],
)
def test_each_page_of_an_account_is_in_our_own_look(client, name):
    noor = person(factor=True)
    RecoveryCodes.activate(noor)
    sign_in(client, noor, strong=True)
    page = client.get(reverse(name))
    body = page.content.decode()
    assert page.status_code == 200
    assert 'class="skip"' in body
    assert "<script>" not in body
    assert "style=" not in body
    assert not any(word in body for word in ("Two-Factor", "Security Key", "Email Address", "Change Email"))
