"""Old arrangements are let go of; what people read and undo of them stays."""

import pytest
from django.urls import reverse

from sessions.actions import apply_arrangement, arrangements, place_session
from sessions.actions.arrangements import forget_old
from sessions.leaving import changes
from sessions.models import Arrangement, Change, Session
from sessions.tasks import tidy
from tests.factories.people import sign_in
from tests.factories.sessions import board, camp, facilitator
from tests.sessions.test_arranging import EARLY, cells, ready
from tests.sessions.test_arranging import here as board_of_four

here = board_of_four
pytestmark = pytest.mark.django_db


def runs_of(of, *states) -> list[Arrangement]:
    return [Arrangement.objects.create(board=of, options={"mode": "fill"}, state=state) for state in states]


def kept(of) -> list[int]:
    return list(Arrangement.objects.filter(board=of).order_by("pk").values_list("pk", flat=True))


def test_old_runs_go_but_the_last_applied_and_what_runs_stay(here):
    other = board(camp())
    _first, applied, *rest, running = runs_of(here, *["applied"] * 2, *["discarded"] * 3, *["failed"] * 3, "running")
    theirs = runs_of(other, *["discarded"] * 5)
    tidy(EARLY)
    assert kept(here) == [applied.pk, *(run.pk for run in rest[-4:]), running.pk]
    assert kept(other) == [run.pk for run in theirs]
    assert forget_old() == 0
    (later,) = runs_of(other, "applied")
    tidy(EARLY)
    assert kept(other) == [*(run.pk for run in theirs[1:]), later.pk]


def test_a_run_that_works_is_never_tidied_however_old(here):
    running, *rest = runs_of(here, "running", *["failed"] * 7)
    tidy(EARLY)
    assert kept(here) == [running.pk, *(run.pk for run in rest[-5:])]


def test_tidying_is_bounded_and_costs_the_same_for_many(here, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(arrangements, "FORGOTTEN_AT_ONCE", 3)
    runs_of(here, *["discarded"] * 12)
    with django_assert_num_queries(2):
        assert forget_old() == 3
    assert [forget_old() for _ in range(4)] == [3, 1, 0, 0]


def test_after_tidying_an_old_arrangement_still_says_why_and_can_be_undone(here, client):
    fay = facilitator(here.camp)
    sign_in(client, fay)
    before = cells(here)
    old = apply_arrangement(ready(here, by=fay), by=fay, now=EARLY)
    trains, bus = (Session.objects.get(title=title) for title in ("Night trains", "Bus lanes"))
    # A later one knows nothing of it, and six more push it out.
    runs_of(here, "applied", *["failed"] * 5)
    Arrangement.objects.filter(board=here, state="applied").exclude(pk=old.pk).update(
        result={"placement": {}, "why": {}, "put": {}, "seen": {}}
    )
    tidy(EARLY)
    assert not Arrangement.objects.filter(pk=old.pk).exists()

    def page(session) -> str:
        return client.get(reverse("sessions:session", args=[here.camp.slug, session.code])).content.decode()

    assert "The arranger chose this place" in page(trains)
    assert "people also want something else" in page(trains)
    assert "The arranger chose this place" not in page(bus), "it stood there before"
    undo = reverse("sessions:undo_batch", args=[here.camp.slug, old.result["batches"][0]])
    assert client.post(undo).status_code in (200, 302)
    assert cells(here) == before
    slot, room = here.slots.last(), here.rooms.last()
    trains.refresh_from_db()
    place_session(trains, slot=slot, room=room, seen=trains.place_version, by=trains.hosts.get().user, now=EARLY)
    assert "The arranger chose this place" not in page(trains)


def test_the_journals_reasons_are_not_in_anybodys_own_data(here):
    fay = facilitator(here.camp)
    apply_arrangement(ready(here, by=fay), by=fay, now=EARLY)
    assert all(change.after["why"] for change in Change.objects.filter(board=here))
    rows = list(changes(fay))
    assert len(rows) == 3
    assert all(set(row["after"]) == {"slot", "room", "place_version"} for row in rows)
