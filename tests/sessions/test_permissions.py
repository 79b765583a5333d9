"""Each row of board.md 3, for each role in each phase, and that buttons and POSTs agree with it."""

import pytest

from citycamp.people.moderation.models import Sanction
from citycamp.people.scopes import scope_key
from sessions.errors import NotAllowed, WrongPhase
from sessions.models import Board, Session
from sessions.permissions import TABLE, Viewer, refusal, stand
from sessions.vocabulary import PHASES, State
from tests.factories.people import person, role, sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator

ROLES = ("visitor", "attendee", "host", "facilitator")
# Who may, per phase propose, pitch, place, run, close: the least of V, A, H, F, and "-" for nobody.
SPEC = {
    "read": "V V V V V",
    "propose": "A A A A -",
    "propose_at_the_door": "V V V V -",
    "star": "A A A A -",
    "edit_words": "H H H H H",
    "edit": "H H H H F",
    "withdraw": "H H H H F",
    "join_line": "- H - - -",
    "run_desk": "F F F - -",
    "place": "F F H H F",
    "place_any": "F F F F F",
    "moderate": "F F F F F",
    "set_up": "F F F F -",
    "arrange": "F F F F -",
    "change_phase": "F F F F F",
    "take_notes": "A A A A A",
    "promise": "- - A A A",
    "see_hidden": "F F F F F",
}
CELLS = [
    (act, phase, who, least != "-" and ROLES.index(who) >= "VAHF".index(least))
    for act, row in SPEC.items()
    for phase, least in zip(PHASES, row.split(), strict=True)
    for who in ROLES
]


def viewer(who: str) -> Viewer:
    number = ROLES.index(who)
    hosts = frozenset({7}) if number >= 2 else frozenset()
    return Viewer(attendee=number >= 1, hosts=hosts, facilitator=number == 3)


def test_the_table_of_the_spec_names_every_act():
    assert set(SPEC) == set(TABLE)


@pytest.mark.parametrize(("act", "phase", "who", "allowed"), CELLS)
def test_the_table(act, phase, who, allowed):
    why = refusal(viewer(who), act, Board(phase=phase), Session(pk=7))
    if allowed:
        assert why is None
        return
    later = any(act == a and who == w and may for a, _phase, w, may in CELLS)
    assert type(why) is (WrongPhase if later else NotAllowed)
    if later:
        assert why.facts["phases"] == [p for a, p, w, may in CELLS if (a, w) == (act, who) and may]


@pytest.mark.parametrize("act", SPEC)
def test_being_host_of_another_session_counts_as_attending(act):
    for phase in PHASES:
        here = Board(phase=phase)
        host_elsewhere, attends = viewer("host"), viewer("attendee")
        assert bool(refusal(host_elsewhere, act, here, Session(pk=8))) == bool(
            refusal(attends, act, here, Session(pk=8))
        )


@pytest.mark.parametrize("act", SPEC)
def test_a_sanction_stops_all_writing_and_no_reading(act):
    silenced = Viewer(user=None, attendee=True, facilitator=True, silenced=True)
    stopped = isinstance(refusal(silenced, act, Board(phase="place"), Session(pk=7)), NotAllowed)
    assert stopped == (act not in ("read", "see_hidden"))


@pytest.fixture
def cast(db):
    class Cast:
        here = board(camp())
        visitor, attendee, host = person("Vera"), attendee(here.camp, "Ana"), attendee(here.camp, "Hugo")
        facilitator = facilitator(here.camp)
        session = card(here, "Bus lanes", host=host)
        address = f"/events/{here.camp.slug}/board/sessions/{session.code}/"

    return Cast


def phase(cast, name: str) -> None:
    Board.objects.filter(pk=cast.here.pk).update(phase=name)


