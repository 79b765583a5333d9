"""What is printed: the page that chooses, and who may print what."""

import pytest
from django.urls import reverse

from sessions import sheets
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator, lunch

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return board(camp(), rooms=8)


def printed(client, of, what="", paper="a4"):
    return client.get(reverse("sessions:print", args=[of.camp.slug]), {"what": what, "paper": paper} if what else {})


def test_a_visitor_prints_the_grid_doors_and_labels_and_a_facilitator_the_cards_too(client, here):
    card(here, "Bus lanes", host=attendee(here.camp, "Maya R."), cell=(here.slots.first(), here.rooms.first()))
    card(here, "In the tray")
    lunch(here)
    whats = ["", "grid", "doors", "labels", "cards"]
    assert [printed(client, here, what).status_code for what in whats] == [200, 200, 200, 200, 403]
    assert "Session cards" not in printed(client, here).content.decode()
    sign_in(client, facilitator(here.camp))
    assert [printed(client, here, what).status_code for what in whats] == [200] * 5
    assert "Session cards" in printed(client, here).content.decode()
    assert printed(client, here, "posters").status_code == 404
    assert printed(client, here, "grid", "a5").status_code == 404


def test_the_grid_is_split_by_rooms_and_ends_with_what_has_no_place(client, here):
    card(here, "Bus lanes", host=attendee(here.camp, "Maya R."), cell=(here.slots.first(), here.rooms.first()))
    card(here, "In the tray")
    page = printed(client, here, "grid").content.decode()
    assert page.count("<article") == 3
    assert "Rooms 1 to 4 of 8" in page
    assert "Rooms 5 to 8 of 8" in page
    assert page.index("Bus lanes") < page.index("Not placed yet") < page.index("In the tray")
    assert printed(client, here, "grid", "a3").content.decode().count("<article") == 2


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("grid", "The wall is empty."),
        ("doors", "There is no room yet"),
        ("labels", "The board has no rooms and no times yet."),
        ("cards", "There is no session yet"),
    ],
)
def test_an_empty_board_says_so(client, what, words):
    here = board(rooms=0, slots=0)
    sign_in(client, facilitator(here.camp))
    assert words in printed(client, here, what).content.decode()


def test_printing_costs_the_same_for_1_and_30_cards(client, django_assert_max_num_queries):
    for cards in (1, 30):
        here = board(camp(), rooms=12)
        cells = [(slot, room) for slot in here.slots.all() for room in here.rooms.all()]
        for cell in cells[:cards]:
            card(here, host=attendee(here.camp), cell=cell)
        with django_assert_max_num_queries(11):
            printed(client, here, "grid")


def test_parts_are_even_and_none_is_lost():
    assert sheets.evenly(list(range(8)), 6) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert sheets.evenly(list(range(6)), 6) == [[0, 1, 2, 3, 4, 5]]
    assert sheets.evenly([], 6) == []
    parts = sheets.evenly(list(range(92)), 6)
    assert (len(parts), {len(part) for part in parts}) == (16, {5, 6})
    assert [room for part in parts for room in part] == list(range(92))


def test_a_door_is_roomy_while_its_day_fits_then_dense_then_on_several_sheets():
    a4 = sheets.PAPERS["a4"]
    short, day = ("A library of things", "Maya R."), "30 seats"
    cut = [sheets.door([(n, *short) for n in range(many)], day, "", a4) for many in (5, 12, 40)]
    assert [size for size, _sheets in cut] == ["", "dense", "dense"]
    assert [len(sheets) for _size, sheets in cut] == [1, 1, 4]
    assert [item for sheet in cut[2][1] for item in sheet] == list(range(40))


def test_the_usual_paper_is_the_country_s():
    assert [sheets.paper_for(country).code for country in ("US", "mx", "DE", "")] == ["letter", "letter", "a4", "a4"]


def test_a_door_is_fetched_anew_every_30_seconds_where_no_script_runs(client, here):
    page = client.get(reverse("sessions:door", args=[here.camp.slug, here.rooms.first().pk])).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
