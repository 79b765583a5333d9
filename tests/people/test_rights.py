"""What one may, read once: it says what the querysets say, and is kept no longer than a request."""

from datetime import timedelta
from itertools import product

import pytest
from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citycamp.people import actions, rights
from citycamp.people.models import Role, Sanction, Verification
from citycamp.people.moderation.actions import lift, sanction
from citycamp.people.moderation.models import STOPPED_BY
from citycamp.people.rights import kept_for_one_request, rights_of
from citycamp.people.scopes import scope_key
from events.models import Camp
from mailinglists.models import MailingList
from tests.factories.events import camp
from tests.factories.mailinglists import government_list, public_list
from tests.factories.people import official_domain, person, role, sign_in
from wiki.models import Wiki

pytestmark = pytest.mark.django_db


def told(by, about, scope, kind, **more):
    """A sanction as the action writes it, by nobody in particular."""
    who = {"address": about} if isinstance(about, str) else {"person": about}
    more = {"starts": timezone.now() - timedelta(days=1), **more}
    return Sanction.objects.create(kind=kind, reason="x", by=by, **who, **scope_key(scope), **more)


def test_it_says_what_the_querysets_say_for_everybody_everywhere():
    now = timezone.now()
    domain = official_domain("raleighnc.gov")
    decider, here, there = person("Dora"), camp(), camp()
    lists = [public_list(), government_list()]
    people = {
        "plain": person(),
        "factor": person(factor=True),
        "official": person("", "ana@raleighnc.gov", factor=True),
        "lapsed": person("", "leo@raleighnc.gov", factor=True),
        "below": person("", "bo@water.raleighnc.gov", factor=True),
        "closing": person(factor=True, closing_at=now),
        "out": person(factor=True),
        "silent here": person(factor=True),
        "no files": person(factor=True),
        "lifted": person(factor=True),
        "later": person(factor=True),
        "by address": person("", "eve@example.com", factor=True),
        "by domain": person("", "ned@mail.example.net", factor=True),
        "ended": person(factor=True),
    }
    for name in ("official", "lapsed"):
        actions.prove_address(people[name], people[name].email, now=now)
    Verification.objects.filter(user=people["lapsed"]).update(until=now - timedelta(days=1))
    for somebody in people.values():
        for scope in (here, there):
            role(somebody, "organizer", scope)
            role(somebody, "desk", scope)
        for mailing_list in lists:
            role(somebody, "moderator", mailing_list)
        role(somebody, "staff")
    Role.objects.filter(user=people["ended"], role="staff").update(until=now)
    told(decider, people["out"], None, "out")
    told(decider, people["silent here"], here, "write")
    told(decider, people["no files"], here, "upload")
    told(decider, people["lifted"], None, "out", lifted_at=now)
    told(decider, people["later"], None, "out", starts=now + timedelta(days=1))
    told(decider, "eve@example.com", there, "out")
    told(decider, "@example.net", here, "write")
    told(decider, "@ampl.net", None, "out")
    assert domain.active
    for name, somebody in people.items():
        found = rights_of(somebody, now)
        awake = set(Role.objects.awake(now).filter(user=somebody).values_list("role", "scope_type_id", "scope_id"))
        assert found.official == Verification.objects.in_force(now).filter(user=somebody).exists(), name
        for scope, kind in product((here, there, *lists, None), ("organizer", "desk", "moderator", "staff")):
            assert found.holds(kind, scope) == ((kind, *scope_key(scope).values()) in awake), (name, kind, scope)
        for scope in (here, there, lists[0], None):
            kinds = set(Sanction.objects.in_force(somebody, scope, now).values_list("kind", flat=True))
            for act, stopping in STOPPED_BY.items():
                assert found.stopped(act, scope) == bool(kinds & set(stopping)), (name, act, scope)
        for model, kind in product((Camp, MailingList, Wiki), ("organizer", "desk", "moderator")):
            at = ContentType.objects.get_for_model(model).pk
            ids = sorted(pk for role_name, its_type, pk in awake if (role_name, its_type) == (kind, at))
            assert found.scopes(kind, model) == ids, (name, kind, model)
    assert {name for name, one in people.items() if rights_of(one, now).official} == {"official"}
    assert rights_of(people["by domain"], now).stopped_in("upload", Camp) == [here.pk]
    assert {name for name, one in people.items() if not rights_of(one, now).holds("staff", None)} == {
        *("plain", "closing", "out", "ended")
    }