@pytest.mark.parametrize("name", PHASES)
@pytest.mark.parametrize("who", ROLES)
def test_placing_by_post_and_its_button_follow_the_table(cast, client, name, who):
    phase(cast, name)
    sign_in(client, getattr(cast, who))
    least = SPEC["place"].split()[PHASES.index(name)]
    allowed = ROLES.index(who) >= "VAHF".index(least)
    page = client.get(f"/events/{cast.here.camp.slug}/board/").text
    assert (f'data-move="{cast.session.code}"' in page) == allowed
    slot, room = cast.here.slots.first(), cast.here.rooms.first()
    answer = client.post(
        f"{cast.address}place/",
        {"slot": slot.pk, "room": room.pk, "seen": 0, "reason": "The spec says so"},
        headers={"accept": "application/json"},
    )
    cast.session.refresh_from_db()
    assert (answer.status_code == 200, cast.session.slot == slot) == (allowed, allowed)
    if not allowed:
        assert answer.status_code == (409 if who == "host" else 403)
        assert answer.json()["error"] == ("wrong_phase" if who == "host" else "not_allowed")


@pytest.mark.parametrize("who", ROLES)
def test_stars_by_post(cast, client, who):
    sign_in(client, getattr(cast, who))
    allowed = who != "visitor"
    answer = client.post(f"{cast.address}star/", headers={"accept": "application/json"})
    assert (answer.status_code, cast.session.stars.count()) == ((200, 1) if allowed else (403, 0))
    phase(cast, "close")
    assert client.post(f"{cast.address}unstar/", headers={"accept": "application/json"}).status_code in (403, 409)
    assert cast.session.stars.count() == int(allowed)


@pytest.mark.parametrize("who", ROLES)
def test_a_hidden_session_is_absent_for_all_but_facilitators(cast, client, who):
    Session.objects.filter(pk=cast.session.pk).update(state=State.HIDDEN, reason="Advertising")
    sign_in(client, getattr(cast, who))
    page, never = client.get(cast.address), client.get(f"{cast.address[:-7]}ZZZZZZ/")
    assert never.status_code == 404
    if who == "facilitator":
        assert page.status_code == 200
        assert "Bus lanes" in page.text
        assert "Advertising" in page.text
    else:
        assert page.status_code == 404
        assert "Bus lanes" not in page.text


def test_hiding_and_the_phase_ask_a_facilitator_for_a_second_factor(cast, client):
    sign_in(client, cast.facilitator)
    desk = f"/events/{cast.here.camp.slug}/board/desk/"
    for address, form in (
        (f"{cast.address}hide/", {"reason": "Advertising"}),
        (desk, {"phase": "run", "confirmed": "1"}),
    ):
        assert client.post(address, form, headers={"accept": "application/json"}).status_code == 403
        assert client.post(address, form).status_code == 302
    cast.session.refresh_from_db()
    cast.here.refresh_from_db()
    assert (cast.session.state, cast.here.phase) == (State.OPEN, "place")
    sign_in(client, cast.facilitator, strong=True)
    client.post(desk, {"phase": "run", "confirmed": "1"})
    client.post(f"{cast.address}hide/", {"reason": "Advertising"})
    cast.session.refresh_from_db()
    cast.here.refresh_from_db()
    assert (cast.session.state, cast.here.phase) == (State.HIDDEN, "run")


def test_a_sanction_made_elsewhere_ends_writing_at_the_next_request(cast, client):
    sign_in(client, cast.host)
    form = {"slot": cast.here.slots.first().pk, "room": cast.here.rooms.first().pk, "seen": 0}
    Sanction.objects.create(
        person=cast.host, kind="write", reason="Again and again", by=cast.facilitator, **scope_key(cast.here.camp)
    )
    assert stand(cast.host, cast.here).silenced
    assert client.post(f"{cast.address}place/", form, headers={"accept": "application/json"}).status_code == 403
    assert role(cast.host, "facilitator", cast.here.camp)
    assert client.post(f"{cast.address}place/", form, headers={"accept": "application/json"}).status_code == 403
    cast.session.refresh_from_db()
    assert cast.session.slot is None
