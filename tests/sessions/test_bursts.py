"""Undoing what one person did in a span of time, and taking that back; the journal and its filters. board.md 7, 16."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from django.utils.http import urlencode

from citycamp.audit.models import Entry
from citycamp.people.models import Report, Sanction
from citycamp.people.scopes import scope_key
from sessions import actions
from sessions.errors import NotAllowed, Refused
from sessions.models import Change, Host, Session, Star
from tests.factories import sessions as make
from tests.factories.people import enrol, sign_in

pytestmark = pytest.mark.django_db


def picture(board) -> dict:
    """All that a burst can change, by title: state, cell, pin, words; and the stars."""
    cards = {
        s.pk: (s.title, s.summary, s.state, s.slot_id, s.room_id, s.pinned) for s in Session.objects.filter(board=board)
    }
    return cards | {"stars": sorted(Star.objects.filter(board=board).values_list("user_id", "session_id"))}


class World:
    """A board with ten placed and five waiting sessions of ten people, and Vic, who may host and facilitate."""

    def __init__(self) -> None:
        self.board = make.board(rooms=10, slots=6, phase="place", session_limit=100)
        self.camp = self.board.camp
        self.slots, self.rooms = list(self.board.slots.all()), list(self.board.rooms.all())
        self.people = [make.attendee(self.camp) for _each in range(10)]
        self.cards = [
            make.card(self.board, host=who, cell=(self.slots[0], self.rooms[n])) for n, who in enumerate(self.people)
        ] + [make.card(self.board) for _each in range(5)]
        self.vic, self.fay = make.facilitator(self.camp, "Vic"), make.facilitator(self.camp, "Fay")
        self.since = timezone.now()

    def place(self, card, slot, room, by):
        card.refresh_from_db()
        cell = {"slot": None, "room": None} if slot is None else {"slot": self.slots[slot], "room": self.rooms[room]}
        return actions.place_session(card, **cell, seen=card.place_version, by=by, confirmed=True)

    def revert(self, **more):
        until = timezone.now()
        return actions.revert_burst(
            self.board, self.vic, self.since, until, **{"by": self.fay, "reason": "Vandal", **more}
        )

    def junk(self, number: int) -> list[Session]:
        """Proposals of Vic's as the action writes them, without its time."""
        self.board.refresh_from_db()
        first = self.board.version
        cards = [Session(board=self.board, title=f"More junk {n}", proposer=self.vic) for n in range(number)]
        Session.objects.bulk_create(cards)
        Change.objects.bulk_create(
            Change(board=self.board, version=first + n, kind="proposed", session=card, by=self.vic)
            for n, card in enumerate(cards, 1)
        )
        self.board.version = first + number
        self.board.save(update_fields=["version"])
        return cards

    def left(self, batch) -> dict[int, str]:
        return dict(Change.objects.get(batch=batch, session=None).after["left"])


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("junk", [10, pytest.param(100, marks=pytest.mark.proof)])
def test_two_hundred_acts_among_other_peoples_are_one_act_to_undo_and_one_to_take_back(world, junk):
    board, vic, fay, cards = world.board, world.vic, world.fay, world.cards
    before = picture(board)
    made = []
    for n in range(20):
        made.append(actions.propose(board, f"Junk {n}", by=vic))
    made += world.junk(junk)
    for n, card in enumerate(cards):
        card.refresh_from_db()
        actions.edit_session(card, by=vic, seen=card.words_version, title=f"Vic was here {n}", summary="ha")
    for n in range(10):
        world.place(cards[n], 1, n, vic)
    for n in range(10):
        world.place(cards[n], 2, 9 - n, vic)  # twice, the second time across
    for n in range(3):
        world.place(made[n], 3 + n, n, vic)
    for n in range(15):
        actions.edit_session(made[n], by=vic, seen=1, summary="More junk")
    actions.pin(cards[9], by=vic, pinned=True)
    actions.cancel(cards[0], by=vic, reason="ha")
    actions.hide(cards[14], by=vic, reason="ha")
    for card in [*made[:20], *cards[1:11]]:
        actions.star(card, by=vic)
    # Other people, between and after
    actions.star(cards[3], by=world.people[0])
    world.place(cards[1], 5, 0, fay)  # moved since
    world.place(cards[10], 0, 2, world.fay)  # its cell was taken by another: cards[2] cannot go back there
    actions.edit_session(Session.objects.get(pk=cards[4].pk), by=world.people[4], seen=2, title="Mine again")
    kept = actions.propose(board, "Something of mine", by=world.people[5])
    Host.objects.create(board=board, session=made[0], user=world.people[6], name="Six")
    actions.edit_session(made[0], by=world.people[6], seen=2, title="I will make something of it")
    acts = Change.objects.filter(by=vic).count() + Star.objects.filter(user=vic).count()
    assert acts >= 100 + junk
    after = picture(board)

    batch = world.revert()

    now = picture(board)
    touched = {cards[1].pk, cards[2].pk, cards[4].pk, cards[10].pk}
    for card in cards:
        if card.pk not in touched:
            assert now[card.pk] == before[card.pk]
    assert now[cards[1].pk][:3] == before[cards[1].pk][:3]  # its words are back, its place is Fay's
    assert now[cards[1].pk][3:5] == (world.slots[5].pk, world.rooms[0].pk)
    assert now[cards[2].pk][3:5] == (world.slots[2].pk, world.rooms[7].pk)
    assert now[cards[4].pk] == ("Mine again", "ha", *before[cards[4].pk][2:])
    assert now[cards[10].pk][3:5] == (world.slots[0].pk, world.rooms[2].pk)
    assert now[kept.pk][2] == "open"
    assert [now[each.pk][2] for each in made] == ["open", *["hidden"] * (len(made) - 1)]
    assert now["stars"] == [(world.people[0].pk, cards[3].pk)]
    reasons = sorted(world.left(batch).values())
    assert set(reasons) == {"touched", "cell_taken"}
    assert reasons.count("cell_taken") == 1
    [entry] = Entry.objects.filter(verb="board.burst_undone")
    assert entry.actor == fay.pk

    again = actions.undo_batch(board, batch, by=fay)
    assert picture(board) == after
    third = actions.undo_batch(board, again, by=fay)
    assert picture(board) == now
    with pytest.raises(Refused):
        actions.undo_batch(board, batch, by=fay)
    assert third != batch
    versions = list(Change.objects.filter(board=board).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, len(versions) + 1))


