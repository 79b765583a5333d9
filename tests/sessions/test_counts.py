"""Pages around the board ask as much for one row as for thirty: a preview, a clone, what was decided about a person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citycamp.people.models import Notice
from sessions.actions import importing
from tests.factories.people import person, role, sign_in
from tests.factories.sessions import attendee, board, camp, card, facilitator

pytestmark = pytest.mark.django_db


def asked(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def programme(many: int, first: int = 0) -> bytes:
    return ("id,title,start\n" + "".join(f"{n},S{n},soon\n" for n in range(first, first + many))).encode()


def test_the_preview_of_a_file_and_its_upload_page(client):
    counts = {}
    for many in (1, 30):
        here = board(camp())
        fay = facilitator(here.camp)
        importing.carry(importing.begin(importing.preview(here, programme(many), "old", by=fay), by=fay))
        made = importing.preview(here, programme(many, 1_000), "new", by=fay)
        assert (len(made.entries), len(made.gone)) == (many, many)
        sign_in(client, fay, strong=True)
        here_is = [here.camp.slug]
        pages = (reverse("sessions:import_one", args=[*here_is, made.pk]), reverse("sessions:import", args=here_is))
        counts[many] = [asked(client, page) for page in pages]
    assert counts[1] == counts[30]
    assert max(counts[30]) <= 14, counts


def test_the_page_of_a_clone(client):
    counts = {}
    for many in (1, 30):
        here = board(camp(), rooms=many, slots=3)
        oona = person("Oona", factor=True)
        role(oona, "organizer", here.camp)
        for _ in range(many):
            card(here, host=attendee(here.camp))
        sign_in(client, oona, strong=True)
        counts[many] = asked(client, reverse("events:clone", args=[here.camp.slug]))
    assert counts[1] == counts[30] <= 14, counts


def test_what_was_decided_about_a_person(client):
    counts = {}
    for many in (1, 30):
        maya = person("Maya R.")
        for _ in range(many):
            Notice.objects.create(about=maya, step="note", reason="Too loud")
        sign_in(client, maya)
        counts[many] = asked(client, reverse("people:notices"))
    assert counts[1] == counts[30] <= 12, counts
