"""What stands around one session: why it is there, the meter, its links, its story."""

import gzip
import io
import itertools
import random
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from sessions import board as pure
from sessions import why
from sessions.actions import apply_arrangement, pin, place_session, set_links, undo_arrangement
from sessions.board import best_swaps, collisions, costs, meter, swap_costs
from sessions.errors import PlaceRefused, Refused
from sessions.kept import cache
from sessions.models import Change, Host, Session, Star
from tests.factories.people import sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card, facilitator
from tests.sessions.test_arranging import EARLY, ready
from tests.sessions.test_arranging import here as board_of_four

here = board_of_four
pytestmark = pytest.mark.django_db


EXPORTS = (
    "schedule_xml",
    "schedule_json",
    "schedule2_json",
    "sessions_csv",
    "sessions_xlsx",
    "text",
    "changes_feed",
    "take",
    "print",
)


def address(of, name, *more):
    return reverse(f"sessions:{name}", args=[of.camp.slug, *more])


def page(client, session) -> str:
    return client.get(address(session.board, "session", session.code)).content.decode()


# The meter, as plain values


def some_board(rng):
    cards, slots = range(1, 10), range(1, 4)
    stars = {p: frozenset(rng.sample(cards, rng.randint(0, 6))) for p in range(25)}
    return stars, {c: rng.choice(slots) for c in cards if rng.random() < 0.9}


def test_swaps_cost_what_the_meter_says_before_and_after():
    rng = random.Random(8)
    for _ in range(40):
        stars, lying = some_board(rng)
        before = meter(stars, lying).missed
        for one, other in itertools.combinations(lying, 2):
            after = meter(stars, lying | {one: lying[other], other: lying[one]}).missed
            assert swap_costs(stars, lying, one, [other]) == {other: after - before}


def test_the_cost_of_a_cell_is_what_the_meter_says_before_and_after():
    rng = random.Random(9)
    for _ in range(40):
        stars, lying = some_board(rng)
        for one in range(1, 10):
            without = {c: s for c, s in lying.items() if c != one}
            before = meter(stars, lying).missed
            expected = {slot: meter(stars, without | {one: slot}).missed - before for slot in (1, 2, 3)}
            assert costs(stars, lying, one, [1, 2, 3]) == expected


def test_collisions_name_those_who_share_most_people():
    stars = {1: {1, 2, 3}, 2: {1, 2}, 3: {1, 4}, 4: {2, 3}, 5: {1, 5}}
    assert collisions(stars, {1: 7, 2: 7, 3: 7, 4: 7, 5: 8}, 1) == [(2, 2), (3, 1), (4, 1)]
    assert collisions(stars, {2: 7}, 1) == []


def test_a_swap_that_breaks_a_rule_is_not_offered():
    slots = tuple(pure.Slot(n, NINE + timedelta(hours=n), NINE + timedelta(hours=n, minutes=45)) for n in (1, 2))
    rooms = (pure.Room(1, 30, frozenset({"screen"})), pure.Room(2, 30))

    def grid(**changes):
        cards = {
            1: pure.Card(1, frozenset({11}), cell=(1, 1)),
            2: pure.Card(2, frozenset({12}), cell=(1, 2)),
            3: pure.Card(3, frozenset({13}), cell=(2, 2)),
        }
        return pure.Grid(rooms, slots, cards | {c.id: c for c in changes.values()}, frozenset())

    stars = {p: frozenset({1, 2}) for p in range(5)}
    free = grid()
    assert best_swaps(free, stars, free.cards[1], now=NINE) == [(3, -5)]
    for other in (
        pure.Card(3, frozenset({13}), cell=(2, 2), pinned=True),
        pure.Card(3, frozenset({12}), cell=(2, 2)),
    ):
        held = grid(other=other)
        assert best_swaps(held, stars, held.cards[1], now=NINE) == []
    needy = grid(one=pure.Card(1, frozenset({11}), frozenset({"screen"}), (1, 1)))
    assert best_swaps(needy, stars, needy.cards[1], now=NINE) == []
    assert best_swaps(free, stars, free.cards[1], now=slots[1].starts_at) == []


# Who reads the meter, and what it does not say