def test_two_sessions_that_were_swapped_go_back_to_each_others_cells(world):
    first, second = world.cards[0], world.cards[1]
    before = picture(world.board)
    world.place(first, 1, 0, world.vic)
    world.place(second, 0, 0, world.vic)
    world.place(first, 0, 1, world.vic)
    batch = world.revert()
    assert picture(world.board) == before
    assert world.left(batch) == {}


def test_only_that_person_and_only_that_span(world):
    world.place(world.cards[0], 1, 0, world.vic)
    world.place(world.cards[1], 1, 1, world.people[1])
    late = timezone.now()
    world.place(world.cards[2], 1, 2, world.vic)
    actions.revert_burst(world.board, world.vic, world.since, late, by=world.fay, reason="Vandal")
    cells = [Session.objects.get(pk=card.pk).slot for card in world.cards[:3]]
    assert cells == [world.slots[0], world.slots[1], world.slots[1]]


def test_an_empty_span_is_refused_and_only_facilitators_may(world):
    with pytest.raises(Refused, match="nothing of this person"):
        world.revert()
    world.place(world.cards[0], 1, 0, world.vic)
    version = Change.objects.count()
    for who in (world.people[0], make.attendee(world.camp)):
        with pytest.raises(NotAllowed):
            world.revert(by=who)
    assert Change.objects.count() == version


def test_the_page_asks_for_a_factor_and_fresh_proof_and_leads_through(world, client):
    world.place(world.cards[0], 1, 0, world.vic)
    actions.star(world.cards[1], by=world.vic)
    at = f"/events/{world.camp.slug}/board/changes/burst/"
    since = (timezone.now() - timedelta(minutes=5)).astimezone(make_zone())
    until = (timezone.now() + timedelta(minutes=5)).astimezone(make_zone())
    span = {"who": world.vic.public_id, "since": f"{since:%Y-%m-%dT%H:%M}", "until": f"{until:%Y-%m-%dT%H:%M}"}
    sign_in(client, world.people[0])
    assert client.get(at).status_code == 403
    assert client.post(at, span).status_code == 403
    sign_in(client, world.fay)
    assert "proof" in client.post(at, span | {"reason": "x"}).url or client.post(at, span).status_code == 302
    enrol(world.fay)
    sign_in(client, world.fay, strong=True, fresh=False)
    assert client.post(at, span | {"reason": "x"}).status_code == 302
    assert not Change.objects.filter(kind="restored").exists()

    sign_in(client, world.fay, strong=True)
    page = client.get(at, span).content.decode()
    assert "1 entry" in page
    assert "1 star" in page
    assert client.post(at, span | {"reason": " "}).status_code == 422
    done = client.post(at, span | {"reason": "Vandal"}, follow=True)
    body = done.content.decode()
    assert "1 thing was put back." in body
    assert Session.objects.get(pk=world.cards[0].pk).slot == world.slots[0]

    batch = Change.objects.get(session=None, kind="restored").batch
    [report] = re.findall(r'href="(/report/[^"]+)"', body)
    assert report.startswith(f"/report/camp/{world.camp.slug}/?words=What+Vic+did")  # no card there is Vic's
    assert str(batch) in client.get(report).content.decode()
    client.post(at, {"batch": str(batch)})
    assert Session.objects.get(pk=world.cards[0].pk).slot == world.slots[1]
    assert Star.objects.filter(user=world.vic).count() == 1
    for bad in ("x", "00000000-0000-0000-0000-000000000000"):
        assert client.get(at, {"batch": bad}).status_code == 422


