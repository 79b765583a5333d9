"""One room, one theme, or both: found on a phone without looking through the whole day."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.sessions import attendee, board, card, theme

pytestmark = pytest.mark.django_db


def shown(client, of, **only) -> list[str]:
    page = client.get(f"/events/{of.camp.slug}/board/", {"show": "only", **only})
    return re.findall(r"<h3><a [^>]*><bdi>([^<]*)</bdi>", page.content.decode()) if page.status_code == 200 else []


def test_what_is_in_a_room_or_of_a_theme_in_time_order(client):
    there = board()
    (early, late), (hall, den) = there.slots.all()[:2], there.rooms.all()[:2]
    housing, maya = theme("Housing"), attendee(there.camp, "Maya")
    for title, cell, themes in (
        ("Rent", (late, hall), [housing]),
        ("Bus lanes", (early, hall), []),
        ("Tenants", (early, den), [housing]),
        ("Squats", None, [housing]),
    ):
        card(there, title, host=maya, cell=cell).themes.set(themes)
    card(there, "Hidden rents", host=maya, state="hidden").themes.set([housing])
    assert shown(client, there) == []
    assert shown(client, there, room=hall.pk) == ["Bus lanes", "Rent"]
    assert shown(client, there, theme=housing.slug) == ["Tenants", "Rent", "Squats"]
    assert shown(client, there, theme=housing.slug, room=den.pk) == ["Tenants"]
    page = client.get(f"/events/{there.camp.slug}/board/?show=only&room={hall.pk}").content.decode()
    assert "Room A, 10:00 to 10:45 EDT" in page
    other = board().rooms.first()
    for wrong in ({"room": other.pk}, {"room": "x"}, {"theme": "nonsense"}):
        assert client.get(f"/events/{there.camp.slug}/board/", {"show": "only", **wrong}).status_code == 404


def test_it_asks_as_much_for_thirty_cards_as_for_one(client):
    asked = []
    for cards in (1, 30):
        there = board()
        maya, housing = attendee(there.camp), theme(f"Housing {cards}")
        for number in range(cards):
            card(there, f"Rent {number}", host=maya).themes.set([housing])
        address = f"/events/{there.camp.slug}/board/?show=only&theme={housing.slug}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