def crowd(on, session, number):
    fans = [attendee(on.camp) for _ in range(number)]
    Star.objects.bulk_create(Star(board=on, session=session, user=fan) for fan in fans)
    return fans


def clashing():
    made = board(camp())
    maya, luis = attendee(made.camp, "Maya R."), attendee(made.camp, "Luis O.")
    slot, rooms = made.slots.first(), list(made.rooms.all())
    mine = card(made, "Bus lanes", host=maya, cell=(slot, rooms[0]))
    many = card(made, "Open budgets", host=luis, cell=(slot, rooms[1]))
    two = card(made, "Flood maps", host=luis, cell=(slot, rooms[2]))
    fans = crowd(made, mine, 4)
    Star.objects.bulk_create(Star(board=made, session=many, user=fan) for fan in fans[:3])
    Star.objects.bulk_create(Star(board=made, session=two, user=fan) for fan in fans[:2])
    return made, mine, maya, luis


def test_facilitators_read_every_meter_and_hosts_their_own(client):
    made, mine, maya, luis = clashing()
    seen = {}
    for who, user in (
        ("fay", facilitator(made.camp)),
        ("maya", maya),
        ("luis", luis),
        ("noor", attendee(made.camp)),
        ("visitor", None),
    ):
        client.logout()
        if user:
            sign_in(client, user)
        seen[who] = "It collides most with:" in page(client, mine)
    assert seen == {"fay": True, "maya": True, "luis": False, "noor": False, "visitor": False}


def test_counts_about_others_below_three_are_not_said(client):
    made, mine, maya, _luis = clashing()
    sign_in(client, maya)
    shown = page(client, mine)
    assert shown.index("3 people want both") < shown.index("fewer than 3 people want both")
    assert "2 people want both" not in shown
    sign_in(client, facilitator(made.camp))
    held = client.get(address(made, "board"), {"pick": mine.code}).content.decode()
    assert "3 fewer miss something" in held
    for number in (1, 2):
        assert f"{number} more would miss" not in held
        assert f"{number} fewer miss" not in held


@pytest.mark.parametrize(("stars", "warned"), [(4, False), (5, True)])
def test_moving_asks_first_from_five_stars_on(stars, warned):
    made = board(camp())
    maya = attendee(made.camp, "Maya R.")
    mine = card(made, "Bus lanes", host=maya, cell=(made.slots.first(), made.rooms.first()))
    crowd(made, mine, stars)
    move = {"slot": made.slots.last(), "room": made.rooms.first(), "seen": 0, "by": maya, "now": EARLY}
    if warned:
        with pytest.raises(PlaceRefused, match="5 people starred it") as refused:
            place_session(mine, **move)
        assert refused.value.code == "confirm"
        mine.refresh_from_db()
        assert mine.slot == made.slots.first()
        place_session(mine, **move, confirmed=True)
    else:
        place_session(mine, **move)
    mine.refresh_from_db()
    assert mine.slot == made.slots.last()


# Trading places


@pytest.fixture
def crossed():
    """Two popular sessions at ten, which many want both of, and one that nobody wants at eleven."""
    made = board(camp())
    slots, rooms = list(made.slots.all()), list(made.rooms.all())
    one = card(made, "Bus lanes", host=attendee(made.camp, "Maya R."), cell=(slots[0], rooms[0]))
    two = card(made, "Open budgets", host=attendee(made.camp, "Luis O."), cell=(slots[0], rooms[1]))
    three = card(made, "Flood maps", host=attendee(made.camp, "Noor A."), cell=(slots[1], rooms[0]))
    fans = crowd(made, one, 6)
    Star.objects.bulk_create(Star(board=made, session=two, user=fan) for fan in fans)
    made.one, made.three, made.fay = one, three, facilitator(made.camp)
    return made


def where(session):
    session.refresh_from_db()
    return session.slot_id, session.room_id


def trade(client, of, **more):
    form = {"other": of.three.code, "seen": of.one.place_version, "other_seen": of.three.place_version, **more}
    return client.post(address(of, "swap", of.one.code), form)


