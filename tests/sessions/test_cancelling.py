"""Cancelling a placed session asks first, where many count on it or it begins soon. board.md 6."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions import actions
from sessions.errors import Confirm
from sessions.models import Star
from sessions.vocabulary import State
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, camp, card

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed():
    here = board(camp())
    slot = here.slots.first()
    slot.starts_at, slot.ends_at = timezone.now() + timedelta(hours=3), timezone.now() + timedelta(hours=4)
    slot.save()
    host = attendee(here.camp, "Maya")
    return card(here, "Bus lanes", host=host, cell=(slot, here.rooms.first())), host


def starred(session, times: int) -> None:
    for number in range(times):
        Star.objects.create(board=session.board, session=session, user=attendee(session.board.camp, f"Fan {number}"))


@pytest.mark.parametrize(("stars", "asks"), [(4, False), (5, True)])
def test_five_stars_ask_and_four_do_not(placed, stars, asks):
    session, host = placed
    starred(session, stars)
    if asks:
        with pytest.raises(Confirm, match="5 people starred it; all will be told"):
            actions.cancel(session, by=host)
        session.refresh_from_db()
        assert (session.state, session.board.changes.count()) == (State.OPEN, 0)
        actions.cancel(session, by=host, confirmed=True)
    else:
        actions.cancel(session, by=host)
    session.refresh_from_db()
    assert session.state == State.CANCELLED


def test_within_half_an_hour_it_asks_and_names_no_number_below_three(placed):
    session, host = placed
    session.slot.starts_at = timezone.now() + timedelta(minutes=29)
    session.slot.save()
    with pytest.raises(Confirm, match="Fewer than 3 people"):
        actions.withdraw(session, by=host)


def test_the_page_says_it_before_and_a_program_is_asked(placed, client):
    session, host = placed
    starred(session, 5)
    sign_in(client, host)
    address = f"/events/{session.board.camp.slug}/board/sessions/{session.code}/"
    assert "Everybody who starred it is told." in client.get(address).content.decode()
    asked = client.post(f"{address}withdraw/", headers={"accept": "application/json"})
    assert (asked.status_code, asked.json()["error"]) == (409, "confirm")
    client.post(f"{address}withdraw/", {"confirmed": "1", "reason": "The guest is ill"})
    session.refresh_from_db()
    assert session.state == State.CANCELLED
