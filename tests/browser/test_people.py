"""Signing in, passkeys, the second factor and my page, in a real browser with a virtual authenticator."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import expect

from citycamp.people.models import EmailDomain, Role
from tests.browser.signing_in import sign_in_by_code
from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories.people import official_domain, person, role


def give_authenticator(page, *, verified=True):
    """A device that holds passkeys; with `verified=False` it cannot say who is at it."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return link, made["authenticatorId"]


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")


def enrol_passkey(page):
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url("**/2fa/recovery-codes/")


def test_a_passkey_is_enrolled_lets_in_and_opens_a_privileged_page(site, desktop):
    operator = person(is_superuser=True)
    sign_in_by_code(desktop, site, operator.email)
    desktop.wait_for_url("**/me/")

    desktop.watch.expect("403")
    desktop.goto("/admin/")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("A second factor is needed here")
    check_axe(desktop)
    shoot(desktop, "factor-needed")

    link, device = give_authenticator(desktop)
    desktop.get_by_role("link", name="Add a passkey").click()
    check_axe(desktop)
    shoot(desktop, "passkey-add")
    enrol_passkey(desktop)
    expect(desktop.get_by_label("Your codes")).to_be_visible()
    check_axe(desktop)
    keys = link.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [key["isResidentCredential"] for key in keys] == [True]

    sign_out(desktop)
    desktop.goto("/accounts/login/?next=/admin/")
    desktop.get_by_role("button", name="Use a passkey").click()
    desktop.wait_for_url(f"{site.url}/admin/")
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("CityCamp")


def test_a_person_with_a_passkey_needs_it_beside_the_code(site, desktop):
    noor = person()
    sign_in_by_code(desktop, site, noor.email)
    desktop.wait_for_url("**/me/")
    give_authenticator(desktop)
    desktop.goto("/accounts/2fa/webauthn/add/")
    enrol_passkey(desktop)
    sign_out(desktop)
    sign_in_by_code(desktop, site, noor.email)
    desktop.wait_for_url("**/2fa/authenticate/")
    check_axe(desktop)
    shoot(desktop, "second-factor")
    desktop.get_by_role("button", name="Use the passkey").click()
    desktop.wait_for_url("**/me/")


def test_a_device_that_does_not_know_its_person_makes_no_passkey(site, desktop):
    noor = person()
    sign_in_by_code(desktop, site, noor.email)
    desktop.wait_for_url("**/me/")
    give_authenticator(desktop, verified=False)
    desktop.goto("/accounts/2fa/webauthn/add/")
    desktop.get_by_role("button", name="Make the passkey").click()
    expect(desktop.get_by_text("The passkey was not read.")).to_be_visible()
    check_axe(desktop)
    assert not noor.authenticator_set.exists()


def test_a_new_address_on_an_official_domain_becomes_an_official_in_one_visit(site, phone):
    EmailDomain.objects.filter(domain="raleighnc.gov").exists() or official_domain("raleighnc.gov")
    phone.goto("/accounts/login/")
    check_axe(phone)
    check_fits(phone)
    shoot(phone, "sign-in")
    sign_in_by_code(phone, site, "maya@police.raleighnc.gov")
    phone.wait_for_url("**/me/")
    expect(phone.get_by_text("Verified official").last).to_be_visible()
    check_axe(phone)
    check_fits(phone)
    shoot(phone, "me", full=True)


def test_the_code_page_says_what_is_wrong_and_what_to_do(phone):
    phone.goto("/accounts/login/")
    phone.get_by_label("Mail address").fill("noor.example.org@")
    phone.locator("form.form").first.evaluate("form => form.noValidate = true")
    phone.get_by_role("button", name="Send me a code").click()
    expect(phone.get_by_text("Write the whole address").first).to_be_visible()
    check_axe(phone)
    phone.get_by_label("Mail address").fill("somebody@example.org")
    phone.get_by_role("button", name="Send me a code").click()
    phone.wait_for_url(re.compile("code/confirm"))
    check_axe(phone)
    check_fits(phone)
    shoot(phone, "code")
    phone.get_by_label("Code").fill("12")
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_text("not the code in the newest mail").first).to_be_visible()
    check_axe(phone)


@pytest.mark.parametrize(
    "address",
    [
        "/me/",
        "/me/profile/",
        "/me/verification/",
        "/me/notices/",
        "/me/name/",
        "/accounts/2fa/",
        "/accounts/email/",
        "/accounts/sessions/",
        "/accounts/2fa/totp/activate/",
        "/accounts/logout/",
    ],
)
def test_pages_of_an_account_are_read_by_everyone(site, visitor, address):
    noor = person("Noor Haddad")
    role(noor, "verifier")
    page = visitor()
    sign_in_by_code(page, site, noor.email)
    page.wait_for_url("**/me/")
    assert page.goto(address).status == 200
    assert page.url.endswith(address)
    assert page.locator("main img").evaluate_all("all => all.every(img => img.naturalWidth > 0)")
    check_axe(page)
    check_fits(page)
    shoot(page, address.strip("/").replace("/", "-"), full=True)


def test_the_whole_way_in_works_without_scripts(site, visitor):
    plain = visitor(java_script_enabled=False)
    sign_in_by_code(plain, site, "plain@example.org")
    plain.wait_for_url("**/me/")


def test_proof_comes_between_and_what_was_typed_goes_on(site, desktop):
    noor = person()
    sign_in_by_code(desktop, site, noor.email)
    desktop.wait_for_url("**/me/")
    from importlib import import_module

    from django.conf import settings

    name = settings.SESSION_COOKIE_NAME
    cookie = next(c["value"] for c in desktop.context.cookies() if c["name"].endswith("session"))
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie)
    assert session["account_authentication_methods"], name
    for row in session["account_authentication_methods"]:
        row["at"] -= 600
    session.save()
    desktop.goto("/accounts/email/")
    desktop.wait_for_url("**/accounts/proof/**")
    check_axe(desktop)
    desktop.get_by_role("button", name="Mail a code to").click()
    desktop.get_by_label("Code").fill(site.code_for(noor.email, 2))
    check_axe(desktop)
    shoot(desktop, "proof")
    desktop.get_by_role("button", name="Go on").click()
    desktop.wait_for_url("**/accounts/email/")


def test_a_role_is_offered_mailed_and_taken(site, visitor):
    staff = person("Stella Reyes", factor=True)
    role(staff, "staff")
    noor = person("Noor Haddad")
    page = visitor(user=staff)
    page.goto("/me/")
    page.get_by_role("link", name="Who else").click()
    page.get_by_label("Mail address").fill("noor")
    page.get_by_role("button", name="Offer the role").click()
    expect(page.get_by_role("alert").get_by_role("link", name="Mail address")).to_be_visible()
    check_axe(page)
    page.get_by_label("Mail address").fill(noor.email)
    page.get_by_role("button", name="Offer the role").click()
    expect(page.get_by_role("status")).to_contain_text("was asked by mail")
    check_axe(page)
    check_fits(page)
    shoot(page, "team", full=True)
    [letter] = site.letters_to(noor.email)
    assert letter.message["Subject"] == "Stella Reyes offers you a role: Verifier of CityCamp"

    page = visitor(user=noor)
    page.goto(re.search(r"http\S+/me/", letter.text)[0])
    page.get_by_role("link", name="Look at it").click()
    check_axe(page)
    page.get_by_role("button", name="Take the role").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_text("is asleep")).to_be_visible()
    assert Role.objects.filter(user=noor, role="verifier").exists()
    ContentType.objects.clear_cache()
