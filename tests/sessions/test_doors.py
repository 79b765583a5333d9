"""From the door to the wall without an account, and the paper card that places. board.md 4, 6, 10; 17, 13 and 14."""

import gzip
import io
import zipfile

import pytest
from django.urls import reverse

from sessions import actions
from sessions.actions import change_settings
from sessions.models import Change, Session, card_key
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


class Cast:
    def __init__(self):
        self.board = board(camp())
        self.maya, self.fay = attendee(self.board.camp, "Maya R."), facilitator(self.board.camp)
        self.slot, self.room = self.board.slots.first(), self.board.rooms.first()

    def at(self, name="board", *more):
        return reverse(f"sessions:{name}", args=[self.board.camp.slug, *more])

    def everywhere(self):
        """What anybody may open at this board."""
        names = ["board", "changes", "wall", "print", "pitch_desk", "closing", "calendar", "json", "mine"]
        return [*map(self.at, names), self.at("since", 0), self.at() + "?show=mine", self.at("wall") + "?show=grid"]


@pytest.fixture
def cast():
    return Cast()


def card_of(session: Session) -> str:
    return reverse("sessions:card", args=[session.code, card_key(session)])


def cell_of(cast, **more) -> dict:
    return {"slot": cast.slot.pk, "room": cast.room.pk, "seen": 0} | more


def test_a_door_proposal_is_unseen_until_published_and_then_its_card_places_it(cast, client):
    answer = client.post(cast.at("propose"), {"title": "Benches by the river", "name": "Rae"})
    assert answer.status_code == 200
    held = Session.objects.get(title="Benches by the river")
    assert (held.state, held.hosts.get().name, held.hosts.get().user) == ("held", "Rae", None)
    for somebody in (None, cast.maya):
        if somebody:
            sign_in(client, somebody)
        for page in cast.everywhere():
            assert "Benches by the river" not in client.get(page).text, page
        for hidden in (cast.at("session", held.code), card_of(held)):
            assert client.get(hidden).status_code == 404
        assert client.post(card_of(held), cell_of(cast)).status_code == 404
    sign_in(client, cast.fay)
    assert "Benches by the river" in client.get(cast.at("desk")).text
    assert client.post(cast.at("publish", held.code), {"next": "desk"}).status_code == 302
    client.logout()
    assert "Benches by the river" in client.get(cast.at()).text
    held.refresh_from_db()
    answer = client.post(card_of(held), cell_of(cast, seen=held.place_version))
    assert (answer.status_code, answer["Location"]) == (302, f"{card_of(held)}?done=1")
    held.refresh_from_db()
    assert (held.slot, held.room) == (cast.slot, cast.room)
    change = Change.objects.get(kind="placed")
    assert (change.by, change.by_name) == (None, "by card")
    assert "is at 10:00 EDT, Room A." in client.get(answer["Location"]).text