def test_a_facilitator_trades_two_places_and_takes_it_back(client, crossed):
    sign_in(client, crossed.fay)
    shown = page(client, crossed.one)
    assert "6 fewer miss something" in shown
    assert "6 people starred one of the two; all will be told." in shown
    before = where(crossed.one), where(crossed.three)
    asked = trade(client, crossed)
    assert (asked.status_code, where(crossed.one)) == (409, before[0])
    assert "Many starred one of them" in asked.content.decode()
    assert trade(client, crossed, confirmed="1").status_code == 302
    assert (where(crossed.one), where(crossed.three)) == before[::-1]
    told = client.get(address(crossed, "board")).content.decode()
    assert "“Bus lanes” and “Flood maps” traded places." in told
    batch = Change.objects.filter(session=crossed.one).latest("version").batch
    assert address(crossed, "undo_batch", batch) in told
    client.post(address(crossed, "undo_batch", batch))
    assert (where(crossed.one), where(crossed.three)) == before


def test_a_trade_is_both_or_neither(client, crossed):
    sign_in(client, crossed.fay)
    before = where(crossed.one), where(crossed.three)
    stale = trade(client, crossed, confirmed="1", other_seen="7")
    assert stale.status_code == 409
    assert "“Flood maps”: Somebody moved it meanwhile." in stale.content.decode()
    Session.objects.filter(pk=crossed.three.pk).update(pinned=True)
    assert trade(client, crossed, confirmed="1").status_code == 409
    Session.objects.filter(pk=crossed.three.pk).update(pinned=False, slot=None, room=None)
    assert trade(client, crossed, confirmed="1").status_code == 409
    assert where(crossed.one) == before[0]
    assert not Change.objects.filter(board=crossed).exists()


def test_only_facilitators_trade_places(client, crossed):
    maya = crossed.one.hosts.get().user
    before = where(crossed.one)
    for user in (None, attendee(crossed.camp), maya):
        client.logout()
        if user:
            sign_in(client, user)
        assert trade(client, crossed, confirmed="1").status_code == 403
        assert "Trade places" not in page(client, crossed.one)
    assert where(crossed.one) == before
    sign_in(client, maya)
    assert "6 fewer miss something" in page(client, crossed.one)


# Why here?


def test_every_session_of_an_arrangement_says_why_in_both_languages(here, client):
    run = apply_arrangement(ready(here, mode="fresh"), by=facilitator(here.camp), now=EARLY)
    for language, heading in (("en", "Why here?"), ("es", "¿Por qué aquí?")):
        client.cookies["django_language"] = language
        for session in Session.objects.filter(board=here):
            shown = client.get(address(here, "session", session.code), headers={"Accept-Language": language})
            text = shown.content.decode()
            part = text[text.index(heading) : text.index("</section>", text.index(heading))]
            assert any(letter.isdigit() for letter in part), part
            assert ("arranger chose" in part) == (language == "en")
    undo_arrangement(run, by=facilitator(here.camp))
    moved = Session.objects.filter(board=here, slot__isnull=True).first()
    assert "Why here?" not in page(client, moved)


def test_a_session_placed_by_hand_names_who_did_it(client):
    made = board(camp())
    maya = attendee(made.camp, "Maya R.")
    mine = card(made, "Bus lanes", host=maya)
    place_session(mine, slot=made.slots.first(), room=made.rooms.first(), seen=0, by=maya, now=EARLY)
    assert "Maya R. put it here on Thursday 8 April" in page(client, mine)
    assert "60 seats for fewer than 3 people." in page(client, mine)
    Host.objects.filter(session=mine).update(show_name="attendees")
    cache.clear()
    assert "Maya R." not in page(client, mine)
    sign_in(client, maya)
    assert "Maya R. put it here" in page(client, mine)


def test_what_was_pinned_or_had_begun_was_not_chosen_by_the_arranger(here, client):
    fay = facilitator(here.camp)
    bus = Session.objects.select_related("board__camp").get(title="Bus lanes")
    pin(bus, by=fay, pinned=True)
    apply_arrangement(ready(here), by=fay, now=EARLY)
    shown = page(client, bus)
    assert "A facilitator pinned it here." in shown
    assert "arranger chose" not in shown
    assert "arranger chose" in page(client, Session.objects.get(title="Flood maps"))


