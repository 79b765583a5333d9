"""What a screen is asked for by its address. board.md 3 and 10."""

import re

import pytest

from sessions.models import Board, Pitch
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card, facilitator

pytestmark = pytest.mark.django_db


def test_a_room_that_is_not_of_this_board_is_not_found(client):
    here, elsewhere = board(), board()
    card(here, "Bus lanes", cell=(here.slots.first(), here.rooms.first()))
    wall = f"/events/{here.camp.slug}/board/wall/"
    for show in ("auto", "now", "grid", "pitch"):
        assert client.get(wall, {"show": show, "room": here.rooms.first().pk}).status_code == 200
        for wrong in (elsewhere.rooms.first().pk, 999_999, "9" * 40, "-1", "x"):
            assert client.get(wall, {"show": show, "room": wrong}).status_code == 404
    assert "Bus lanes" in client.get(wall, {"show": "grid", "room": here.rooms.first().pk}).text


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        ("propose", "The line is not open yet"),
        ("pitch", "The line is open"),
        ("place", "The line is closed"),
        ("run", "The line is closed"),
        ("close", "The line is closed"),
    ],
)
def test_the_line_is_open_in_its_phase_alone(client, phase, says):
    here = board()
    Board.objects.filter(pk=here.pk).update(phase=phase)
    at = f"/events/{here.camp.slug}/board/"
    said = {"The line is not open yet", "The line is open", "The line is closed"}
    screen, desk = client.get(f"{at}wall/?show=pitch").text, client.get(f"{at}pitch/").text
    assert {words for words in said if f"<h2>{words}</h2>" in screen} == {says}
    assert ("Hosts join it from their session’s page." in desk) == (phase == "pitch")


def test_the_desk_puts_sessions_in_the_line_for_who_may(client):
    here = board(phase="pitch")
    maya, fay = attendee(here.camp, "Maya R."), facilitator(here.camp)
    mine, other, pitched = card(here, "Bus lanes", host=maya), card(here, "Zoning"), card(here, "Benches")
    card(here, "Not yet", state="held"), card(here, "Keynote", kind="fixed"), card(here, "A wish", kind="wish")
    Pitch.objects.create(board=here, session=pitched, state="done")
    desk = f"/events/{here.camp.slug}/board/pitch/"

    def offered() -> list[str]:
        return re.findall(r'<option value="(\w+)">', client.get(desk).text)

    def join(session) -> int:
        return client.post(desk, {"step": "join", "session": session.code}).status_code

    assert offered() == []
    sign_in(client, attendee(here.camp))
    assert (offered(), join(other)) == ([], 403)
    sign_in(client, maya)
    assert (offered(), join(other), join(mine), join(mine)) == ([mine.code], 403, 302, 302)
    sign_in(client, fay)
    assert offered() == [other.code, pitched.code]
    assert "Benches (pitched already)" in client.get(desk).text
    assert (join(other), join(pitched), client.post(desk, {"step": "join"}).status_code) == (302, 302, 422)
    line = Pitch.objects.filter(board=here, state="waiting").order_by("arrived")
    assert list(line.values_list("session__title", flat=True)) == ["Bus lanes", "Zoning", "Benches"]
    Board.objects.filter(pk=here.pk).update(phase="place")
    assert (offered(), join(card(here, "Late"))) == ([], 409)


def test_on_a_phone_the_tabs_of_a_list_stand_at_the_thumb_alone(client):
    """Both are in the page; its class says which of the two a phone shows."""
    at = f"/events/{board().camp.slug}/board/"
    for show, by_thumb in (("", False), ("?show=now", True), ("?show=mine", True), ("?show=only", True)):
        shown = client.get(at + show).text
        assert ("by-thumb" in shown, 'class="thumbbar' in shown) == (by_thumb, by_thumb)


def test_the_desk_asks_as_often_for_one_session_as_for_thirty(client, django_assert_max_num_queries):
    here = board(phase="pitch")
    sign_in(client, facilitator(here.camp))
    asked = []
    for cards in (1, 29):
        for _n in range(cards):
            card(here)
        client.get(f"/events/{here.camp.slug}/board/pitch/")
        with django_assert_max_num_queries(14) as counted:
            client.get(f"/events/{here.camp.slug}/board/pitch/")
        asked.append(len(counted))
    assert asked[0] == asked[1]
