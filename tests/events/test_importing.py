"""The real list of camps: each fault named, nothing guessed, twice changes nothing. events.md 13, 17.28."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events.citycamp_list import NotAList, read
from events.models import Camp, CampPage, City, OldSlug, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def camps_file(real_input):
    return real_input / "citycamp" / "camps.json"


def run(path):
    said = StringIO()
    call_command("import_citycamp", str(path), stdout=said)
    return said.getvalue().splitlines()


def test_the_real_list_comes_in_and_a_second_run_changes_nothing(camps_file, client):
    said = run(camps_file)
    assert "50 entries read, 14 with a date, 44 places, 8 countries" in said[-2]
    assert said[-1] == "Made: 44 cities, 14 camps, 36 old addresses. Already here: 0."
    models = (City, Camp, OldSlug, Venue, CampPage)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    again = run(camps_file)
    assert again[-1] == "Made: 0 cities, 0 camps, 0 old addresses. Already here: 50."
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert client.get("/events/?when=all").context["total"] == 14
    assert client.get("/events/atlanta-ga-united-states/").status_code == 200
    assert client.get("/events/raleigh-nc-united-states/")["Location"] == "/cities/raleigh/"


def test_each_fault_of_the_real_list_is_named(camps_file):
    _entries, faults = read(camps_file.read_text())
    said = {(fault.entry, fault.words) for fault in faults}
    about = {fault.words for fault in faults}
    rows = json.loads(camps_file.read_text())
    number = {row["slug"]: index for index, row in enumerate(rows, start=1)}
    assert (
        number["buenos-aires-argentina"],
        "the name “Argentina” is a country: the city's name was taken",
    ) in said
    assert (number["philadelphia-pa-united-states"], "city has stray spaces: they were taken away") in said
    assert (number["philadelphia-pa-united-states"], "address “TBD” is none: left out") in said
    assert any(
        fault.slug == "san-francisco-ca-united-states-2025" and "km from the same city" in fault.words
        for fault in faults
    )
    assert sum("a day without hours" in fault.words for fault in faults) == 14
    assert {words for words in about if words.startswith("price")} == {
        "price “TBD” says nothing: left out",
        "price “N/A” says nothing: left out",
        "price “$30-$50” is kept as words: whether the camp is free stays unknown",
        "price “0” was read as free",
    }


def test_zones_are_taken_from_tables_or_left_empty(camps_file):
    entries, faults = read(camps_file.read_text())
    zones = {entry.slug: entry.zone for entry in entries}
    assert zones["raleigh-nc-united-states"] == "America/New_York"
    assert zones["london-united-kingdom"] == "Europe/London"
    assert zones["monterrey-mexico"] == "America/Monterrey"
    assert zones["ulyanovsk-russia"] == "Europe/Ulyanovsk"
    assert zones["gainesville-fl-united-states-2026"] == "America/New_York"
    assert zones["perm-russia"] == ""
    assert all(entry.zone for entry in entries if entry.day)
    assert any(fault.slug == "perm-russia" and "time zone" in fault.words for fault in faults)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nonsense", '{"a": 1}'])
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path, text):
    path = tmp_path / "camps.json"
    path.write_text(text)
    with pytest.raises(NotAList):
        read(text)
    with pytest.raises(CommandError, match="no list of camps"):
        run(path)


def test_hostile_entries_are_named_and_left_out():
    rows = [
        {"slug": "a", "city": "", "addressCountry": "Canada"},
        {"slug": "b", "city": "X", "addressCountry": "Atlantis"},
        {"slug": "c", "city": "Y", "addressCountry": "Chile", "latitude": 900, "longitude": "x", "date": "32 March"},
    ]
    entries, faults = read(json.dumps(rows))
    assert [entry.slug for entry in entries] == ["c"]
    assert (entries[0].day, entries[0].latitude) == (None, None)
    assert len(faults) >= 4
