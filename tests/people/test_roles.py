"""Roles: which pairs there are, who grants them, when they sleep, and sanctions that put them to sleep."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from citycamp.people import actions, addresses, roles, signals
from citycamp.people.errors import LastOne, NoSuchPair, NotProven, NotYours, OwnCase, Waits
from citycamp.people.models import Organization, Role, RoleInvite, Sanction
from citycamp.people.permissions import has_role, is_staff_member, is_stopped, why_asleep
from citycamp.people.roles import ROLES
from citycamp.people.scopes import scope_key
from tests.factories.people import enrol, person, role, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(monkeypatch):
    """Organizations stand in for camps and lists, which this room must not know."""
    for name in ("organizer", "facilitator", "owner", "moderator", "poster", "records_officer", "steward"):
        monkeypatch.setitem(ROLES, name, replace(ROLES[name], scopes=("people.organization",)))


@pytest.fixture
def camp():
    return Organization.objects.create(name="CityCamp Raleigh")


@pytest.fixture
def elsewhere():
    return Organization.objects.create(name="CityCamp Durham")


@pytest.fixture
def organizer(camp):
    user = person("Maya", factor=True)
    actions.grant_role(user, "organizer", camp, by=None)
    return user


def test_the_table_is_the_one_of_the_design():
    assert {
        name: (kind.scopes, kind.factor) for name, kind in roles.ROLES.items() if name in ("verifier", "staff")
    } == {
        "verifier": (("",), True),
        "staff": (("",), True),
    }
    assert not any(roles.ROLES[name].factor for name in ("facilitator", "desk", "editor", "poster"))


def test_a_role_holds_in_its_scope_and_nowhere_else(organizer, camp, elsewhere):
    assert has_role(organizer, "organizer", camp)
    assert has_role(organizer, ("desk", "organizer"), camp)
    assert not has_role(organizer, "organizer", elsewhere)
    assert not has_role(organizer, "organizer", None)
    assert not has_role(organizer, "desk", camp)
    ids = Role.objects.awake().filter(user=organizer, role="organizer").scope_ids(Organization)
    assert list(Organization.objects.filter(pk__in=ids)) == [camp]


def test_pairs_outside_the_table_are_refused(organizer, camp):
    for name, scope in (("organizer", None), ("staff", camp), ("king", camp), ("desk", camp)):
        with pytest.raises(NoSuchPair):
            actions.grant_role(person(), name, scope, by=None)
        with pytest.raises(NoSuchPair):
            Role(user=person(), role=name, **scope_key(scope)).save()


def test_who_grants_and_who_does_not(organizer, camp, elsewhere):
    staff, superuser, facilitator = person(factor=True), person(is_superuser=True), person(factor=True)
    role(staff, "staff")
    actions.grant_role(facilitator, "facilitator", camp, by=organizer)
    assert actions.grant_role(person(), "organizer", camp, by=staff)
    assert actions.grant_role(person(), "organizer", camp, by=organizer)
    assert actions.grant_role(person(), "staff", None, by=superuser)
    for name, scope, by in (
        ("organizer", elsewhere, organizer),
        ("organizer", camp, facilitator),
        ("facilitator", camp, staff),  # of a camp's helpers its organizers decide
        ("staff", None, staff),
        ("verifier", None, superuser),
        ("owner", camp, organizer),
        ("organizer", camp, superuser),
        ("organizer", camp, person()),
    ):
        with pytest.raises(NotYours):
            actions.grant_role(person(), name, scope, by=by)
    with pytest.raises(OwnCase):
        actions.grant_role(organizer, "facilitator", camp, by=organizer)


def test_the_database_refuses_a_grant_to_oneself_a_second_row_and_half_a_scope(organizer, camp):
    kind = ContentType.objects.get_for_model(camp)
    for bad in (
        {"user": organizer, "role": "facilitator", "granted_by": organizer, **scope_key(camp)},
        {"user": organizer, "role": "organizer", **scope_key(camp)},
        {"user": organizer, "role": "facilitator", "scope_type": kind},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Role.objects.bulk_create([Role(**bad)])
    role(organizer, "staff")
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.bulk_create([Role(user=organizer, role="staff")])


def test_the_last_one_cannot_step_down_before_another_is_awake(organizer, camp):
    mine = Role.objects.get(user=organizer)
    second = person()
    actions.grant_role(second, "organizer", camp, by=organizer)
    with pytest.raises(LastOne):
        actions.end_role(mine, by=organizer)  # the second has no factor yet
    enrol(second)
    actions.end_role(mine, by=organizer)
    assert not has_role(organizer, "organizer", camp)
    with pytest.raises(NotYours):
        actions.end_role(Role.objects.get(user=second), by=organizer)


def sleeps_without_factor(held):
    held.user.authenticator_set.all().delete()
    return lambda: enrol(held.user)


def sleeps_after_its_time(held):
    Role.objects.filter(pk=held.pk).update(until=timezone.now())
    return lambda: Role.objects.filter(pk=held.pk).update(until=None)


def sleeps_with_a_closing_account(held):
    held.user.closing_at = timezone.now()
    held.user.save()

    def stay():
        held.user.closing_at = None
        held.user.save()

    return stay


def sanctioned(**fields):
    row = Sanction.objects.create(**{"kind": "write", "reason": "x", **fields})
    return lambda: Sanction.objects.filter(pk=row.pk).update(lifted_at=timezone.now())


def sleeps_under_a_sanction_here(held):
    return sanctioned(person=held.user, **scope_key(held.scope))


def sleeps_under_a_sanction_everywhere(held):
    return sanctioned(person=held.user, kind="out")


def sleeps_under_a_ban_of_the_address(held):
    return sanctioned(address=held.user.email)


def sleeps_under_a_ban_of_the_domain(held):
    return sanctioned(address="@example.org")


WAYS = [
    sleeps_without_factor,
    sleeps_after_its_time,
    sleeps_with_a_closing_account,
    sleeps_under_a_sanction_here,
    sleeps_under_a_sanction_everywhere,
    sleeps_under_a_ban_of_the_address,
    sleeps_under_a_ban_of_the_domain,
]


@pytest.mark.parametrize("way", WAYS)
def test_a_role_sleeps_at_once_and_wakes_when_mended(organizer, camp, way):
    held = Role.objects.get(user=organizer)
    mend = way(held)
    held = Role.objects.get(pk=held.pk)
    assert not has_role(organizer, "organizer", camp)
    assert why_asleep(held)
    mend()
    assert has_role(organizer, "organizer", camp)
    assert why_asleep(Role.objects.get(pk=held.pk)) == []


def test_a_recovery_code_is_no_factor(camp):
    user = person()
    RecoveryCodes.activate(user)
    actions.grant_role(user, "organizer", camp, by=None)
    assert not has_role(user, "organizer", camp)


def test_sanctions_of_others_elsewhere_or_only_of_files_put_nobody_to_sleep(organizer, camp, elsewhere):
    sanctioned(person=person())
    sanctioned(person=organizer, **scope_key(elsewhere))
    sanctioned(person=organizer, kind="upload")
    sanctioned(address="@ample.org")
    sanctioned(address="other@example.org")
    sanctioned(person=organizer, until=timezone.now() - timedelta(days=1))
    sanctioned(person=organizer, starts=timezone.now() + timedelta(days=1))
    assert has_role(organizer, "organizer", camp)


@pytest.mark.parametrize(
    ("kind", "stops"), [("upload", "upload"), ("write", "upload write"), ("out", "upload write out")]
)
def test_what_each_kind_stops(camp, elsewhere, kind, stops):
    noor = person()
    sanctioned(person=noor, kind=kind, **scope_key(camp))
    for act in ("upload", "write", "out"):
        assert is_stopped(noor, act, camp) is (act in stops.split())
        assert not is_stopped(noor, act, elsewhere)
        assert not is_stopped(noor, act, None)
        assert not is_stopped(person(), act, camp)


def test_a_ban_of_an_address_holds_for_the_account_that_proves_it_also_as_a_hash():
    sanctioned(address="noor@example.org", kind="out")
    sanctioned(address=addresses.keyed_hash("tomas@example.net"), kind="out")
    assert Sanction.objects.in_force("Noor@example.org", None).stopping("write").exists()
    assert Sanction.objects.in_force("tomas@example.net", None).stopping("write").exists()
    assert not Sanction.objects.in_force("maya@example.org", None).exists()
    noor, tomas = person(), person()
    assert not is_stopped(noor, "write", None)
    actions.prove_address(noor, "noor@example.org")
    actions.prove_address(tomas, "tomas@example.net")
    assert is_stopped(noor, "write", None)
    assert is_stopped(tomas, "write", None)


def test_the_database_keeps_sanctions_whole():
    noor = person()
    for bad in (
        {"person": noor, "address": "a@b.org"},
        {},
        {"person": noor, "reason": ""},
        {"person": noor, "by": noor},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sanction.objects.create(**{"kind": "out", "reason": "x", **bad})


def test_an_invite_waits_for_whoever_proves_the_address(organizer, camp):
    invite = actions.invite_role("Second@Example.org", "organizer", camp, by=organizer)
    stranger = person()
    with pytest.raises(NotProven):
        actions.accept_invite(invite, by=stranger)
    second = person(address="second@example.org", factor=True)
    actions.accept_invite(invite, by=second)
    assert has_role(second, "organizer", camp)
    with pytest.raises(NotProven):
        actions.accept_invite(RoleInvite.objects.get(), by=second)


def test_one_invite_waits_at_a_time_and_lapses_after_fourteen_days(organizer, camp, time_machine):
    actions.invite_role("a@example.org", "organizer", camp, by=organizer)
    with pytest.raises(Waits):
        actions.invite_role("a@example.org", "organizer", camp, by=organizer)
    user = person(address="a@example.org")
    assert actions.invites_for(user).count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=15))
    assert actions.invites_for(user).count() == 0
    actions.invite_role("a@example.org", "organizer", camp, by=organizer)


def test_an_offer_of_somebody_who_may_no_longer_grant_is_worth_nothing(organizer, camp):
    invite = actions.invite_role("a@example.org", "organizer", camp, by=organizer)
    organizer.authenticator_set.all().delete()
    with pytest.raises(NotYours):
        actions.accept_invite(invite, by=person(address="a@example.org"))
    assert RoleInvite.objects.get().state == "waiting"


def test_the_page_of_an_invite_shows_and_changes_nothing_for_others(client, organizer, camp):
    invite = actions.invite_role("a@example.org", "organizer", camp, by=organizer)
    sign_in(client, person())
    assert client.get(f"/me/invites/{invite.pk}/").status_code == 404
    assert client.post(f"/me/invites/{invite.pk}/", {"answer": "accept"}).status_code == 404
    sign_in(client, person(address="a@example.org", factor=True))
    assert client.get(f"/me/invites/{invite.pk}/").status_code == 200
    assert RoleInvite.objects.get().state == "waiting"
    client.post(f"/me/invites/{invite.pk}/", {"answer": "accept"})
    assert RoleInvite.objects.get().state == "accepted"


def test_listeners_hear_of_every_change_and_undo_it_when_they_fail(organizer, camp):
    heard = []

    def listener(user, role, scope, **kwargs):
        heard.append((role, scope))
        if role == "poster":
            raise RuntimeError

    signals.roles_changed.connect(listener)
    try:
        actions.grant_role(person(), "facilitator", camp, by=organizer)
        with pytest.raises(RuntimeError):
            actions.grant_role(person(), "poster", camp, by=None)
    finally:
        signals.roles_changed.disconnect(listener)
    assert heard == [("facilitator", camp), ("poster", camp)]
    assert not Role.objects.filter(role="poster").exists()


def test_being_superuser_is_not_being_staff():
    superuser = person(is_superuser=True, factor=True)
    assert not is_staff_member(superuser)


def test_asking_costs_one_query_for_nobody_and_for_who_holds_it(organizer, camp, django_assert_num_queries):
    stranger = person()
    has_role(organizer, "organizer", camp)  # content types are kept by the process
    with django_assert_num_queries(1):
        assert not has_role(stranger, ("desk", "organizer"), camp)
    with django_assert_num_queries(1):
        assert has_role(organizer, ("desk", "organizer"), camp)
