"""A session's notes: one page in the camp's space, for who may write in the city's wiki. board.md 11."""

import pytest

from sessions import actions
from sessions.errors import NotAllowed, Unusable
from sessions.models import Session
from tests.factories.people import person, sign_in
from tests.factories.sessions import attendee, board, camp, card
from wiki.actions import add_members, open_space, open_wiki
from wiki.models import WikiPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    class Cast:
        steward = person("Sam")
        here = board(camp())

    wiki = open_wiki("Raleigh", "raleigh", "public", by=Cast.steward)
    Cast.here.camp.hub = open_space(wiki, Cast.here.camp.name, by=Cast.steward)
    Cast.here.camp.save()
    Cast.wiki = wiki
    Cast.wiki.refresh_from_db()
    Cast.maya, Cast.omar = attendee(Cast.here.camp, "Maya"), attendee(Cast.here.camp, "Omar")
    add_members(Cast.wiki, [Cast.maya], by=Cast.steward, reason="She is at the camp")
    Cast.session = card(
        Cast.here, "Bus <lanes> & " + "b" * 150, host=Cast.maya, cell=(Cast.here.slots.first(), Cast.here.rooms.first())
    )
    Cast.address = f"/events/{Cast.here.camp.slug}/board/sessions/{Cast.session.code}/"
    return Cast


def test_two_taps_open_one_page_with_the_hosts_the_time_and_the_room(cast, client):
    sign_in(client, cast.maya)
    assert "Open notes" in client.get(cast.address).text
    first = client.post(f"{cast.address}notes/")
    second = client.post(f"{cast.address}notes/")
    [page] = WikiPage.objects.filter(external_key=f"session:{cast.session.guid}")
    assert (first["Location"], second["Location"]) == (page.get_absolute_url(),) * 2
    assert Session.objects.get(pk=cast.session.pk).notes == page
    assert len(page.title) == 120
    text = client.get(page.get_absolute_url()).text
    for words in ("Maya", "Saturday 8 May", "10:00 EDT", "Room A", "What was said", "What we agreed", "Links"):
        assert words in text
    assert f'href="{page.get_absolute_url()}"' in client.get(cast.address).text


def test_who_may_not_see_the_page_sees_no_link_and_opens_none(cast, client):
    page = actions.open_notes(cast.session, by=cast.maya)
    sign_in(client, cast.omar)  # an attendee who is no member of the wiki, which is by invitation
    shown = client.get(cast.address).text
    assert page.get_absolute_url() not in shown
    assert "Open notes" not in shown
    other = card(cast.here, "Another", host=cast.omar)
    assert client.post(f"{cast.address[:-7]}{other.code}/notes/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.open_notes(other, by=cast.omar)
    assert WikiPage.objects.filter(external_key__startswith="session:").count() == 1


def test_a_session_off_the_record_has_no_notes(cast, client):
    quiet = card(cast.here, "Quiet", host=cast.maya, on_record=False)
    sign_in(client, cast.maya)
    assert "Open notes" not in client.get(f"{cast.address[:-7]}{quiet.code}/").text
    with pytest.raises(Unusable):
        actions.open_notes(quiet, by=cast.maya)
