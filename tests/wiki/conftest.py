"""The cast of the wiki's tests."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from citycamp.people.models import Sanction, Verification
from citycamp.people.scopes import scope_key
from tests.factories import people


def verify(user, domain):
    now = timezone.now()
    return Verification.objects.create(
        user=user,
        address=user.email,
        by="domain",
        domain=domain,
        organization=domain.organization,
        state="verified",
        starts=now - timedelta(days=1),
        until=now + timedelta(days=300),
    )


def put_out(user, scope, kind="out"):
    return Sanction.objects.create(person=user, kind=kind, reason="advertising", **scope_key(scope))


@pytest.fixture
def cast(db):
    """Everybody, without a tie to any wiki; the official's verification is in force."""
    who = SimpleNamespace(visitor=AnonymousUser())
    for name in ("stranger", "contributor", "trusted", "member", "trusted_member"):
        setattr(who, name, people.person(name))
    who.steward = people.person("Stella", factor=True)
    who.sleeping = people.person("Sleepy")
    who.staff = people.person("Stan", factor=True)
    people.role(who.staff, "staff")
    domain = people.official_domain()
    who.official = people.person("Olive", "olive@raleighnc.gov")
    verify(who.official, domain)
    who.lapsed = people.person("Lars", "lars@raleighnc.gov")
    lapsed = verify(who.lapsed, domain)
    lapsed.until = timezone.now() - timedelta(hours=1)
    lapsed.save()
    return who
