"""Who runs a session: asked or asking, under which name, when they cannot be there; and what is promised from it."""

import pytest
from django.urls import reverse

from citycamp.people.models import Item
from events.models import Commitment, Registration
from sessions import actions, news
from sessions.actions.links import set_links
from sessions.errors import NotAllowed, PlaceRefused, Refused, TooMany
from sessions.models import Away, Change, Host, Outcome
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card, facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    return board()


def address(session, name="session", *more):
    return reverse(f"sessions:{name}", args=[session.board.camp.slug, *(more or [session.code])])


def page(client, session, who) -> str:
    sign_in(client, who)
    return client.get(address(session)).content.decode()


def told(user) -> list[str]:
    return [said.sentence for said in news.hosting_words(user, list(Item.objects.filter(user=user)))]


def test_a_host_asks_somebody_of_the_list_who_is_told_and_says_yes(client, there):
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    lena = attendee(there.camp, "Lena, who is not listed")
    Registration.objects.filter(user=omar).update(listed=True)
    bus = card(there, "Bus lanes", host=maya)
    seen = page(client, bus, maya)
    number = Registration.objects.get(user=omar).pk
    assert f'<option value="{number}">Omar</option>' in seen
    assert lena.name not in seen
    client.post(address(bus, "host"), {"step": "invite", "whom": number})
    assert told(omar) == ["You are asked to host “Bus lanes” too. Say yes or no on its page."]
    assert "asked, no answer yet" in page(client, bus, maya)
    assert "You are asked to host this session too." in page(client, bus, omar)
    client.post(address(bus, "host"), {"step": "accept"})
    assert list(Host.objects.filter(state="accepted").values_list("name", flat=True)) == ["Maya", "Omar"]
    assert told(omar) == []
    client.post(address(bus, "host"), {"step": "invite", "whom": Registration.objects.get(user=lena).pk})
    assert not Host.objects.filter(user=lena).exists()


def test_somebody_asks_to_host_too_and_is_taken_in_or_not(client, there):
    maya, omar, ruth = (attendee(there.camp, name) for name in ("Maya", "Omar", "Ruth"))
    bus = card(there, "Bus lanes", host=maya)
    assert "Ask to host it too" in page(client, bus, omar)
    client.post(address(bus, "host"), {"step": "ask"})
    actions.ask_to_host(bus, by=ruth)
    assert told(maya) == [
        f"{who} asks to host “Bus lanes” with you. Say yes or no on its page." for who in ("Omar", "Ruth")
    ]
    assert "You asked to host this session too." in page(client, bus, omar)
    assert "Take Omar in" not in page(client, bus, omar)
    asked = Host.objects.get(user=omar)
    with pytest.raises(NotAllowed):
        actions.answer_asking(bus, asked, by=omar, accept=True)
    assert "Take Omar in" in page(client, bus, maya)
    client.post(address(bus, "host"), {"step": "take-in", "host": asked.pk})
    client.post(address(bus, "host"), {"step": "turn-down", "host": Host.objects.get(user=ruth).pk})
    assert list(Host.objects.values_list("name", "state")) == [("Maya", "accepted"), ("Omar", "accepted")]
    assert told(maya) == []


def test_who_only_asked_may_not_place_and_is_no_host_anywhere(client, there):
    bus = card(there, "Bus lanes", host=attendee(there.camp, "Maya"))
    omar = attendee(there.camp, "Omar")
    actions.ask_to_host(bus, by=omar)
    with pytest.raises(NotAllowed):
        actions.place_session(bus, slot=there.slots.first(), room=there.rooms.first(), seen=0, by=omar)
    assert "Omar" not in client.get(address(bus)).content.decode()
    with pytest.raises(Refused):
        actions.ask_to_host(bus, by=omar)


def test_nobody_is_taken_in_who_hosts_at_that_time_already(there):
    slot, rooms = there.slots.first(), list(there.rooms.all())
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    bus = card(there, "Bus lanes", host=maya, cell=(slot, rooms[0]))
    card(there, "Night trains", host=omar, cell=(slot, rooms[1]))
    asked = actions.ask_to_host(bus, by=omar)
    with pytest.raises(Refused) as refused:
        actions.answer_asking(bus, asked, by=maya, accept=True)
    assert refused.value.message == "Omar hosts “Night trains” at that time. Move one of the two first."


