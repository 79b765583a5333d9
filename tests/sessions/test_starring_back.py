"""Without scripts a star leads back to the view where it was pressed, at the same card. board.md 17, 6."""

import re

import pytest

from sessions.models import Star
from tests.factories.people import sign_in
from tests.factories.sessions import attendee, board, card

pytestmark = pytest.mark.django_db


def pressed(client, page: str, code: str) -> str:
    """Where the star's own form leads, as a browser without scripts sends it."""
    shown = client.get(page).text
    form = re.search(r'<form id="acts" method="post" hidden>.*?</form>', shown, re.DOTALL)
    back = re.search(r'name="back" value="([^"]*)"', form[0])[1].replace("&amp;", "&")
    action = re.search(rf'formaction="([^"]+)" data-star="{code}"', shown)[1]
    answer = client.post(action, {"back": back})
    assert answer.status_code == 302
    there = client.get(answer.url)
    assert there.status_code == 200
    assert there.text.count(f'id="card-{code}"') == (0 if page.endswith(f"{code}/") else 1)
    return answer.url


def test_a_star_leads_back_to_its_view_and_card(client):
    here = board()
    lanes = card(here, "Bus lanes", cell=(here.slots.first(), here.rooms.first()))
    likely = card(here, "More bus lanes")
    maya = attendee(here.camp, "Maya R.")
    Star.objects.create(board=here, user=maya, session=likely)
    sign_in(client, maya)
    at = f"/events/{here.camp.slug}/board/"
    room = here.rooms.first().pk
    views = (at, f"{at}?show=next", f"{at}?show=now", f"{at}?show=only&room={room}", f"{at}sessions/{likely.code}/")
    for page in views:
        assert pressed(client, page, lanes.code) == f"{page}#card-{lanes.code}"
    Star.objects.get_or_create(board=here, user=maya, session=lanes)
    assert client.post(f"{at}sessions/{likely.code}/unstar/", {"back": f"{at}?show=mine"}).url == (
        f"{at}?show=mine#card-{likely.code}"
    )
    assert f'id="card-{lanes.code}"' in client.get(f"{at}?show=mine").text
    assert (
        pressed(client, f"{at}sessions/{likely.code}/", likely.code)
        == f"{at}sessions/{likely.code}/#card-{likely.code}"
    )


def test_a_star_leads_nowhere_else(client):
    here = board()
    lanes = card(here, "Bus lanes")
    at = f"/events/{here.camp.slug}/board/"
    elsewhere = ("https://example.org/", "//example.org/", f"//example.org{at}", "/accounts/", f"{at}desk/", f"{at}../")
    client.post(f"{at}sessions/{lanes.code}/star/", {"back": f"{at}?show=mine"})
    asked = client.post(f"{at}sessions/{lanes.code}/star/", {"back": f"{at}?show=next"})
    assert asked.url.endswith(f"?next={at}%3Fshow%3Dnext%23card-{lanes.code}")
    sign_in(client, attendee(here.camp))
    for back in ("", *elsewhere):
        assert client.post(f"{at}sessions/{lanes.code}/star/", {"back": back}).url == f"{at}#card-{lanes.code}", back
