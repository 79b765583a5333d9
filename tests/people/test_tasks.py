"""What is tidied away, and what stays."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from citycamp.people.forms import account_for
from citycamp.people.models import User
from citycamp.people.tasks import tidy
from tests.factories.people import person, role

pytestmark = pytest.mark.django_db


def test_accounts_that_nobody_came_into_go_after_a_day():
    waiting = account_for("never@example.org")
    noor = person()
    closed = person(closed_at=timezone.now())
    closed.emailaddress_set.all().delete()
    EmailAddress.objects.create(user=noor, email="second@example.org", verified=False)
    tidy(timezone.now() + timedelta(hours=23))
    assert User.objects.filter(pk=waiting.pk).exists()
    assert noor.emailaddress_set.count() == 2
    tidy(timezone.now() + timedelta(hours=25))
    assert set(User.objects.all()) == {noor, closed}
    assert [row.verified for row in noor.emailaddress_set.all()] == [True]


def test_an_account_with_something_to_its_name_stays():
    waiting = account_for("never@example.org")
    role(waiting, "verifier")
    tidy(timezone.now() + timedelta(hours=25))
    assert User.objects.filter(pk=waiting.pk).exists()