def test_a_session_is_handed_over(client, there):
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    bus = card(there, "Bus lanes", host=maya)
    assert "You are its last host." in page(client, bus, maya)
    actions.answer_asking(bus, actions.ask_to_host(bus, by=omar), by=maya, accept=True)
    assert "Stop hosting it" in page(client, bus, maya)
    client.post(address(bus, "host"), {"step": "leave"})
    assert list(bus.hosts.values_list("name", flat=True)) == ["Omar"]
    assert "Stop hosting it" not in page(client, bus, omar)


def test_a_name_that_only_people_at_this_camp_see(client, there):
    maya, omar = attendee(there.camp, "Maya Unlisted"), attendee(there.camp, "Omar")
    bus = card(there, "Bus lanes", host=maya)
    assert "Maya Unlisted" in client.get(address(bus)).content.decode()
    sign_in(client, maya)
    client.post(address(bus, "host"), {"step": "name", "show_name": "attendees"})
    assert "Maya Unlisted" in page(client, bus, omar)
    client.logout()
    assert "Maya Unlisted" not in client.get(address(bus)).content.decode()
    with pytest.raises(NotAllowed):
        actions.show_name(bus, "public", by=omar)


def test_i_cannot_be_there(client, there):
    early, late = list(there.slots.all())[:2]
    maya = attendee(there.camp, "Maya")
    bus = card(there, "Bus lanes", host=maya)
    sign_in(client, maya)
    mine = reverse("sessions:board", args=[there.camp.slug]) + "?show=mine"
    assert client.post(reverse("sessions:away", args=[there.camp.slug]), {"slot": [early.pk, "x", 9**30]}).url == mine
    assert list(Away.objects.values_list("user", "slot")) == [(maya.pk, early.pk)]
    assert f'name="slot" value="{early.pk}" checked' in client.get(mine).content.decode()
    with pytest.raises(PlaceRefused) as refused:
        actions.place_session(bus, slot=early, room=there.rooms.first(), seen=0, by=maya)
    assert refused.value.code == "host_away"
    actions.place_session(bus, slot=late, room=there.rooms.first(), seen=0, by=maya)
    client.post(reverse("sessions:away", args=[there.camp.slug]), {})
    assert not Away.objects.exists()
    client.logout()
    assert "I cannot be there" not in client.get(mine).content.decode()


def test_what_will_be_done_is_promised_on_the_page_of_the_session(client, there):
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    bus = card(there, "Bus lanes", host=maya)
    assert "Promise something" in page(client, bus, omar)
    client.post(address(bus, "outcome"), {"what": "Count the cars on Harlan Avenue", "by_when": "June"})
    assert [outcome.session_id for outcome in Outcome.objects.all()] == [bus.pk]
    client.logout()
    seen = client.get(address(bus)).content.decode()
    assert "Count the cars on Harlan Avenue" in seen
    assert "Promise something" not in seen


def test_the_journal_says_who_asked_whom_in_words(client, there):
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    bus = card(there, "Bus lanes", host=maya)
    actions.ask_to_host(bus, by=omar)
    wish = card(there, "Trees", kind="wish")
    actions.run_wish(wish, by=omar)
    sign_in(client, facilitator(there.camp))
    story = client.get(reverse("sessions:changes", args=[there.camp.slug])).content.decode()
    assert "Somebody asked to host “Bus lanes” too." in story
    assert "Omar will run “Trees”." in story
    assert Change.objects.filter(kind="hosts").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"who_name": "Quentin", "address": ""}, "Write their mail address too: they are asked before they are named."),
        ({"who_name": "Quentin", "address": "nope"}, "Write the whole address, such as noor@example.org."),
    ],
)
def test_a_promise_for_somebody_else_needs_the_address_at_which_they_are_asked(client, there, typed, said):
    sign_in(client, attendee(there.camp, "Omar"))
    answer = client.post(reverse("sessions:closing", args=[there.camp.slug]), {"what": "Plant a tree", **typed})
    page = answer.content.decode()
    assert (answer.status_code, Commitment.objects.count()) == (422, 0)
    assert said in page
    assert 'value="Plant a tree"' in page
    assert "<details open><summary>Somebody else does it</summary>" in page