def test_a_link_scanner_changes_nothing(cast, client):
    session = card(cast.board, "Bus lanes", host=cast.maya)
    before = cast.board.version, Change.objects.count()
    query = f"?slot={cast.slot.pk}&room={cast.room.pk}&seen=0&cell={cast.slot.pk}:{cast.room.pk}&done=1"
    for method in (client.get, client.head, client.options):
        for headers in ({}, JSON, {"purpose": "prefetch", "user-agent": "Link Scanner/1.0"}):
            method(card_of(session) + query, headers=headers)
            method(cast.at("place", session.code) + query, headers=headers)
    session.refresh_from_db()
    cast.board.refresh_from_db()
    assert (session.slot, cast.board.version, Change.objects.count()) == (None, *before)
    answer = client.get(card_of(session))
    assert "no-store" in answer["Cache-Control"]
    # Nothing goes to others; with no-referrer its own form would come with "Origin: null".
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_new_round_ends_the_old_card_and_frozen_refuses_it(cast, client):
    session = card(cast.board, "Bus lanes", host=cast.maya)
    old = card_of(session)
    sign_in(client, cast.maya)
    assert "End its printed cards" not in client.get(cast.at("session", session.code)).content.decode()
    assert client.post(cast.at("new_card", session.code)).status_code == 403
    sign_in(client, cast.fay)
    assert "End its printed cards" in client.get(cast.at("session", session.code)).content.decode()
    client.post(cast.at("new_card", session.code))
    client.logout()
    session.refresh_from_db()
    new = card_of(session)
    assert old != new
    assert client.get(old).status_code == 404
    assert client.post(old, cell_of(cast)).status_code == 404
    change_settings(cast.board, {"policy": "frozen"}, by=cast.fay)
    answer = client.post(new, cell_of(cast), headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (409, "frozen")
    change_settings(cast.board, {"policy": "open"}, by=cast.fay)
    assert client.post(new, cell_of(cast)).status_code == 302
    session.refresh_from_db()
    assert session.slot == cast.slot


@pytest.mark.parametrize(("phase", "allowed"), [("propose", 0), ("pitch", 0), ("place", 1), ("run", 1), ("close", 0)])
def test_a_card_places_in_place_and_run_only(cast, client, phase, allowed):
    session = card(cast.board, "Bus lanes", host=cast.maya)
    type(cast.board).objects.update(phase=phase)
    answer = client.post(card_of(session), cell_of(cast), headers=JSON)
    session.refresh_from_db()
    assert (session.slot is not None) == bool(allowed)
    assert answer.status_code in ((200, 302) if allowed else (403, 409))
    assert client.get(card_of(session)).status_code == 200


def test_a_card_meets_the_same_guards_and_is_offered_the_same_cells(cast, client):
    session = card(cast.board, "Bus lanes", host=cast.maya)
    card(cast.board, "There already", host=attendee(cast.board.camp, "Tomás V."), cell=(cast.slot, cast.room))
    answer = client.post(card_of(session), cell_of(cast), headers=JSON)
    assert (answer.status_code, answer.json()["error"], len(answer.json()["nearest"])) == (409, "cell_taken", 5)
    page = client.post(card_of(session), cell_of(cast))
    assert page.status_code == 409
    first = answer.json()["nearest"][0]
    assert f'value="{first["slot"]}:{first["room"]}"' in page.text
    taken = client.post(card_of(session), {"cell": f"{first['slot']}:{first['room']}", "seen": 0})
    assert taken.status_code == 302
    session.refresh_from_db()
    assert session.room_id == first["room"]


# What is closed: board.md 17, 10


@pytest.fixture
def marked(cast):
    """A board with a marker in each closed place, and where it may be found."""
    host = attendee(cast.board.camp, "zqname Quentin")
    shy = card(cast.board, "Whispered", host=host)
    shy.hosts.update(show_name="attendees")
    type(cast.room).objects.filter(pk=cast.room.pk).update(online_url="https://meet.example.org/zqonline")
    actions.place_session(shy, slot=cast.slot, room=cast.room, seen=0, by=host)
    held = actions.propose_at_the_door(cast.board, "zqheld title", "zqguest")
    hidden = actions.propose(cast.board, "zqhidden title", by=host, summary="zqsummary")
    hidden = actions.hide(hidden, by=cast.fay, reason="zqreason")
    refused = actions.refuse(actions.propose_at_the_door(cast.board, "zqrefused", "Rae"), by=cast.fay, reason="zqwhy")
    cast.shy, cast.held, cast.hidden, cast.refused = shy, held, hidden, refused
    return cast


def texts(cast, client) -> dict[str, str]:
    """Every address of this board and the search, with what they answer, streams left out."""
    from tests.access.world import address, routes

    opened = {"slug": cast.board.camp.slug, "code": cast.shy.code, "number": cast.room.pk, "version": 0, "pk": 1}
    found = [address(route, opened) for route in routes() if route.startswith("events/<slug:slug>/board/")]
    found = [each for each in found if not each.endswith("/live/")]
    found += [f"{cast.at()}?show={show}" for show in ("now", "next", "mine")]
    found += [f"{cast.at('wall')}?show={show}" for show in ("now", "grid", "pitch")]
    for session in (cast.held, cast.hidden, cast.refused):
        found += [cast.at("session", session.code), cast.at("session_calendar", session.code), card_of(session)]
        found += [f"{cast.at()}?pick={session.code}", f"{cast.at('changes')}?session={session.code}"]
    found += [f"{cast.at('alike')}?title=zqhidden title"]
    found += [f"/search/?q={word}" for word in ("title", "Whispered", "Quentin", "zqhidden")]
    found += [cast.board.camp.get_absolute_url(), cast.at("closing"), "/events/"]
    return {each: readable(client.get(each)) for each in found}


def readable(answer) -> str:
    """All that an answer says, its headers and what is packed in it too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace") + str(answer.headers)


CLOSED = ("zqheld", "zqguest", "zqhidden", "zqsummary", "zqreason", "zqrefused", "zqwhy")
FOR_ATTENDEES = ("zqname", "zqonline")


def where(found: dict[str, str], marker: str) -> list[str]:
    return [each for each, text in found.items() if marker in text and marker not in each]


def test_markers_in_closed_places_are_found_only_by_who_may(marked, client):
    client.get(marked.at())
    visitor = texts(marked, client)
    for marker in CLOSED + FOR_ATTENDEES:
        assert where(visitor, marker) == [], marker
    sign_in(client, marked.maya)
    attendees = texts(marked, client)
    for marker in CLOSED:
        assert where(attendees, marker) == [], marker
    for marker in FOR_ATTENDEES:
        assert where(attendees, marker) != [], marker
    exports = [each for each in attendees if "." in each.rsplit("/", 1)[-1]]
    assert len(exports) >= 3
    for each in exports:
        assert not any(marker in attendees[each] for marker in FOR_ATTENDEES), each
    sign_in(client, marked.fay)
    facilitators = texts(marked, client)
    for marker in ("zqheld", "zqguest", "zqhidden", "zqsummary", "zqreason", "zqrefused", "zqwhy", *FOR_ATTENDEES):
        assert where(facilitators, marker) != [], marker


def test_no_marker_is_in_what_streams_say(marked):
    from sessions import live
    from sessions.models import Board

    board = Board.objects.select_related("camp").get(pk=marked.board.pk)
    for audience, may in (("public", False), ("attendee", True)):
        said, _head = live.opening(board, 0, audience)
        text = said.decode()
        assert "Whispered" in text
        assert not any(marker in text for marker in (*CLOSED, "zqonline"))
        assert ("zqname" in text) == may
        (news,) = live.news({board.pk: 0})
        drawn = live.draw_news(news, audience, "en").data.decode()
        assert not any(marker in drawn for marker in (*CLOSED, "zqonline"))
        assert ("zqname" in drawn) == may
