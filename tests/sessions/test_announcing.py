"""The post that goes with the first step to a phase: once, whatever is pressed. board.md 3 and 24."""

import pytest

from mailinglists.actions import create_list
from mailinglists.models import Message
from sessions import actions
from sessions.errors import NotAllowed, WrongPhase
from sessions.models import Board
from tests.factories import sessions as make
from tests.factories.people import enrol, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    made = make.board(phase="pitch")
    made.camp.announcements = create_list("raleigh-news", "Raleigh news", posting="announce", by=None)
    made.camp.save()
    return made


@pytest.fixture
def desk(board, client):
    fay = make.facilitator(board.camp)
    enrol(fay)
    sign_in(client, fay, strong=True)
    return lambda **data: client.post(f"/events/{board.camp.slug}/board/desk/", data)


def posts() -> list[tuple[str, str]]:
    return [(message.subject, message.body_text) for message in Message.objects.order_by("pk")]


def test_opening_the_board_twice_posts_once(board, desk):
    desk(phase="place", announce="on")
    desk(phase="pitch")
    desk(phase="place", announce="on")

    [(subject, text)] = posts()
    assert subject == "The board is open"
    assert f"http://testserver/events/{board.camp.slug}/board/" in text
    board.refresh_from_db()
    assert board.phase == "place"


def test_it_goes_in_the_words_that_were_written_and_only_if_ticked(board, desk):
    desk(phase="place", text="Come to the gym.")
    assert posts() == []
    desk(phase="run", announce="on", text="Come to the gym.")
    [(subject, text)] = posts()
    assert (subject, text.strip()) == ("Sessions begin", "Come to the gym.")


def test_a_step_that_is_refused_posts_nothing(board, desk):
    assert desk(phase="close", announce="on").status_code == 409
    with pytest.raises(WrongPhase):
        actions.change_phase(board, "close", by=make.facilitator(board.camp), announce=True)
    stranger = make.attendee(board.camp)
    with pytest.raises(NotAllowed, match="facilitators"):
        actions.change_phase(board, "place", by=stranger, announce=True)
    assert posts() == []


@pytest.mark.parametrize(("phase", "offered", "ticked"), [("pitch", True, True), ("place", True, False)])
def test_the_desk_offers_it_ticked_for_the_phase_place(board, desk, client, phase, offered, ticked):
    Board.objects.filter(pk=board.pk).update(phase=phase)
    page = client.get(f"/events/{board.camp.slug}/board/desk/").content.decode()
    assert ('name="announce"' in page) == offered
    assert ('name="announce" checked' in page) == ticked


def test_a_camp_without_a_list_is_offered_nothing(board, desk, client):
    board.camp.announcements = None
    board.camp.save()
    page = client.get(f"/events/{board.camp.slug}/board/desk/").content.decode()
    assert 'name="announce"' not in page
    assert "Go on to “Place”" in page