def test_a_visitor_reads_in_which_phases_one_may_propose(client):
    shut = board(phase="close")
    answer = client.get(reverse("sessions:propose", args=[shut.camp.slug]))
    assert answer.status_code == 409
    assert "Not in the phase “Close”." in answer.content.decode()
    quiet = board(door_proposals=False)
    assert client.get(reverse("sessions:propose", args=[quiet.camp.slug])).status_code == 302


def test_a_host_who_joined_the_line_of_pitches_reads_which_number_it_is(client):
    there = board(phase="pitch")
    maya, omar = attendee(there.camp, "Maya"), attendee(there.camp, "Omar")
    bus, trees = card(there, "Bus lanes", host=maya), card(there, "Trees", host=omar)
    sign_in(client, maya)
    client.post(address(bus, "pitch"))
    actions.join_line(trees, by=omar)
    assert "Number 1 in the line of pitches." in page(client, bus, maya)
    assert "Number 2 in the line of pitches." in page(client, trees, omar)
    assert "Join the line of pitches" not in page(client, trees, omar)
    actions.run_desk(there, "start", by=facilitator(there.camp))
    assert "It is pitched now." in page(client, bus, maya)
    assert "Number 1 in the line of pitches." in page(client, trees, omar)
    assert "Number 1 in" not in page(client, trees, maya)


def test_the_journal_names_nobody_who_only_asked_to_host_said_no_or_cannot_be_there(client, there):
    maya, omar, ruth, lena = (attendee(there.camp, name) for name in ("Maya", "Omar", "Ruth", "Lena"))
    bus, trees = card(there, "Bus lanes", host=maya), card(there, "Trees", kind="wish")
    actions.ask_to_host(bus, by=omar)
    actions.invite_host(bus, ruth, by=maya)
    actions.answer_invitation(bus, by=ruth, accept=False)
    actions.tick_absences(there, [there.slots.first()], by=lena)
    story = reverse("sessions:changes", args=[there.camp.slug])
    for reader in (None, attendee(there.camp, "Noor"), facilitator(there.camp)):
        if reader:
            sign_in(client, reader)
        seen = client.get(story).content.decode()
        assert "Somebody asked to host “Bus lanes” too." in seen
        assert ("Maya" in seen, "Omar" in seen, "Ruth" in seen) == (True, False, False)
        assert ("Lena" in seen) == (reader is not None and reader.name == "Fay")
        assert "asked to host" not in client.get(story, {"who": omar.public_id}).content.decode()
        assert "Maya asked somebody to host" in client.get(story, {"who": maya.public_id}).content.decode()
    actions.run_wish(trees, by=omar)
    client.logout()
    only_his = client.get(story, {"who": omar.public_id}).content.decode()
    assert "Omar will run “Trees”." in only_his
    assert "Somebody asked" not in only_his


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "1e3"])
def test_a_number_that_nobody_can_mean_is_refused_in_words(client, there, number):
    fay = facilitator(there.camp)
    bus = card(there, "Bus lanes", host=fay)
    sign_in(client, fay, strong=True)
    camp = [there.camp.slug]
    assert client.post(address(bus, "host"), {"step": "invite", "whom": number}).status_code == 422
    assert client.post(reverse("sessions:away", args=camp), {"slot": number}).status_code == 302
    assert client.post(reverse("sessions:settings", args=camp), {"what": "slot", "slot": number}).status_code == 422
    assert client.post(address(bus, "links"), {"step": f"up:{number}"}).status_code in (302, 422)
    assert client.post(reverse("people:news_seen"), {"items": number}).status_code == 302
    assert client.post(reverse("events:my_calendar"), {"end": number}).status_code in (200, 404)


def test_nobody_keeps_the_board_turning_with_absences_their_name_or_links(there):
    maya, slots = attendee(there.camp, "Maya"), list(there.slots.all())
    bus = card(there, "Bus lanes", host=maya)
    for number in range(30):
        actions.tick_absences(there, slots[: 1 - number % 2], by=maya)
        actions.show_name(bus, ("attendees", "public")[number % 2], by=maya)
        set_links(bus, [("slides", "", f"https://example.org/{number}")], by=maya)
    version = there.version
    with pytest.raises(TooMany):
        actions.tick_absences(there, slots[:1], by=maya)
    with pytest.raises(TooMany):
        actions.show_name(bus, "attendees", by=maya)
    with pytest.raises(TooMany):
        set_links(bus, [], by=maya)
    there.refresh_from_db()
    assert (version, there.version) == (90, 90)
