"""Hostile and broken input at the board: each row of board.md 15 that is typed or tapped."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from citycamp.people.moderation.models import Sanction
from citycamp.people.scopes import scope_key
from sessions import drawing
from sessions.actions import pin, propose, save_slot
from sessions.errors import TooMany, Unusable
from sessions.models import Change, Session, card_key
from tests.factories.people import person, role, sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
JSON = {"accept": "application/json"}


class Cast:
    def __init__(self, client):
        self.board = board(camp())
        self.maya, self.fay = attendee(self.board.camp, "Maya R."), facilitator(self.board.camp)
        self.slot, self.room = self.board.slots.first(), self.board.rooms.first()
        self.bus = card(self.board, "Bus lanes", host=self.maya)
        self.client = client

    def at(self, name="board", *more):
        return reverse(f"sessions:{name}", args=[self.board.camp.slug, *more])

    def place(self, **form):
        cell = {"slot": self.slot.pk, "room": self.room.pk, "seen": 0}
        return self.client.post(self.at("place", self.bus.code), cell | form, headers=JSON)


@pytest.fixture
def cast(client):
    return Cast(client)


def test_markup_in_any_text_is_shown_as_typed(cast):
    sign_in(cast.client, cast.maya)
    sign_in(cast.client, cast.maya)
    cast.client.post(cast.at("propose"), {"title": SCRIPT})
    mine = Session.objects.get(title=SCRIPT)
    words = {"title": SCRIPT, "summary": SCRIPT, "seen": 1}
    assert cast.client.post(cast.at("edit", mine.code), words).status_code == 302
    rows = {"kind": "other", "label": SCRIPT, "address": "https://example.org/?a=<b>"}
    assert cast.client.post(cast.at("links", mine.code), rows).status_code == 302
    cast.client.logout()
    cast.client.post(cast.at("propose"), {"title": f"Door {SCRIPT}", "name": SCRIPT})
    sign_in(cast.client, cast.fay)
    form = {"slot": cast.slot.pk, "room": cast.room.pk, "seen": 0, "reason": SCRIPT}
    assert cast.client.post(cast.at("place", mine.code), form).status_code == 302
    pages = [
        cast.at(),
        cast.at() + "?show=now",
        cast.at() + f"?pick={mine.code}",
        cast.at("session", mine.code),
        cast.at("edit", mine.code),
        cast.at("wall"),
        cast.at("wall") + "?show=grid",
        cast.at("door", cast.room.pk),
        cast.at("print"),
        cast.at("print") + "?what=cards",
        cast.at("desk"),
        cast.at("changes"),
        cast.at("alike") + "?title=script alert",
        cast.at("closing"),
    ]
    shown = 0
    for page in pages:
        text = cast.client.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        shown += "&lt;script&gt;alert(1)" in text
    assert shown >= 10
    fragments = cast.client.get(cast.at("since", 0)).json()["html"]
    assert "<script>alert" not in "".join(fragments)
    assert "&lt;script&gt;alert" in "".join(fragments)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "https://",
        "https://example.org/\x00",
        "https://example.org/\nb",
        "//example.org",
        "http://exa mple.org",
    ],
)
def test_only_whole_web_addresses_become_links(cast, address):
    sign_in(cast.client, cast.maya)
    row = {"kind": "other", "label": "Slides", "address": address}
    answer = cast.client.post(cast.at("links", cast.bus.code), row, headers=JSON)
    assert (answer.status_code, answer.json()["field"], cast.bus.links.count()) == (422, "links", 0)


@pytest.mark.parametrize("bad", ["Bus\x00lanes", "Bus\x07lanes", "Bus\x1blanes", "Bus\x9blanes", "Bus\x01star:1\x02"])
def test_controls_are_refused_with_their_field_and_what_was_typed_stays(cast, bad):
    sign_in(cast.client, cast.maya)
    answer = cast.client.post(cast.at("propose"), {"title": bad})
    assert (answer.status_code, Session.objects.count()) == (422, 1)
    assert "title" in answer.context["form"].errors
    assert cast.place(reason=bad).status_code == 422
    cast.bus.refresh_from_db()
    assert (cast.bus.slot, Change.objects.count()) == (None, 0)
    words = {"title": "Bus lanes", "summary": bad, "seen": 1}
    answer = cast.client.post(cast.at("edit", cast.bus.code), words)
    assert answer.status_code == 422
    assert "summary" in answer.context["form"].errors
    cast.client.logout()
    answer = cast.client.post(cast.at("propose"), {"title": "Bus lanes again", "name": bad})
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


@pytest.mark.parametrize("nul", ["%00", "A%00BCDE", "%F0%9F%9A%8C", "x" * 300])
def test_a_code_that_can_be_none_is_nothing_in_particular(cast, nul):
    sign_in(cast.client, cast.fay)
    assert cast.client.get(f"{cast.at()}?pick={nul}").status_code == 404
    assert cast.client.get(f"{cast.at('changes')}?session={nul}").status_code == 200
    assert cast.client.get(f"{cast.at('wall')}?room={nul}").status_code == 404
    assert cast.client.get(f"{cast.at('alike')}?title={nul}").status_code == 200


def test_numbers_beyond_all_rows_are_absent(cast):
    sign_in(cast.client, cast.fay)
    huge = 10**25
    assert cast.client.get(cast.at("door", huge)).status_code == 404
    assert cast.client.post(cast.at("undo", huge)).status_code == 404
    assert cast.client.get(cast.at("since", huge)).json()["reset"] is True
    assert cast.place(slot=10**17, room=10**17).status_code == 404
    assert cast.place(seen=10**17).status_code == 422
    assert cast.place(seen="9" * 5000).status_code == 422
    assert cast.place(key="not-a-uuid").status_code == 422
    assert cast.client.get(f"{cast.at('changes')}?page=99999999999999999999").status_code == 200


def test_bidi_overrides_are_kept_and_cannot_leave_their_title(cast):
    sign_in(cast.client, cast.maya)
    turned = "Bus \u202eneti\u202c lanes"
    cast.client.post(cast.at("propose"), {"title": turned})
    mine = Session.objects.get(title=turned)
    for page in (cast.at(), cast.at("session", mine.code), cast.at("wall") + "?show=grid"):
        text = cast.client.get(page).text
        for piece in text.split(turned)[:-1]:
            inside = piece[-40:]
            assert "<bdi>" in inside or "<title>" in inside or '="' in piece[-200:], inside


@pytest.mark.parametrize("title", ["", "   ", "\u2003\u2003", "x" * 201, "x" * 10_000])
def test_titles_that_cannot_be_are_said_with_their_limit_and_stay_typed(cast, title):
    sign_in(cast.client, cast.maya)
    answer = cast.client.post(cast.at("propose"), {"title": title})
    assert answer.status_code == 422
    [said] = answer.context["form"].errors["title"]
    assert ("200" in said) == (len(title.strip()) > 0)
    if title.strip():
        assert title in answer.text
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("minutes_after", "minutes"), [(0, 1_000_000), (0, -45), (0, 4), (30, 45), (0, 45)])
def test_slots_that_cannot_be_are_refused(cast, minutes_after, minutes):
    starts = cast.slot.starts_at + timedelta(minutes=minutes_after)
    with pytest.raises(Unusable):
        save_slot(cast.board, by=cast.fay, starts_at=starts, ends_at=starts + timedelta(minutes=minutes))
    assert cast.board.slots.count() == 3
    assert Change.objects.count() == 0


def test_of_another_board_absent_and_wrong_key_answer_alike(cast):
    other = board()
    theirs = card(other, "Elsewhere")
    sign_in(cast.client, cast.fay)
    cells = [
        {"slot": other.slots.first().pk},
        {"room": other.rooms.first().pk},
        {"slot": 10**9},
        {"room": 10**9},
    ]
    answers = [cast.place(**cell) for cell in cells]
    answers += [cast.client.post(cast.at("place", code), {"seen": 0}, headers=JSON) for code in (theirs.code, "ZZZZZ9")]
    assert {each.status_code for each in answers} == {404}
    right = reverse("sessions:card", args=[cast.bus.code, card_key(cast.bus)])
    wrong = reverse("sessions:card", args=[cast.bus.code, "0" * 16])
    never = reverse("sessions:card", args=["ZZZZZ9", card_key(cast.bus)])
    foreign = reverse("sessions:card", args=[theirs.code, card_key(cast.bus)])
    assert cast.client.get(right).status_code == 200
    assert {cast.client.get(each).status_code for each in (wrong, never, foreign)} == {404}


def test_fifty_copies_with_one_key_are_one_change_and_an_old_seen_is_told(cast):
    sign_in(cast.client, cast.maya)
    key = uuid4()
    answers = [cast.place(key=key) for _ in range(50)]
    assert {each.status_code for each in answers} == {200}
    assert {each.json()["place_version"] for each in answers} == {1}
    assert Change.objects.count() == 1
    assert cast.place(key=uuid4()).json()["error"] == "moved_meanwhile"
    for number in range(3):
        keyed = {"title": "Once", "key": key} if number else {"title": "Once", "key": uuid4()}
        cast.client.post(cast.at("propose"), keyed)
    assert Session.objects.filter(title="Once").count() == 1


@pytest.mark.parametrize("kind", ["write", "out"])
def test_under_a_sanction_all_writing_is_403_with_rule_end_and_appeal(cast, kind):
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(
        person=cast.maya,
        kind=kind,
        rule="No advertising",
        reason="Again and again",
        until=until,
        by=cast.fay,
        **scope_key(cast.board.camp),
    )
    sign_in(cast.client, cast.maya)
    code = cast.bus.code
    posts = [
        ("place", {"slot": cast.slot.pk, "room": cast.room.pk, "seen": 0}),
        ("star", {}),
        ("edit", {"title": "Typed long and well", "seen": 1}),
        ("withdraw", {"reason": "Typed long and well"}),
        ("links", {"kind": "other", "label": "", "address": "https://example.org/"}),
    ]
    for name, form in posts:
        answer = cast.client.post(cast.at(name, code), form)
        assert answer.status_code == 403, name
        assert "No advertising" in answer.text, name
        assert str(until.astimezone(drawing.reading.zone(cast.board)).day) in answer.text
        assert "appeal" in answer.text
    answer = cast.client.post(cast.at("propose"), {"title": "Typed long and well", "name": "Maya"})
    assert answer.status_code == 403
    assert "Typed long and well" in answer.text
    assert (Session.objects.count(), Change.objects.count()) == (1, 0)
    assert cast.client.get(cast.at()).status_code == 200


def test_out_sees_what_a_visitor_sees(cast):
    other = attendee(cast.board.camp, "Quiet Quentin")
    shy = card(cast.board, "Whispered", host=other, cell=(cast.slot, cast.room))
    shy.hosts.update(show_name="attendees")
    sign_in(cast.client, cast.maya)
    assert "Quiet Quentin" in cast.client.get(cast.at()).text
    Sanction.objects.create(person=cast.maya, kind="out", reason="x", by=cast.fay, **scope_key(cast.board.camp))
    assert "Quiet Quentin" not in cast.client.get(cast.at()).text


def test_sixty_placings_in_ten_minutes_are_enough(cast):
    for number in range(60):
        Change.objects.create(
            board=cast.board, version=number + 1, by=cast.maya, kind=Change.Kind.PLACED, session=cast.bus
        )
    cast.board.version = 60
    cast.board.save()
    sign_in(cast.client, cast.maya)
    answer = cast.place()
    assert (answer.status_code, answer.json()["error"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 600
    assert Change.objects.count() == 60
    Change.objects.filter(version=1).update(at=timezone.now() - timedelta(minutes=11))
    assert cast.place().status_code == 200


def test_a_mark_that_came_from_outside_breaks_no_page(cast):
    assert drawing.fill("a \x01nosuch:1\x02 \x01star:1\x02", star=str) == "a  1"


def test_held_proposals_have_a_ceiling_and_a_browser_has_five_an_hour(cast):
    for number in range(5):
        answer = cast.client.post(cast.at("propose"), {"title": f"Door {number}", "name": "Rae"})
        assert answer.status_code == 200
    answer = cast.client.post(cast.at("propose"), {"title": "One too many", "name": "Rae"})
    assert answer.status_code == 429
    assert "One too many" in answer.text
    assert 0 < int(answer["Retry-After"]) <= 3600
    Session.objects.bulk_create(Session(board=cast.board, title=f"Held {n}", state="held") for n in range(195))
    from sessions.actions import propose_at_the_door

    with pytest.raises(TooMany):
        propose_at_the_door(cast.board, "Number 201", "Ann")


def test_after_a_refusal_without_scripts_each_link_leads_on(cast):
    card(cast.board, "In the way", host=attendee(cast.board.camp), cell=(cast.slot, cast.room))
    second = card(cast.board, "My other one", host=cast.maya)
    sign_in(cast.client, cast.maya)
    form = {"slot": cast.slot.pk, "room": cast.room.pk, "seen": 0}
    page = cast.client.post(cast.at("place", cast.bus.code), form)
    assert page.status_code == 409
    assert f'href="{cast.at()}?pick={second.code}"' in page.text
    assert f'href="{page.request["PATH_INFO"]}"' not in page.text


def test_who_is_not_the_one_to_decide_gets_a_word_not_a_fault(cast):
    sign_in(cast.client, person("Sam"))
    for name in ("pin", "hide", "unhide", "publish", "refuse", "withdraw", "cancel", "host", "links", "pitch", "run"):
        answer = cast.client.post(cast.at(name, cast.bus.code), {"step": "accept", "reason": "x"}, headers=JSON)
        assert answer.status_code in (403, 409), name
    assert Change.objects.count() == 0


def test_nobody_decides_about_their_own_hidden_session(cast):
    role(cast.maya, "facilitator", cast.board.camp)
    mine = propose(cast.board, "Mine", by=cast.maya)
    Session.objects.filter(pk=mine.pk).update(state="hidden", reason="Advertising")
    sign_in(cast.client, cast.maya, strong=True)
    assert cast.client.post(cast.at("unhide", mine.code), headers=JSON).status_code == 403
    sign_in(cast.client, cast.fay, strong=True)
    assert cast.client.post(cast.at("unhide", mine.code), headers=JSON).status_code == 200


def test_a_card_holder_reads_no_name_that_is_for_attendees(cast):
    """Who holds a card may be anybody."""
    shy = attendee(cast.board.camp, "Quiet Quentin")
    there = card(cast.board, "Whispered", host=shy)
    there.hosts.update(show_name="attendees")
    sign_in(cast.client, shy)
    form = {"slot": cast.slot.pk, "room": cast.room.pk, "seen": 0}
    assert cast.client.post(cast.at("place", there.code), form, headers=JSON).status_code == 200
    cast.client.logout()
    address = reverse("sessions:card", args=[cast.bus.code, card_key(cast.bus)])
    for headers in ({}, JSON):
        answer = cast.client.post(address, form, headers=headers)
        assert answer.status_code == 409
        assert "Quiet Quentin" not in answer.text
        assert "Whispered" in answer.text
    sign_in(cast.client, cast.maya)
    assert "Quiet Quentin" in cast.place().text
    pin(Session.objects.get(pk=cast.bus.pk), by=cast.fay, pinned=True)
    assert NINE
