"""How often each page and act of the board asks the database: the ceilings of board.md 14, the same for 1 and 30."""

import asyncio
import gzip
from datetime import timedelta
from itertools import product
from random import Random
from string import ascii_lowercase
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Camp
from sessions import live
from sessions.hub import Hub, Listener
from sessions.kept import cache
from sessions.models import Host, Pitch, Session, Star
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card, entry, facilitator

pytestmark = pytest.mark.django_db

# Session, person and rights are three of whoever is signed in; the poll's own are 2. A form without JavaScript writes
# down in the HTTP session what its next page says; fragments read the board that they draw.
CEILINGS = {
    "session, visitor": 14,
    "since, visitor": 2,
    "session": 14,
    "poll": 2 + 3,
    "star": 8,
    "propose": 14,
    "propose, with the key of a form": 14 + 1,
    "place": 16,
    "place, form": 16 + 1,
    "place, fragments": 16 + 7,
    "place, by a facilitator": 16,
}
ASKING = {
    "place": {"Accept": "application/json"},
    "place, form": {"Accept": "text/html"},
    "place, fragments": {"Accept": "text/html", "HX-Request": "true"},
    "place, by a facilitator": {"Accept": "application/json"},
}


SCREENS = [("wall", "?show=auto"), ("wall", "?show=now"), ("wall", "?show=grid"), ("wall", "?show=pitch"), ("door", "")]


def made_with(cards: int):
    here = board(rooms=6, slots=6, phase="place")
    cells = [(slot, room) for slot in here.slots.all() for room in here.rooms.all()]
    maya = attendee(here.camp, "Maya")
    for number in range(cards):
        session = card(here, host=maya if number == 0 else attendee(here.camp), cell=cells[number])
        Star.objects.create(board=here, session=session, user=maya)
    return here, maya


def address(of, name: str, *more) -> str:
    return reverse(f"sessions:{name}", args=[of.camp.slug, *more])


def spent(client, method: str, path: str, headers=None, **form) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(path, form, headers=headers or {"Accept": "application/json"})
    assert answer.status_code in (200, 201, 302), (path, answer.status_code, answer.content[:300])
    return len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))])


def test_pages_and_acts_stay_under_their_ceilings_at_1_and_at_30(client):
    found: dict[str, list[int]] = {}
    for cards in (1, 30):
        here, maya = made_with(cards)
        session = here.sessions.first()
        client.logout()
        for name, more in (("session", [session.code]), ("since", [0])):
            client.get(address(here, name, *more))
            found.setdefault(f"{name}, visitor", []).append(spent(client, "get", address(here, name, *more)))
        sign_in(client, maya)
        client.get(address(here, "mine"))  # what a session writes when it is new
        for name, path in (
            ("session", address(here, "session", session.code)),
            ("poll", address(here, "since", here.version)),
        ):
            client.get(path)
            found.setdefault(name, []).append(spent(client, "get", path))
        found.setdefault("star", []).append(spent(client, "post", address(here, "star", session.code)))
        for name, key in (("propose", {}), ("propose, with the key of a form", {"key": uuid4()})):
            found.setdefault(name, []).append(spent(client, "post", address(here, "propose"), title="One more", **key))
        cells = [(slot.pk, room.pk) for slot in here.slots.all()[5:] for room in here.rooms.all()]
        for seen, (name, headers) in enumerate(ASKING.items()):
            if name == "place, by a facilitator":
                sign_in(client, facilitator(here.camp))
                client.get(address(here, "mine"))
            slot, room = cells[seen]
            cache.delete(f"board:{here.pk}:stars")  # five seconds old at most: how slow the machine is plays no part
            asked = {"slot": slot, "room": room, "seen": seen, "key": uuid4(), "confirmed": 1}
            found.setdefault(name, []).append(
                spent(client, "post", address(here, "place", session.code), headers, **asked)
            )
            session.refresh_from_db()
            assert (session.slot_id, session.room_id) == cells[seen]
    assert {name: len(set(numbers)) for name, numbers in found.items()} == dict.fromkeys(found, 1), found
    assert {name: numbers for name, numbers in found.items() if numbers[0] > CEILINGS[name]} == {}


def test_a_screen_asks_four_at_most_and_eight_when_it_is_the_first_after_a_change(client):
    kept, first = {}, {}
    for cards in (1, 30):
        here, _maya = made_with(cards)
        for name, show in SCREENS:
            path = address(here, name, *([here.rooms.first().pk] if name == "door" else [])) + show
            client.get(path)
            kept.setdefault(path.split("/")[-1] or name, []).append(spent(client, "get", path))
            entry(here)
            first.setdefault(path.split("/")[-1] or name, []).append(spent(client, "get", path))
    assert len(kept) == len(SCREENS)
    for most, asked in ((4, kept), (8, first)):
        for screen, (of_one, of_thirty) in asked.items():
            assert of_one == of_thirty <= most, screen


