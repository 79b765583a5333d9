"""The post that goes with the first step to a phase: once, whatever is pressed. board.md 3 and 24."""

import pytest

from mailinglists.actions import create_list
from mailinglists.models import Message
from sessions import actions
from sessions.errors import Confirm, NotAllowed, WrongPhase
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
    return lambda **data: client.post(f"/events/{board.camp.slug}/board/desk/", {"confirmed": "1", **data})


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
    following = {"pitch": "place", "place": "run"}[phase]
    page = client.get(f"/events/{board.camp.slug}/board/desk/", {"step": following}).content.decode()
    assert ('name="announce"' in page) == offered
    assert ('name="announce" checked' in page) == ticked


def test_a_camp_without_a_list_is_offered_nothing(board, desk, client):
    board.camp.announcements = None
    board.camp.save()
    page = client.get(f"/events/{board.camp.slug}/board/desk/", {"step": "place"}).content.decode()
    assert 'name="announce"' not in page
    assert "Yes, go on to “Place”" in page


def test_a_step_is_taken_and_posted_only_when_it_was_confirmed(board, desk, client):
    for asked in (
        desk(phase="place", announce="on", text="Come to the gym.", confirmed=""),
        desk(phase="propose", confirmed=""),
    ):
        assert asked.status_code == 409
    first = desk(phase="place", announce="on", text="Come to the gym.", confirmed="")
    assert "You are about to go on from “Pitch” to “Place”." in first.text
    assert "Hosts put their own sessions on the board." in first.text
    assert "Come to the gym.</textarea>" in first.text
    asked = client.post(first.request["PATH_INFO"], {"phase": "place"}, headers={"accept": "application/json"})
    assert (asked.status_code, asked.json()["error"]) == (409, "confirm")
    with pytest.raises(Confirm):
        actions.change_phase(board, "place", by=make.facilitator(board.camp), announce=True)
    assert (Board.objects.get(pk=board.pk).phase, posts(), board.changes.filter(kind="phase").count()) == (
        "pitch",
        [],
        0,
    )

    desk(phase="place", announce="on", text="Come to the gym.")
    assert (Board.objects.get(pk=board.pk).phase, [text.strip() for _, text in posts()]) == (
        "place",
        ["Come to the gym."],
    )
    assert board.changes.filter(kind="phase").count() == 1


def test_the_page_of_a_step_is_for_who_may_take_it_and_for_one_step_only(board, desk, client):
    address = f"/events/{board.camp.slug}/board/desk/"
    assert "You are about to go back from “Pitch” to “Propose”." in client.get(address, {"step": "propose"}).text
    for step in ("close", "pitch", "nowhere"):
        assert "You are about to" not in client.get(address, {"step": step}).text
    sign_in(client, make.attendee(board.camp))
    assert client.get(address, {"step": "place"}).status_code == 403
