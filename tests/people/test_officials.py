"""Who is an official, and how it ends: at once, with no job run."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from citycamp.audit.models import Entry
from citycamp.people import actions, signals
from citycamp.people.errors import NotProven, NotYours, OwnCase, SamePerson, Waits
from citycamp.people.models import EmailDomain, Verification
from citycamp.people.permissions import is_official
from tests.factories.people import official_domain, person, role

pytestmark = pytest.mark.django_db


@pytest.fixture
def domain():
    return official_domain("raleighnc.gov")


@pytest.fixture
def maya(domain):
    """An official by domain."""
    user = person("Maya", "maya@home.example")
    actions.prove_address(user, "maya@raleighnc.gov")
    assert is_official(user)
    return user


def test_proving_verifies_for_twelve_months_in_the_same_transaction(maya, domain):
    row = maya.verifications.get()
    assert (row.address, row.domain, row.organization) == ("maya@raleighnc.gov", domain, domain.organization)
    assert row.until - row.starts == timedelta(days=365)
    assert Entry.objects.filter(verb="verification.verified", thing=f"people.verification:{row.pk}").exists()
    assert Verification.objects.in_force().for_address("maya@raleighnc.gov").exists()
    assert not Verification.objects.in_force().for_address("maya@home.example").exists()


def lapse(maya):
    assert is_official(maya, timezone.now() + timedelta(days=364))
    assert not is_official(maya, timezone.now() + timedelta(days=366))
    Verification.objects.update(until=timezone.now())


def remove_the_address(maya):
    maya.emailaddress_set.filter(email="maya@raleighnc.gov").delete()


def switch_the_domain_off(maya):
    actions.switch_domain(EmailDomain.objects.get(), False, "sold", by=None)


def bounce(maya):
    actions.address_bounced("Maya@raleighnc.gov", "5.1.1")


def revoke(maya):
    actions.revoke_verification(maya.verifications.get(), "left", by=verifier())


def end(maya):
    actions.end_verification(maya.verifications.get(), by=maya)


def begin_closing(maya):
    maya.closing_at = timezone.now()
    maya.save()


def deactivate(maya):
    maya.is_active = False
    maya.save()


def verifier():
    user = person(factor=True)
    role(user, "verifier")
    return user


@pytest.mark.parametrize(
    "cause", [lapse, remove_the_address, switch_the_domain_off, bounce, revoke, end, begin_closing, deactivate]
)
def test_each_cause_ends_it_at_once(maya, cause):
    other = person()
    actions.prove_address(other, "tomas@home.example")
    cause(maya)
    assert not is_official(maya)


def test_a_soft_bounce_changes_nothing(maya):
    actions.address_bounced("maya@raleighnc.gov", "4.2.2")
    actions.address_bounced("maya@raleighnc.gov", "5.2.2")
    assert is_official(maya)


def test_a_new_code_mends_what_a_bounce_suspended_and_not_a_verifiers_doubt(maya):
    bounce(maya)
    actions.prove_address(maya, "maya@raleighnc.gov")
    assert is_official(maya)
    row = maya.verifications.get()
    actions.suspend_verification(row, "left the office?", by=verifier())
    actions.prove_address(maya, "maya@raleighnc.gov")
    assert not is_official(maya)


def test_a_code_renews_in_the_last_thirty_days_only(maya):
    row = maya.verifications.get()
    first_until = row.until
    actions.prove_address(maya, "maya@raleighnc.gov", now=row.starts + timedelta(days=300))
    assert maya.verifications.get().until == first_until
    actions.prove_address(maya, "maya@raleighnc.gov", now=row.starts + timedelta(days=340))
    assert maya.verifications.get().until == first_until + timedelta(days=340)


def test_what_was_ended_comes_back_only_when_asked_and_what_was_revoked_never(maya):
    end(maya)
    actions.prove_address(maya, "maya@raleighnc.gov")
    assert not is_official(maya)
    actions.verify_again(maya, "maya@raleighnc.gov")
    assert is_official(maya)
    actions.revoke_verification(maya.verifications.get(state="verified"), "left", by=verifier())
    with pytest.raises(NotYours):
        actions.verify_again(maya, "maya@raleighnc.gov")
    actions.prove_address(maya, "maya@raleighnc.gov")
    assert not is_official(maya)


@pytest.mark.parametrize(
    ("address", "official"),
    [
        ("a@raleighnc.gov", True),
        ("a@police.raleighnc.gov", True),
        ("a@evilraleighnc.gov", False),
        ("a@raleighnc.gov.evil.org", False),
        ("a@RALEIGHNC.GOV.", True),
        ("a@rаleighnc.gov", False),  # a Cyrillic letter
    ],
)
def test_matches_stop_at_whole_labels(domain, address, official):
    user = person()
    actions.prove_address(user, address)
    assert is_official(user) is official


def test_the_longest_entry_wins_also_when_it_is_off(domain):
    official_domain("schools.raleighnc.gov", active=False)
    official_domain("narrow.gov", subdomains=False)
    for address, official in (
        ("a@x.schools.raleighnc.gov", False),
        ("a@narrow.gov", True),
        ("a@sub.narrow.gov", False),
    ):
        user = person()
        actions.prove_address(user, address)
        assert is_official(user) is official


def test_an_address_is_proven_by_one_account_only(maya):
    with pytest.raises(NotProven):
        actions.prove_address(person(), "maya@raleighnc.gov")
    assert is_official(maya)


@pytest.fixture
def asked():
    """Somebody without an official domain who asks to be verified by hand."""
    user = person("Tomás", "tomas@parks.example")
    return actions.ask_verification(
        user, "tomas@parks.example", organization=None, title="Warden", reason="The parks have no domain"
    )


def test_by_hand_takes_two_verifiers(asked):
    one, two = verifier(), verifier()
    actions.propose_verification(asked, "badge seen", by=one)
    assert not is_official(asked.user)
    with pytest.raises(SamePerson):
        actions.decide_verification(asked, True, by=one)
    actions.decide_verification(asked, True, by=two)
    assert is_official(asked.user)
    with pytest.raises(Waits):
        actions.decide_verification(asked, False, by=verifier())


def test_who_is_concerned_or_no_verifier_decides_nothing(asked):
    with pytest.raises(OwnCase):
        actions.propose_verification(asked, "me", by=asked.user)
    with pytest.raises(NotYours):
        actions.propose_verification(asked, "x", by=person())
    sleeping = person()
    role(sleeping, "verifier")
    with pytest.raises(NotYours):
        actions.propose_verification(asked, "x", by=sleeping)


@pytest.mark.parametrize("fault", ["proposer_is_person", "decider_is_person", "one_verifier", "no_decider", "too_long"])
def test_the_database_refuses_fewer_than_three_people_and_more_than_a_year(asked, fault):
    one, two = person(), person()
    now = timezone.now()
    good = {
        "proposed_by": one,
        "decided_by": two,
        "state": "verified",
        "starts": now,
        "until": now + timedelta(days=365),
    }
    bad = {
        "proposer_is_person": {"proposed_by": asked.user},
        "decider_is_person": {"decided_by": asked.user},
        "one_verifier": {"decided_by": one},
        "no_decider": {"decided_by": None},
        "too_long": {"until": now + timedelta(days=367)},
    }[fault]
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=asked.pk).update(**good | bad)
    Verification.objects.filter(pk=asked.pk).update(**good)
    assert is_official(asked.user)


def test_one_open_row_per_person_and_address(maya):
    row = maya.verifications.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.create(user=maya, address=row.address, by="hand", reason="again")


def test_a_listener_that_fails_undoes_the_act(maya):
    def refuse(**kwargs):
        raise RuntimeError("no")

    signals.verification_ended.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            revoke(maya)
    finally:
        signals.verification_ended.disconnect(refuse)
    assert is_official(maya)
    assert not Entry.objects.filter(verb="verification.revoked").exists()


def test_a_domain_match_is_one_query(domain, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert actions.domain_for("a@b.c.d.raleighnc.gov") == domain
