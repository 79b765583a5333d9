"""The network's name, tagline and accent: on pages, in titles, in mails, at one query a request."""

import re

import pytest
from django.core import mail as letters
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Site

from citycamp.mail import actions, sending
from citycamp.people import colours
from citycamp.people.models import Network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return Network.objects.create(
        site=Site.objects.get(is_default_site=True),
        name="Ríos y Barrios",
        tagline="Neighbours & officials",
        contact="hello@rios.example.org",
    )


def test_the_networks_name_and_tagline_stand_on_pages_and_in_titles(client, network):
    page = client.get("/lists/").content.decode()
    assert re.search(r"<title>[^<]+ · Ríos y Barrios</title>", page)
    assert page.count("<span>Ríos y Barrios</span>") == 2  # head and foot
    assert '<meta name="description" content="Neighbours &amp; officials">' in page
    assert "mailto:hello@rios.example.org" in page
    assert "CityCamp</" not in page
    assert client.get("/manifest.webmanifest").json()["name"] == "Ríos y Barrios"
    assert "Ríos y Barrios" in client.get("/no-such-page/").content.decode()


def test_without_settings_the_house_has_its_own_name_and_reading_writes_nothing(client):
    assert "<span>CityCamp</span>" in client.get("/lists/").content.decode()
    assert not Network.objects.exists()


def test_the_face_is_asked_for_once_a_request(client, network):
    client.get("/lists/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/lists/")
    assert sum("people_network" in query["sql"] for query in queries) == 1


def test_mails_carry_name_tagline_and_contact(network, settings):
    settings.DEFAULT_FROM_EMAIL = "camp@example.org"
    actions.send("mail/test", "noor@example.org", {}, key="face")
    sending.deliver(timezone.now())
    [letter] = letters.outbox
    assert letter.subject == "Mail from Ríos y Barrios works"
    assert letter.from_email == "Ríos y Barrios <camp@example.org>"
    assert letter.body.endswith("Ríos y Barrios: Neighbours & officials\nhttp://testserver/\nhello@rios.example.org\n")
    assert "Neighbours &amp; officials" in letter.alternatives[0].content
    settings.DEFAULT_FROM_EMAIL = "The desk <desk@example.org>"
    actions.send("mail/test", "noor@example.org", {}, key="face again")
    sending.deliver(timezone.now())
    assert letters.outbox[-1].from_email == "The desk <desk@example.org>"


def test_an_accent_of_ones_own_reaches_each_page_as_a_stylesheet(client, network):
    assert "/accent-" not in client.get("/lists/").content.decode()
    network.accent = "#0b5d5a"
    network.save()
    [address] = re.findall(r'href="(/accent-[^"]+)"', client.get("/lists/").content.decode())
    answer = client.get(address)
    assert (answer["Content-Type"], answer.status_code) == ("text/css", 200)
    assert "#0b5d5a" in answer.content.decode()
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/accent-ffee00.css").status_code == 404  # too pale to read
    assert client.get("/accent-red.css").status_code == 404


@given(st.integers(0, 0xFFFFFF))
def test_by_night_every_accent_can_be_read(number):
    lighter = colours.by_night(f"#{number:06x}")
    for ground in (colours.NIGHT, colours.NIGHT_CARD, colours.ON_NIGHT_ACCENT):
        assert colours.contrast(lighter, ground) >= colours.LEAST
