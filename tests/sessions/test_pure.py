"""The thinking of the board: grid, nearest cells, meter, likeness, wall pages, first slots."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.board import Card, Grid, Room, Slot, costs, expected, meter, nearest_cells
from sessions.dayplan import plan_day
from sessions.likeness import SHOWN_FROM, likeness
from sessions.pages import Words, cut, is_name_below, size, width

TEN = datetime(2027, 5, 8, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOMS = (Room(1, 60, position=0), Room(2, 40, position=1), Room(3, 20, frozenset({"screen"}), position=2))
SLOTS = tuple(Slot(n, TEN + n * HOUR, TEN + n * HOUR + 0.75 * HOUR) for n in range(1, 5))


def grid(*cards: Card, away=frozenset(), rooms=ROOMS, slots=SLOTS) -> Grid:
    return Grid(rooms, slots, {card.id: card for card in cards}, away)


def test_a_taken_cell_names_the_card_in_it():
    bus, lane = Card(1, cell=(1, 1)), Card(2)
    assert grid(bus, lane).obstacle(lane, (1, 1)).what == (1,)
    assert grid(bus, lane).obstacle(bus, (1, 1)) is None


def test_a_host_is_in_one_place_at_a_time_and_not_where_they_are_away():
    first, second = Card(1, frozenset({7}), cell=(1, 1)), Card(2, frozenset({7, 8}))
    board = grid(first, second, away=frozenset({(8, 2)}))
    assert board.obstacle(second, (1, 2)).code == "host_busy"
    assert board.obstacle(second, (2, 2)).code == "host_away"
    assert board.obstacle(second, (3, 2)) is None


def test_a_room_that_lacks_a_need_is_refused_and_step_free_is_never_overridden():
    board = grid(Card(1))
    lacks = board.obstacle(Card(1, needs=frozenset({"screen"})), (1, 1))
    assert (lacks.code, lacks.what, lacks.may_be_overridden) == ("room_lacks", ("screen",), True)
    assert not board.obstacle(Card(1, needs=frozenset({"screen", "step-free"})), (1, 3)).may_be_overridden


def test_nearest_is_same_slot_then_later_then_earlier_then_same_room_then_the_smallest_that_holds_all():
    cards = [Card(n, cell=(2, n)) for n in (1, 2, 3)] + [Card(9)]
    found = nearest_cells(grid(*cards), cards[3], (2, 2), expected=30)
    # Later first; in it the same room (40 seats), then the smallest of 30 or more, then the largest of the rest.
    assert found == [(3, 2), (3, 1), (3, 3), (1, 2), (1, 1)]


cells = st.tuples(st.integers(1, 4), st.integers(1, 3))


@given(
    taken=st.lists(cells, unique=True, max_size=12),
    wanted=cells,
    hosts=st.lists(st.integers(1, 3), min_size=12, max_size=12),
    away=st.frozensets(st.tuples(st.integers(1, 3), st.integers(1, 4))),
    needs=st.frozensets(st.sampled_from(["screen"])),
)
def test_nearest_cells_pass_the_guards_and_come_in_order(taken, wanted, hosts, away, needs):
    cards = [Card(n, frozenset({hosts[n]}), cell=cell) for n, cell in enumerate(taken)]
    mine = Card(99, frozenset({1}), needs)
    board = grid(*cards, mine, away=away)
    found = nearest_cells(board, mine, wanted, expected=10)
    assert all(board.obstacle(mine, cell) is None for cell in found)
    assert len(found) <= 5
    assert len(set(found)) == len(found)
    assert wanted not in found
    steps = [abs(cell[0] - wanted[0]) for cell in found]
    assert steps == sorted(steps)
    assert len(found) == min(5, len([cell for cell in board.free_cells(mine) if cell != wanted]))


def test_the_meter_counts_what_one_person_cannot_attend():
    stars = {1: {10, 11, 12}, 2: {10, 11}, 3: {12}, 4: {10, 13}}
    found = meter(stars, {10: 1, 11: 1, 12: 1, 13: 2})
    assert (found.missed, found.stars, found.percent) == (3, 8, 37.5)
    assert found.pairs[0] == (10, 11, 2)


def test_an_unplaced_card_clashes_with_nothing():
    assert meter({1: {10, 11}}, {10: 1}).missed == 0


placements = st.dictionaries(st.integers(1, 6), st.integers(1, 3))
people = st.dictionaries(st.integers(1, 9), st.frozensets(st.integers(1, 6)))


@given(people, placements, st.integers(1, 6), st.integers(1, 3))
def test_the_cost_of_a_move_is_what_the_meter_then_says(stars, placement, card, slot):
    before = meter(stars, placement).missed
    after = meter(stars, placement | {card: slot}).missed
    assert costs(stars, placement, card, [slot])[slot] == after - before


def test_a_fan_with_rivals_in_the_slot_counts_in_part():
    stars = {1: {10, 11}, 2: {10}}
    assert expected(stars, {11: 1}, 10, 1) == 1.5
    assert expected(stars, {11: 1}, 10, 2) == 2
    assert expected(stars, {11: 1}, 10, None) == 2


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("Bus lanes in winter", "Winter bus lanes", True),
        ("Bus lanes in winter", "Who reads the budget?", False),
        ("Presupuesto participativo", "El presupuesto participativo", True),
        ("Autobuses de noche", "Bibliotecas abiertas", False),
        ("Café and data", "CAFE DATA", True),
        ("Housing costs downtown", "Housing and transit", False),
    ],
)
def test_look_alikes_in_two_languages(first, second, shown):
    assert (likeness((first, "", ()), (second, "", ())) >= SHOWN_FROM) is shown


def test_a_shared_theme_adds_a_tenth_and_the_summary_counts_for_200_letters():
    assert likeness(("trees", "", [1]), ("roofs", "", [1])) == 0.1
    assert likeness(("trees", "x" * 200 + " roofs", ()), ("roofs", "", ())) == 0
    assert likeness(("trees roofs", "", ()), ("roofs", "", ())) == 0.5


def test_wall_pages_hold_six_cards_in_order_and_stay_long_enough():
    pages = cut([(n, Words("A short title", "Ana")) for n in range(8)])
    assert [page.items for page in pages] == [(0, 1, 2, 3, 4, 5), (6, 7)]
    assert [page.seconds for page in pages] == [12, 10]


def test_a_very_long_title_takes_two_columns_instead_of_being_cut():
    pages = cut([("long", Words("x" * 135)), *((letter, Words(letter.upper())) for letter in "abcde")])
    assert pages[0].items == ("long", "a", "b", "c", "d")
    assert pages[1].items == ("e",)


def test_a_card_of_many_words_gets_the_height_of_the_screen():
    pages = cut([(n, Words("x" * 120 if n == 4 else "A short title", "Maya R.")) for n in range(7)])
    assert [(page.items, page.rows) for page in pages] == [((0, 1, 2), 1), ((3, 4, 5), 1), ((6,), 1)]
    assert [size(Words("x" * letters, "Maya R."), 2) for letters in (20, 28, 51, 120)] == ["", "mid", "long", None]
    assert [size(Words("x" * letters, "Maya R."), 1) for letters in (20, 60, 120, 200)] == ["big", "", "mid", "mid"]


def test_a_long_name_of_a_room_takes_height_then_width_and_is_never_cut():
    long = "The small reading room behind the stairs of the old depot 12"
    short = [Words("A short title", "Maya R.", room, 1) for room in ("Room A", long)]
    assert [size(words, 2) for words in short] == ["", None]
    assert [(page.items, page.rows) for page in cut([(n, short[1]) for n in range(8)])] == [
        ((0, 1, 2), 1),
        ((3, 4, 5), 1),
        ((6, 7), 1),
    ]
    assert [is_name_below(words) for words in short] == [False, True]
    assert not is_name_below(short[1]._replace(themes=0))
    full = Words("x" * 120, "Maya Rodríguez-Lindqvist of the Transit Riders", long, 3)
    assert [width(full), size(full, 1)] == [2, ""]
    assert width(full._replace(room="Room A")) == 1


MANY = "Who reads the Straßenbahnbetriebshofverwaltung budget? " * 4


def up_to(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda letters: MANY[:letters])


@given(st.lists(st.builds(Words, up_to(200, 1), up_to(54), up_to(60), st.integers(0, 3)), max_size=20))
def test_no_card_is_lost_between_wall_pages_and_each_fits(cards):
    pages = cut(list(enumerate(cards)))
    assert [item for page in pages for item in page.items] == list(range(len(cards)))
    assert all(size(cards[item], page.rows) is not None for page in pages for item in page.items)
    assert all(page.seconds >= 10 for page in pages)


def test_a_day_from_nine_to_five_has_opening_lunch_and_closing():
    nine = datetime(2027, 5, 8, 9, tzinfo=UTC)
    planned = plan_day(nine, nine + 8 * HOUR, 60)
    assert [(slot.kind, slot.starts.strftime("%H:%M")) for slot in planned] == [
        ("opening", "09:00"),
        ("sessions", "10:15"),
        ("lunch", "11:30"),
        ("sessions", "12:45"),
        ("sessions", "14:00"),
        ("sessions", "15:15"),
        ("closing", "16:15"),
    ]


@given(
    st.sampled_from([datetime(2027, 5, 8), datetime(2027, 3, 13, 12), datetime(2027, 11, 6, 12)]),
    st.integers(0, 20), st.integers(1, 16), st.integers(15, 120),
)  # fmt: skip
def test_first_slots_never_overlap_and_stay_inside_the_day(day, start, hours, minutes):
    """On a day in May, and around both nights in which the clocks of Raleigh change."""
    starts = day.replace(tzinfo=UTC) + start * HOUR
    zone = ZoneInfo("America/New_York")
    planned = plan_day(starts.astimezone(zone), (starts + hours * HOUR).astimezone(zone), minutes)
    assert planned
    assert {slot.starts.tzinfo for slot in planned} == {UTC}  # or they would be compared by the wall's clock
    assert all(slot.ends - slot.starts >= timedelta(minutes=5) for slot in planned)
    assert all(slot.starts < slot.ends for slot in planned)
    assert all(earlier.ends <= later.starts for earlier, later in pairwise(planned))
    assert planned[0].starts >= starts
    assert planned[-1].ends <= starts + hours * HOUR