def told(client, hub: Hub, listeners: list[Listener], method: str, path: str, **form) -> int:
    """What it costs a process to tell all who listen of one act. Each of them has one event then."""
    answer = getattr(client, method)(path, form, headers={"Accept": "application/json"})
    assert answer.status_code in (200, 201, 302), (path, answer.content[:300])
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert hub.read(dict(hub.heads))
    listeners[0].loop.run_until_complete(asyncio.sleep(0))
    for listener in listeners:
        (event,) = listener.queue
        assert (event.name, event.version) == ("change", hub.heads[listener.board])
        listener.queue.clear()
    return len(queries)


def test_news_cost_a_process_three_queries_whoever_listens(client):
    loop = asyncio.new_event_loop()
    found: dict[str, set[int]] = {}
    for cards, listening in ((1, 1), (30, 1), (30, 30)):
        here, maya = made_with(cards)
        slot, room = here.slots.last(), here.rooms.last()
        session = here.sessions.first()
        hub = Hub(news=live.news, draw=live.draw_news, count=live.draw_stars, allowed=live.still_allowed)
        kinds = list(product(("public", "attendee"), ("en", "es")))
        listeners = [Listener(here.pk, *kinds[n % 4], None, loop, behind=False) for n in range(listening)]
        hub.listeners[here.pk], hub.heads[here.pk] = set(listeners), here.version
        sign_in(client, maya)
        acts = {
            "propose": ("propose", [], {"title": "One more"}),
            "place": ("place", [session.code], {"slot": slot.pk, "room": room.pk, "seen": 0, "confirmed": 1}),
        }
        for name, (address_name, more, form) in acts.items():
            cost = told(client, hub, listeners, "post", address(here, address_name, *more), **form)
            found.setdefault(name, set()).add(cost)
        client.post(address(here, "star", here.sessions.last().code), headers={"Accept": "application/json"})
        with CaptureQueriesContext(connection) as queries:
            assert not hub.read(dict(hub.heads))  # a star is no news: it is counted every five seconds
        found.setdefault("star", set()).add(len(queries))
        here.refresh_from_db()
        entry(here, kind="phase", before={"phase": "place"}, after={"phase": "run"})
        with CaptureQueriesContext(connection) as queries:
            assert hub.read(dict(hub.heads))
        found.setdefault("phase", set()).add(len(queries))
    loop.close()
    assert found == {"propose": {2}, "place": {3}, "star": {1}, "phase": {1}}


def test_a_kept_screen_turns_with_the_clock_and_with_the_board(client, time_machine):
    here, _maya = made_with(2)
    slot, room = here.slots.first(), here.rooms.first()
    placed = here.sessions.get(slot=slot, room=room)
    Session.objects.filter(pk=placed.pk).update(title="Bus lanes")
    wall, door = address(here, "wall") + "?show=now", address(here, "door", room.pk)
    at = {"before": -timedelta(seconds=20), "in": timedelta(seconds=20)}
    shown = {}
    for when, distance in at.items():
        time_machine.move_to(slot.starts_at + distance, tick=False)
        shown[when] = [client.get(each).content.decode() for each in (wall, wall, door, door)]
        assert shown[when][0].count("Bus lanes") == shown[when][1].count("Bus lanes")
    assert "Bus lanes" not in shown["before"][0]
    assert "Bus lanes" in shown["in"][0]
    assert shown["before"][2] != shown["in"][2]
    Session.objects.filter(pk=placed.pk).update(title="Night buses")
    entry(here)
    for each in (wall, door):
        assert "Night buses" in client.get(each).content.decode()


def test_a_kept_wall_counts_the_pitch_on_and_knows_no_room_of_another_board(client, time_machine):
    here, _maya = made_with(1)
    session = here.sessions.get()
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    Pitch.objects.create(board=here, session=session, state="now", started_at=now, seconds=30)
    wall = address(here, "wall")
    assert "30 seconds left" in client.get(wall).content.decode()
    time_machine.move_to(now + timedelta(seconds=12), tick=False)
    assert "18 seconds left" in client.get(wall).content.decode()
    foreign, _maya = made_with(1)
    assert client.get(address(here, "door", foreign.rooms.first().pk)).status_code == 404
    Camp.objects.filter(pk=here.camp.pk).update(state=Camp.DRAFT)
    for path in (wall, address(here, "door", here.rooms.first().pk)):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("cards", "rooms", "slots", "most"), [(60, 12, 5, 30_000), (140, 20, 7, 60_000)])
def test_a_full_board_stays_small_on_its_way(client, cards, rooms, slots, most):
    dice = Random(cards)

    def words(number: int) -> str:  # of chance, which compress worse than real ones
        return " ".join("".join(dice.choices(ascii_lowercase, k=dice.randint(2, 9))) for _ in range(number))

    here = board(rooms=rooms, slots=slots)
    cells = [(slot, room) for slot in here.slots.all() for room in here.rooms.all()]
    made = Session.objects.bulk_create(
        Session(board=here, title=words(7), summary=words(40), slot=slot, room=room) for slot, room in cells[:cards]
    )
    Host.objects.bulk_create(Host(board=here, session=each, name=words(2)) for each in made)
    answer = client.get(address(here, "board"), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert made[-1].title in gzip.decompress(answer.content).decode()
    assert len(answer.content) <= most