def test_nobody_costs_nothing_and_somebody_one_query(django_assert_num_queries):
    here, noor = camp(), person()
    rights_of(noor).holds("desk", here)  # builds the query, and content types are kept by the process
    with django_assert_num_queries(0):
        assert not rights_of(None).holds("staff", None)
    with django_assert_num_queries(1):
        found = rights_of(noor)
        assert (found.holds("organizer", here), found.official, found.stopped("out", here)) == (False, False, False)


def test_a_request_reads_once_and_each_person_apart(django_assert_num_queries):
    here, noor, dee = camp(), person(), person()
    role(dee, "desk", here)
    rights_of(noor).holds("desk", here)
    with django_assert_num_queries(2), kept_for_one_request():
        assert [rights_of(who).holds("desk", here) for who in (noor, dee, noor, dee)] == [False, True, False, True]
    with django_assert_num_queries(2):
        assert [rights_of(dee).holds("desk", here) for _ in range(2)] == [True, True]


def test_another_moment_is_asked_anew():
    here, dee = camp(), person()
    role(dee, "desk", here)
    soon = timezone.now() + timedelta(hours=1)
    Role.objects.filter(user=dee).update(until=soon)
    with kept_for_one_request():
        assert rights_of(dee).holds("desk", here)
        assert not rights_of(dee, soon).holds("desk", here)


def test_an_act_that_changes_rights_is_seen_by_the_rest_of_the_request():
    here, staff, noor = camp(), person(factor=True), person("", "noor@raleighnc.gov")
    role(staff, "staff")
    role(noor, "desk", here)
    official_domain("raleighnc.gov")
    steps = [
        ("holds", "desk", here, True, lambda: actions.end_role(Role.objects.get(user=noor), by=noor)),
        ("holds", "desk", here, False, lambda: actions.grant_role(noor, "desk", here, by=None)),
        ("stopped", "write", here, False, lambda: sanction(noor, here, "write", "x", by=staff)),
        ("stopped", "write", here, True, lambda: lift(Sanction.objects.get(), "y", by=staff)),
    ]
    for name, what, where, before, act in steps:
        with kept_for_one_request():
            assert getattr(rights_of(noor), name)(what, where) is before
            act()
            assert getattr(rights_of(noor), name)(what, where) is not before
    with kept_for_one_request():
        assert not rights_of(noor).official
        actions.prove_address(noor, noor.email)
        assert rights_of(noor).official
    with kept_for_one_request():
        assert rights_of(noor).official
        EmailAddress.objects.get(user=noor).delete()
        assert not rights_of(noor).official


def test_what_was_rolled_back_was_never_held():
    here, noor = camp(), person()
    with kept_for_one_request():
        with transaction.atomic():
            Role.objects.create(user=noor, role="desk", **scope_key(here))
            assert rights_of(noor).holds("desk", here)
            transaction.set_rollback(True)
        assert not rights_of(noor).holds("desk", here)


def test_nothing_outlives_the_request():
    here, noor = camp(), person()
    with kept_for_one_request():
        kept = rights._kept.get()
        assert not rights_of(noor).holds("desk", here)
        role(person(), "desk", here)
    assert (rights._kept.get(), kept.open) == (None, False)


@pytest.mark.parametrize("path", ["/", "/events/", "/wiki/", "/lists/", "/search/?q=creek"])
def test_a_page_reads_them_once_at_most(client, path):
    sign_in(client, person())
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert sum("people_role" in query["sql"] for query in queries) <= 1
    assert sum("people_sanction" in query["sql"] for query in queries) <= 1
