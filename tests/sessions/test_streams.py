"""Who may go on watching a board's stream. board.md 9."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citycamp.people.moderation.models import Sanction
from citycamp.people.scopes import scope_key
from events.models import Camp, Registration
from sessions import live
from tests.factories.people import person, role
from tests.factories.sessions import attendee, board, camp, facilitator

pytestmark = pytest.mark.django_db


def test_a_stream_ends_with_the_right_to_see_it():
    here = board(camp())
    fay = facilitator(here.camp)
    maya, omar, ruth = (attendee(here.camp) for _ in range(3))
    users = {maya.pk, omar.pk, ruth.pk, fay.pk, person("Sam").pk}
    assert live.still_allowed(here.pk, users) == (True, {maya.pk, omar.pk, ruth.pk, fay.pk})
    Registration.objects.filter(user=maya).update(state="cancelled", seat=None)
    for somebody, kind in ((omar, "out"), (ruth, "write")):
        Sanction.objects.create(person=somebody, kind=kind, reason="x", by=fay, **scope_key(here.camp))
    assert live.still_allowed(here.pk, users) == (True, {ruth.pk, fay.pk})
    Sanction.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert live.still_allowed(here.pk, users) == (True, {omar.pk, ruth.pk, fay.pk})


def test_a_drafts_team_goes_on_watching_and_nobody_else():
    here = board(camp(state="draft"))
    olga, maya = person("Olga", factor=True), attendee(here.camp)
    role(olga, "organizer", here.camp)
    assert live.still_allowed(here.pk, {olga.pk, maya.pk}) == (False, {olga.pk})
    Camp.objects.filter(pk=here.camp.pk).update(state="published")
    assert live.still_allowed(here.pk, {olga.pk, maya.pk}) == (True, {olga.pk, maya.pk})
    assert live.still_allowed(here.pk + 1000, {olga.pk}) == (False, set())