def test_a_reason_never_names_what_the_reader_may_not_see(here, client):
    fay = facilitator(here.camp)
    run = ready(here)
    trains, maps = Session.objects.get(title="Night trains"), Session.objects.get(title="Flood maps")
    run.result["why"][trains.code] = [{"code": "gave_way_to", "session": maps.code, "n": 5, "next": 4}]
    run.save()
    apply_arrangement(run, by=fay, now=EARLY)
    assert "It gave way to “Flood maps”: here 5 people" in page(client, trains)
    Session.objects.filter(pk=maps.pk).update(state="hidden", slot=None, room=None)
    cache.clear()
    shown = page(client, trains)
    assert "It gave way to another session" in shown
    assert "Flood maps" not in shown


CODES = [
    ({"code": "kept"}, "already"),
    ({"code": "pinned"}, "pinned"),
    ({"code": "only_cells", "n": 1}, "Only 1 cell was"),
    ({"code": "only_cells", "n": 4}, "Only 4 cells were"),
    ({"code": "host_away", "n": 2}, "2 other times"),
    ({"code": "fewest_clashes", "n": 4, "next": 9}, "here 4 people also want something else; at the next best time"),
    ({"code": "fewest_clashes", "n": 1, "next": 2}, "here fewer than 3 people"),
    ({"code": "gave_way_to", "session": "AAA", "n": 9, "next": 3}, "“Bus lanes”: here 9 people"),
    ({"code": "gave_way_to", "session": "ZZZ", "n": 9, "next": 3}, "another session: here 9 people"),
    ({"code": "need_met", "rooms": 3}, "3 rooms have what it needs"),
    ({"code": "seats", "n": 40, "people": 33}, "40 seats for about 33 people."),
    ({"code": "seats", "n": 40, "people": 2}, "40 seats for fewer than 3 people."),
    ({"code": "unheard of"}, ""),
    ({"code": "seats"}, ""),
]


@pytest.mark.parametrize(("reason", "words"), CODES)
def test_each_code_is_a_sentence(reason, words):
    said = why.sentence(reason, {"AAA": "Bus lanes"})
    assert words in said
    assert bool(said) == bool(words)
    with translation.override("es"):
        assert (why.sentence(reason, {"AAA": "Bus lanes"}) != said) == bool(words)


# Links


def test_links_are_added_put_in_order_and_removed(client):
    made = board(camp())
    maya = attendee(made.camp, "Maya R.")
    mine = card(made, "Bus lanes", host=maya)
    sign_in(client, maya)

    def post(rows, step=""):
        kinds, labels, addresses = zip(*rows, strict=True)
        form = {"kind": kinds, "label": labels, "address": addresses, "step": step}
        answer = client.post(address(made, "links", mine.code), form)
        return answer, [(link.position, link.label) for link in mine.links.all()]

    one, two = ("slides", "Slides", "https://example.org/1"), ("other", "Map", "https://example.org/2")
    empty = ("slides", "", "")
    answer, found = post([one, two, empty])
    assert (answer.status_code, found) == (302, [(1, "Slides"), (2, "Map")])
    assert post([one, two, empty], "up:2")[1] == [(1, "Map"), (2, "Slides")]
    assert post([two, one, empty], "down:2")[1] == [(1, "Map"), (2, "Slides")]
    assert post([two, one, empty], "remove:1")[1] == [(1, "Slides")]
    answer, found = post([one, ("other", "Mine", "javascript:alert(1)"), empty])
    assert (answer.status_code, found) == (422, [(1, "Slides")])
    text = answer.content.decode()
    assert "Write the whole address" in text
    assert 'value="javascript:alert(1)"' in text
    assert 'href="javascript' not in text
    assert 'href="https://example.org/1"' in page(client, mine)


def test_links_are_open_until_30_days_after_the_camp(client):
    made = board(camp())
    maya = attendee(made.camp, "Maya R.")
    mine = card(made, "Bus lanes", host=maya)
    ends = made.camp.ends
    rows = [("slides", "Slides", "https://example.org/1")]
    set_links(mine, rows, by=maya, now=ends + timedelta(days=30))
    with pytest.raises(Refused, match="30 days after the camp"):
        set_links(mine, [], by=maya, now=ends + timedelta(days=30, seconds=1))
    assert mine.links.count() == 1
    sign_in(client, maya)
    assert 'name="address"' in page(client, mine)
    sign_in(client, attendee(made.camp))
    assert 'name="address"' not in page(client, mine)