def test_what_was_looked_at_is_undone_after_fresh_proof(world, client):
    """The span stands in the form's address, too: the POST that was kept goes on all the same."""
    world.place(world.cards[0], 1, 0, world.vic)
    since, until = (timezone.now() + timedelta(minutes=m) for m in (-5, 5))
    clock = "%Y-%m-%dT%H:%M"
    span = {"who": world.vic.public_id, "since": f"{since.astimezone(make_zone()):{clock}}"}
    span["until"] = f"{until.astimezone(make_zone()):{clock}}"
    app = enrol(world.fay)
    sign_in(client, world.fay, strong=True, fresh=False)
    at = f"/events/{world.camp.slug}/board/changes/burst/?{urlencode(span)}"
    asked = client.post(at, span | {"reason": "Vandal"})
    assert asked.url.startswith("/accounts/proof/")
    counter = next(iter(yield_hotp_counters_from_time()))
    done = client.post(asked.url, {"code": format_hotp_value(hotp_value(app.data["secret"], counter))})
    assert "1 thing was put back." in client.get(done.url).content.decode()
    assert Session.objects.get(pk=world.cards[0].pk).slot == world.slots[0]


def test_from_the_undone_burst_to_the_report_about_the_person_with_span_and_batch(world, client):
    mine = actions.propose(world.board, "Junk", by=world.vic)
    batch = world.revert()
    enrol(world.fay)
    sign_in(client, world.fay, strong=True)
    page = client.get(f"/events/{world.camp.slug}/board/changes/burst/", {"batch": str(batch)}).content.decode()
    [address] = re.findall(r'href="(/report/[^"]+)"', page)
    assert address.startswith(f"/report/session/{mine.code}/")
    form = client.get(address).content.decode()
    assert f"?batch={batch}" in form
    assert client.post(address, {"words": "Vandal", "rule": ""}).status_code == 302
    assert Report.objects.get().about == world.vic

    sign_in(client, world.people[0])
    assert client.get(address).status_code == 404  # hidden from everybody else


def make_zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo(make.ZONE)


def test_a_sanction_made_elsewhere_ends_their_writing_at_the_next_request(world, client):
    sign_in(client, world.vic)
    at = f"/events/{world.camp.slug}/board/propose/"
    assert client.post(at, {"title": "One"}).status_code == 302
    Sanction.objects.create(person=world.vic, kind="write", reason="Vandal", by=world.fay, **scope_key(world.camp))
    assert client.post(at, {"title": "Two"}).status_code == 403
    assert not Session.objects.filter(title="Two").exists()


# The journal


def test_the_journal_is_narrowed_by_person_room_session_and_time(world, client):
    world.place(world.cards[0], 1, 3, world.vic)
    world.place(world.cards[1], 2, 4, world.fay)
    Change.objects.filter(by=world.fay).update(at=make.NINE)
    at = f"/events/{world.camp.slug}/board/changes/"

    def told(**asked) -> int:
        answer = client.get(at, asked)
        assert answer.status_code == 200
        return sum(f"“{card.title}”" in answer.content.decode() for card in world.cards)

    assert told() == 2
    assert told(who=world.vic.public_id) == 1
    assert told(who="nobody-here") == 0
    assert told(room=world.rooms[3].pk) == 1
    assert told(room=world.rooms[0].pk) == 1  # where the first one was before
    assert told(room=world.rooms[7].pk) == 0
    assert told(session=world.cards[1].code.lower()) == 1
    assert told(since="2027-05-08T08:59", until="2027-05-08T09:00") == 1
    assert told(since="2027-05-08T09:01") == 0
    assert told(since="32 May", room="x", session="\x00") in (0, 2)


def test_who_hosts_under_no_name_cannot_be_singled_out_by_a_visitor(world, client):
    Host.objects.filter(user=world.people[0]).update(show_name="attendees")
    world.place(world.cards[0], 1, 3, world.people[0])
    at = f"/events/{world.camp.slug}/board/changes/"
    page = client.get(at).content.decode()
    assert "a participant moved" in page
    assert world.people[0].public_id not in page
    asked = client.get(at, {"who": world.people[0].public_id}).content.decode()
    assert "moved" not in asked
    sign_in(client, world.fay)
    assert "moved" in client.get(at, {"who": world.people[0].public_id}).content.decode()


def test_the_journal_costs_the_same_for_one_entry_and_a_thousand(client, django_assert_max_num_queries):
    for entries in (1, 30, 1000):
        board = make.board()
        card, who = make.card(board), make.attendee(board.camp)
        Change.objects.bulk_create(
            Change(board=board, version=n, kind="edited", session=card, by=who) for n in range(1, entries + 1)
        )
        client.get("/")
        with django_assert_max_num_queries(10):
            body = client.get(f"/events/{board.camp.slug}/board/changes/").content.decode()
        assert body.count("<li><div><p>") == min(entries, 50)
        assert (f"version {entries}" in body) == (entries > 0)