# The page as a whole


def opened(answer) -> bytes:
    """What a program reads in it: unpacked, where it is packed."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as sheet:
            body = b"".join(sheet.read(name) for name in sheet.namelist())
    return body


def test_the_online_room_is_for_attendees(client):
    made = board(camp())
    maya = attendee(made.camp, "Maya R.")
    room = made.rooms.first()
    room.online_url, room.directions = "https://meet.example.org/b", "Second floor"
    room.save()
    mine = card(made, "Bus lanes", host=maya, cell=(made.slots.first(), room))
    public = [
        address(made, "session", mine.code),
        address(made, "board"),
        address(made, "json"),
        address(made, "calendar"),
        address(made, "session_calendar", mine.code),
        address(made, "since", 0),
        address(made, "wall"),
        address(made, "door", room.pk),
        address(made, "changes"),
        *(address(made, name) for name in EXPORTS),
    ]
    for each in public:
        answer = client.get(each)
        assert answer.status_code == 200
        assert b"meet.example.org" not in opened(answer), each
    assert "Second floor" in page(client, mine)
    sign_in(client, maya)
    shown = page(client, mine)
    assert 'href="https://meet.example.org/b"' in shown
    assert "Join online" in shown


def test_an_organizer_gives_a_room_its_online_address_and_what_it_has(client):
    made = board(camp())
    fay, room = facilitator(made.camp), made.rooms.first()
    sign_in(client, fay, strong=True)
    target = address(made, "settings")
    assert 'name="online_url"' in client.get(target).content.decode()
    form = {"what": "room", "room": room.pk, "name": room.name, "capacity": 60, "directions": "Second floor"}
    client.post(target, form | {"online_url": "https://meet.example.org/b", "features": ["screen", "step-free"]})
    room.refresh_from_db()
    assert (room.online_url, room.features) == ("https://meet.example.org/b", ["screen", "step-free"])
    shown = client.get(target).content.decode()
    assert 'value="https://meet.example.org/b"' in shown
    assert re.search(f'value="screen"[^>]*id="room-{room.pk}-features[^>]* checked', shown)
    client.post(target, form | {"online_url": "http://meet.example.org/b"})
    room.refresh_from_db()
    assert room.online_url == "https://meet.example.org/b"
    client.post(target, form)
    room.refresh_from_db()
    assert (room.online_url, room.features) == ("", [])


def test_the_page_can_be_shared_and_tells_its_story(client):
    made = board(camp())
    maya, fay = attendee(made.camp, "Maya R."), facilitator(made.camp)
    mine = card(made, "Bus lanes", host=maya, summary="Where do they end?")
    card(made, "More bus lanes")
    place_session(mine, slot=made.slots.first(), room=made.rooms.first(), seen=0, by=maya, now=EARLY)
    pin(Session.objects.select_related("board__camp").get(pk=mine.pk), by=fay, pinned=True)
    shown = page(client, mine)
    assert '<meta property="og:title" content="Bus lanes">' in shown
    assert '<meta property="og:description" content="Where do they end?">' in shown
    here = f"http://testserver{address(made, 'session', mine.code)}"
    assert f'<meta property="og:url" content="{here}">' in shown
    assert '<div class="qr">' in shown
    assert "Sessions like this one" in shown
    told = shown[shown.index('id="happened"') :]
    assert re.search(r", \d\d:\d\d E[SD]T</p>", told)
    assert told.index("Fay pinned “Bus lanes”.") < told.index("Maya R. put “Bus lanes” at 10:00, Room A.")


def test_one_first_act_stands_out_and_the_rest_is_under_more(client):
    made = board(camp(), phase="pitch")
    maya, fay, noor = attendee(made.camp, "Maya R."), facilitator(made.camp), attendee(made.camp)
    mine = card(made, "Bus lanes", host=maya)
    wish = card(made, "Night buses", kind="wish")

    def told(who, session) -> tuple[list[str], list[str]]:
        """The words of the buttons before "More", and those under it."""
        sign_in(client, who)
        shown = page(client, session)
        start = shown.find('<div class="acts">')
        if start < 0:
            return [], []
        before, _more, rest = shown[start : shown.index("</article>")].partition(
            '<summary class="btn quiet">More</summary>'
        )
        for form in re.findall(r"<form[^>]*>.*?</form>", before + rest, re.DOTALL):
            assert "csrfmiddlewaretoken" in form
        rest = rest.partition("<section")[0]
        named = r'<(?:summary|button|a) class="btn[^>]*>(?:<svg.*?</svg>)?([^<]+)<'
        return re.findall(named, before), re.findall(named, rest)

    first, rest = told(maya, mine)
    assert first == ["Join the line of pitches"]
    assert {"Edit the words", "Withdraw", "Who hosts it"} < set(rest)
    first, rest = told(fay, mine)
    assert first[0] == "Join the line of pitches"
    assert {"Edit the words", "Withdraw", "Hide"} < set(rest)
    assert told(noor, mine) == (["Ask to host it too"], [])
    assert told(noor, wish) == (["I will run it"], [])
    made.phase = "place"
    made.save()
    assert told(maya, mine)[0] == ["Edit the words"]


def test_times_that_are_over_are_not_offered_and_are_marked_for_who_may_override(client):
    made = board(camp())
    maya, fay = attendee(made.camp, "Maya R."), facilitator(made.camp)
    now, hour = timezone.now(), timedelta(hours=1)
    for n, slot in enumerate(made.slots.all(), 1):
        made.slots.filter(pk=slot.pk).update(starts_at=now + n * hour, ends_at=now + (n + 1) * hour)
    ended = [made.slots.create(starts_at=now - n * hour - hour, ends_at=now - n * hour) for n in (1, 2)]
    mine = card(made, "Bus lanes", host=maya)

    def offered(who) -> list[str]:
        sign_in(client, who)
        found = re.search(r'<select name="slot".*?</select>', page(client, mine), re.DOTALL)
        return re.findall(r"<option[^>]*>([^<]*)</option>", found[0])

    assert ["over" in words for words in offered(maya)] == [False] * 4
    assert ["over" in words for words in offered(fay)] == [False, True, True, False, False, False]
    with pytest.raises(PlaceRefused, match="That time is over"):
        place_session(mine, slot=ended[0], room=made.rooms.first(), seen=0, by=maya)
    Session.objects.filter(pk=mine.pk).update(slot=ended[0], room=made.rooms.first())
    made.version += 1
    made.save()
    assert sum("over" in words for words in offered(maya)) == 1


def test_the_page_costs_at_most_fourteen(client):
    made, mine, maya, _luis = clashing()
    set_links(mine, [("slides", "", "https://example.org/1")], by=maya, now=EARLY)
    Session.objects.filter(pk=mine.pk).update(slot=None, room=None)
    mine.refresh_from_db()
    mine.board = made
    place_session(mine, slot=made.slots.first(), room=made.rooms.first(), seen=0, by=maya, now=EARLY)
    asked = {}
    for who, user in (
        ("visitor", None),
        ("attendee", attendee(made.camp)),
        ("host", maya),
        ("facilitator", facilitator(made.camp)),
    ):
        client.logout()
        if user:
            sign_in(client, user)
        page(client, mine)
        with CaptureQueriesContext(connection) as queries:
            page(client, mine)
        asked[who] = len(queries)
    assert Change.objects.filter(session=mine).count() == 2
    assert {who: number for who, number in asked.items() if number > 14} == {}


def test_now_is_long_before_the_camp():
    """What these tests say of times holds while the camp of the factories lies ahead."""
    assert timezone.now() < NINE


@pytest.mark.parametrize(("both", "said"), [(2, "Fewer than 3 of "), (3, "of stars cannot be kept: 3 of ")])
def test_the_meter_of_the_board_counts_from_three(client, both, said):
    made = board(camp())
    slot, rooms = made.slots.first(), list(made.rooms.all())
    one = card(made, "Bus lanes", host=attendee(made.camp), cell=(slot, rooms[0]))
    two = card(made, "Open budgets", host=attendee(made.camp), cell=(slot, rooms[1]))
    for fan in crowd(made, one, 8)[:both]:
        Star.objects.create(board=made, session=two, user=fan)
    shown = client.get(address(made, "board")).content.decode()
    assert said in shown
    assert (" %</b>" in shown) == (both == 3)
