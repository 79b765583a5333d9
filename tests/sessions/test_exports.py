"""What goes out of a board: valid by the published schemas, equal until something changes, what a visitor sees."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from django.urls import reverse
from icalendar import Calendar
from jsonschema import Draft6Validator, FormatChecker
from lxml import etree
from openpyxl import load_workbook

from events.models import CampDay, Venue
from sessions import actions
from sessions.exports import frab_json, frab_json2, frab_xml, plain_text
from sessions.exports.programme import Item, Link, Person, Programme, Room, Slot, Theme
from sessions.exports.reading import read, said
from sessions.kept import cache
from sessions.models import Board, Session, SessionLink
from tests.factories.people import person, sign_in
from tests.factories.sessions import NINE, attendee, board, camp, card, entry, facilitator, lunch, theme

GUID = UUID("12345678-1234-5678-1234-567812345678")
EXPORTS = (
    "calendar",
    "schedule_xml",
    "schedule_json",
    "schedule2_json",
    "json",
    "sessions_csv",
    "sessions_xlsx",
    "text",
    "changes_feed",
)


@pytest.fixture(scope="module")
def judges(request):
    """The three schemas, as functions from bytes to their complaints."""
    from tests.absent import not_here
    from tests.conftest import REAL_INPUT

    if not REAL_INPUT.is_dir():
        not_here("../shared/data is not here", "the published schemas are not part of this repository")
    folder = REAL_INPUT / "schedules"
    xsd = etree.XMLSchema(etree.parse(folder / "schedule.xml.xsd"))
    formats = FormatChecker()

    def xml(written: bytes) -> list[str]:
        xsd.validate(etree.fromstring(written))
        return [str(fault) for fault in xsd.error_log]

    def by(name):
        checked = Draft6Validator(json.loads((folder / name).read_text()), format_checker=formats)
        return lambda written: [
            f"{fault.json_path} {fault.message}" for fault in checked.iter_errors(json.loads(written))
        ]

    return {"xml": xml, "v1": by("schedule-v1.schema.json"), "v2": by("schedule-v2.schema.json")}


def complaints(programme: Programme, judges) -> dict[str, list[str]]:
    return {
        "xml": judges["xml"](frab_xml.write(programme)),
        "v1": judges["v1"](frab_json.write(programme)),
        "v2": judges["v2"](frab_json2.write(programme)),
    }


NONE = {"xml": [], "v1": [], "v2": []}


def programme(**fields) -> Programme:
    usual = {
        "camp": "CityCamp Élan <& 北京",
        "slug": "ab",
        "guid": GUID,
        "zone": "America/New_York",
        "url": "https://camp.example/events/ab/board/",
        "camp_url": "https://camp.example/events/ab/",
        "version": 7,
        "phase": "place",
        "words": said(),
    }
    return Programme(**{**usual, **fields})


def item(number: int, starts: datetime, room: Room, minutes: int = 45, **fields) -> Item:
    usual = {
        "id": number,
        "guid": uuid5(GUID, str(number)),
        "code": f"{number:06X}",
        "title": f"Buses & <lanes> {number}",
        "url": f"https://camp.example/events/ab/board/sessions/{number:06X}/",
        "placed": True,
        "starts": starts,
        "ends": starts + timedelta(minutes=minutes),
        "room": room,
    }
    return Item(**{**usual, **fields})


HALL = Room(1, "Hall “A”", capacity=60)


def test_an_empty_board_without_a_date_is_a_valid_empty_document(judges):
    empty = programme(fallback=date(2027, 5, 1))
    assert complaints(empty, judges) == NONE
    assert b"<event" not in frab_xml.write(empty)
    assert json.loads(frab_json2.write(empty))["schedule"]["events"] == []


def test_five_links_themes_hosts_and_odd_letters_are_valid(judges):
    links = tuple(
        Link(kind, f"<{n}>", f"https://example.org/{n}")
        for n, kind in enumerate(["slides", "recording", *["other"] * 3])
    )
    full = item(
        1,
        NINE,
        HALL,
        title="Ünïcode \ufffe\x0b 北京 <b>",
        summary="One & two",
        format="demo",
        language="es-mx",
        on_record=False,
        hosts=(Person(GUID, "Maya R."), Person(uuid5(GUID, "x"), "a participant", True)),
        themes=(Theme("housing", "Housing"),),
        links=links,
    )
    late = item(2, NINE, HALL, placed=False, state="cancelled", format="walk")
    shown = programme(rooms=(HALL,), items=(full, late), languages=("es",))
    assert complaints(shown, judges) == NONE
    found = etree.fromstring(frab_xml.write(shown))
    assert [link.get("type") for link in found.iter("link")] == ["slides", "media", "web", "web", "web"]
    assert found.findtext(".//type") == "hands-on"
    assert found.findtext(".//recording/optout") == "true"
    assert len(found.findall(".//event")) == 1, "what is cancelled is in version 2 only"
    states = {event["title"]: event["state"] for event in json.loads(frab_json2.write(shown))["schedule"]["events"]}
    assert states == {full.title: "CONFIRMED", late.title: "CANCELED"}
    assert all("@" not in str(host.guid) for host in full.hosts)


def test_what_follows_midnight_belongs_to_the_day_before(judges):
    """On the night of a clock change too, with the offset that holds at each moment."""
    saturday = date(2027, 11, 6)  # clocks go back at 02:00 on Sunday
    evening = datetime(2027, 11, 7, 2, 0, tzinfo=UTC)  # 22:00 EDT
    night = datetime(2027, 11, 7, 7, 30, tzinfo=UTC)  # 02:30 EST
    days = ((saturday, evening - timedelta(hours=10), evening + timedelta(hours=1)),)
    shown = programme(rooms=(HALL,), items=(item(1, evening, HALL), item(2, night, HALL)), camp_days=days)
    assert complaints(shown, judges) == NONE
    found = etree.fromstring(frab_xml.write(shown))
    assert [day.get("date") for day in found.findall("day")] == ["2027-11-06"]
    assert found.find("day").get("end") == "2027-11-07T03:15:00-05:00"
    assert [event.findtext("date") for event in found.iter("event")] == [
        "2027-11-06T22:00:00-04:00",
        "2027-11-07T02:30:00-05:00",
    ]
    assert [event.findtext("start") for event in found.iter("event")] == ["22:00", "02:30"]


def test_a_camp_of_three_days_has_all_of_them_also_where_nothing_is_placed(judges):
    days = tuple(
        (date(2027, 5, 7 + n), NINE + timedelta(days=n - 1), NINE + timedelta(days=n - 1, hours=8)) for n in range(3)
    )
    slot = Slot(5, uuid5(GUID, "slot"), NINE, NINE + timedelta(hours=1), True, "Lunch")
    shown = programme(rooms=(HALL,), items=(item(1, NINE, HALL),), slots=(slot,), camp_days=days)
    assert complaints(shown, judges) == NONE
    found = etree.fromstring(frab_xml.write(shown))
    assert [day.get("index") for day in found.findall("day")] == ["1", "2", "3"]
    assert found.xpath("//room[@name='Everybody']/event/@id") == ["1000000005"]
    assert [e["type"] for e in json.loads(frab_json2.write(shown))["schedule"]["events"]] == ["OTHER", "BREAK"]


def timetable(sessions: int = 1400, rooms: int = 92) -> Programme:
    places = tuple(Room(n, f"Room {n}") for n in range(1, rooms + 1))
    items = tuple(
        item(
            n,
            NINE + timedelta(days=n % 4, minutes=5 * (n % 90)),
            places[n % rooms],
            minutes=20 + n % 50,
            summary="Words. " * 60,
        )
        for n in range(1, sessions + 1)
    )
    return programme(kind="timetable", rooms=places, items=items)


@pytest.mark.proof
def test_a_timetable_of_1400_sessions_is_valid(judges):
    assert complaints(timetable(), judges) == NONE


def test_a_timetable_of_1400_sessions_is_valid_xml_and_text_of_80_columns(judges):
    assert judges["xml"](frab_xml.write(timetable())) == []
    text = plain_text.write(timetable()).decode()
    assert max(plain_text.width(line) for line in text.splitlines()) <= 80
    assert text.count("Buses &") == 1400


# Through the pages


@pytest.fixture
def here(db) -> Board:
    made = board()
    venue = Venue.objects.create(name="Harlan School", street="410 Person Street", locality="Raleigh", region="NC")
    made.camp.venue = venue
    made.camp.save()
    return made


def address(of: Board, name: str, *more) -> str:
    return reverse(f"sessions:{name}", args=[of.camp.slug, *more])


def filled(of: Board, number: int) -> None:
    """So many sessions: some placed, most in the tray, each with a host, a theme and a link."""
    taken = set(Session.objects.filter(board=of).values_list("slot", "room"))
    cells = [(slot, room) for slot in of.slots.all() for room in of.rooms.all() if (slot.pk, room.pk) not in taken]
    for n in range(number):
        made = card(of, f"Session {n}", host=person(f"Host {n}"), cell=cells[n] if n < len(cells) else None)
        made.themes.add(theme())
        SessionLink.objects.create(session=made, position=1, address="https://example.org/")
        entry(of, session=made)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_is_whole_the_second_time_304_and_new_after_a_change(client, here, name):
    host = attendee(here.camp, "Maya R.")
    made = card(here, "=1+1 Bus lanes", host=host, cell=(here.slots.first(), here.rooms.first()))
    lunch(here)
    first = client.get(address(here, name))
    assert first.status_code == 200
    assert client.get(address(here, name)).content == first.content
    kept = client.get(address(here, name), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (kept.status_code, kept.content, kept["ETag"]) == (304, b"", first["ETag"])
    actions.edit_session(made, by=host, seen=1, title="Tram lines")
    again = client.get(address(here, name), HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again.content != first.content


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_costs_the_same_for_1_and_30_and_no_more_than_ten_queries(
    client, here, name, django_assert_max_num_queries
):
    counts = []
    for number in (1, 29):
        filled(here, number)
        cache.clear()
        with django_assert_max_num_queries(10) as captured:
            client.get(address(here, name))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_empty_board_gives_valid_empty_documents(client, db, judges):
    empty = Board.objects.create(camp=camp())
    got = {name: client.get(address(empty, name)) for name in EXPORTS}
    assert {answer.status_code for answer in got.values()} == {200}
    assert judges["xml"](got["schedule_xml"].content) == []
    assert judges["v1"](got["schedule_json"].content) == []
    assert judges["v2"](got["schedule2_json"].content) == []
    assert Calendar.from_ical(got["calendar"].content).events == []
    assert got["json"].json()["sessions"] == []
    assert got["sessions_csv"].content.decode().count("\r\n") == 1
    assert len(list(load_workbook(io.BytesIO(got["sessions_xlsx"].content)).active.rows)) == 1
    assert "Nothing is on the board yet." in got["text"].content.decode()
    assert etree.fromstring(got["changes_feed"].content).findall("{*}entry") == []


def test_a_real_board_is_valid_and_says_the_same_in_every_format(client, here, judges):
    filled(here, 12)
    lunch(here)
    CampDay.objects.create(camp=here.camp, date=date(2027, 5, 9))
    assert judges["xml"](client.get(address(here, "schedule_xml")).content) == []
    v1 = client.get(address(here, "schedule_json"))
    v2 = client.get(address(here, "schedule2_json"))
    assert judges["v1"](v1.content) == judges["v2"](v2.content) == []
    own = client.get(address(here, "json")).json()
    placed = {each["guid"] for each in own["sessions"] if each["slot"]}
    assert len(placed) == 9
    events = [event for event in v2.json()["schedule"]["events"] if event["type"] != "BREAK"]
    assert {event["guid"] for event in events} == placed
    feed = Calendar.from_ical(client.get(address(here, "calendar")).content)
    assert {str(event["UID"]) for event in feed.events} == placed
    rows = list(csv.DictReader(io.StringIO(client.get(address(here, "sessions_csv")).content.decode())))
    assert len(rows) == 12
    assert {row["guid"] for row in rows if row["start"]} == placed


def test_who_is_shown_to_attendees_only_is_a_participant_everywhere(client, here):
    shy = attendee(here.camp, "Zora Quent")
    for slot in list(here.slots.all())[:2]:
        made = card(here, host=shy, cell=(slot, here.rooms.first()))
        made.hosts.update(show_name="attendees")
    hidden = card(here, "Zora hidden", state="hidden")
    sign_in(client, facilitator(here.camp))
    for name in EXPORTS:
        body = client.get(address(here, name)).content
        assert b"Zora" not in body, name
        assert hidden.code.encode() not in body
    people = [each["people"][0]["guid"] for each in client.get(address(here, "json")).json()["sessions"]]
    assert len(set(people)) == 2, "two sessions of one hidden person cannot be told to be one person's"
    assert client.get(address(here, "host_calendar", people[0])).status_code == 404


def test_an_export_of_a_draft_camp_is_for_its_team(client, here):
    here.camp.state = "draft"
    here.camp.save()
    assert {client.get(address(here, name)).status_code for name in EXPORTS} == {404}
    fay = facilitator(here.camp)
    sign_in(client, fay)
    answer = client.get(address(here, "calendar"))
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("private")


def test_a_filtered_address_gives_only_what_it_names(client, here, django_assert_max_num_queries):
    maya = attendee(here.camp, "Maya R.")
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    lanes = card(here, "Bus lanes", host=maya, cell=(slots[0], rooms[0]))
    lanes.themes.add(theme("Transportation"))
    rent = card(here, "Rent", host=attendee(here.camp, "Luis"), cell=(slots[1], rooms[1]))
    rent.themes.add(theme("Housing"))
    guid = str(read(here).items[0].hosts[0].guid)

    def titles(name, *more):
        answer = client.get(address(here, name, *more))
        return [str(event["SUMMARY"]) for event in Calendar.from_ical(answer.content).events]

    assert titles("room_calendar", rooms[0].pk) == ["Bus lanes"]
    assert titles("room_calendar", rooms[2].pk) == []
    assert titles("theme_calendar", "housing") == ["Rent"]
    assert titles("host_calendar", guid) == ["Bus lanes"]
    assert titles("session_calendar", rent.code) == ["Rent"]
    other = board()
    assert client.get(address(here, "room_calendar", other.rooms.first().pk)).status_code == 404
    assert client.get(address(here, "theme_calendar", "nothing")).status_code == 404
    with django_assert_max_num_queries(5):  # a board is not read for an address that somebody thought up
        assert client.get(address(here, "host_calendar", GUID)).status_code == 404


# Calendars

LINE = re.compile(rb"[A-Z0-9-]+(;[A-Z-]+=(\"[^\"\x00-\x1f]*\"|[^\";:,\x00-\x1f]*))*:[^\x00-\x08\x0a-\x1f]*")


def strictly(body: bytes) -> list[dict[str, str]]:
    """The events, after RFC 5545 3.1: CRLF, at most 75 octets, whole letters in each line, every line well made."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no letter is cut in two
    whole = body.replace(b"\r\n ", b"")
    assert all(LINE.fullmatch(line) for line in whole.split(b"\r\n")[:-1])
    assert b"METHOD" not in whole
    found, now = [], None
    for line in whole.decode().split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            now = {}
        elif line == "END:VEVENT":
            found.append(now)
            now = None
        elif now is not None:
            assert name not in now, f"{name} twice"
            now[name] = value
    return found


def test_moved_cancelled_put_back_and_placed_again_is_one_event_with_a_rising_sequence(client, here):
    fay = facilitator(here.camp)
    host = attendee(here.camp, "Maya R.")
    slots, rooms = list(here.slots.all()), list(here.rooms.all())
    made = actions.propose(
        here,
        "Busspuren für Köln — 公共汽车专用道 и автобусы " * 4,
        by=host,
        summary="Ein, zwei; drei\nund \\ vier " * 9,
    )

    def seen():
        body = client.get(address(here, "calendar")).content
        assert client.get(address(here, "calendar")).content == body
        return strictly(body)

    def place(slot, room):
        now = Session.objects.get(pk=made.pk)
        actions.place_session(now, slot=slot, room=room, seen=now.place_version, by=fay, confirmed=True)

    assert seen() == []
    told = []
    place(slots[0], rooms[0])
    told += seen()
    place(slots[1], rooms[1])
    told += seen()
    place(None, None)
    told += seen()
    place(slots[2], rooms[1])
    told += seen()
    actions.cancel(Session.objects.get(pk=made.pk), by=fay, reason="The host is ill")
    told += seen()
    assert [event["UID"] for event in told] == [str(made.guid)] * 5
    assert [event["STATUS"] for event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED", "CANCELLED"]
    numbers = [int(event["SEQUENCE"]) for event in told]
    assert numbers == sorted(set(numbers))
    assert all(event["DTSTAMP"] == event["LAST-MODIFIED"] for event in told)
    assert told[2]["DTSTART"] == told[1]["DTSTART"], "put back keeps its last time"
    assert told[4]["SUMMARY"].startswith("Cancelled: ")
    assert told[4]["DESCRIPTION"].startswith("The host is ill")
    assert told[3]["LOCATION"].startswith("Room B\\, Harlan School\\, 410 Person Street")


def test_a_slot_that_moves_and_a_room_with_a_new_name_raise_the_sequence(client, here):
    fay = facilitator(here.camp)
    slot, room = here.slots.first(), here.rooms.first()
    made = card(here, "Bus lanes", cell=(slot, room))
    later = {"starts_at": slot.starts_at + timedelta(minutes=5), "ends_at": slot.ends_at + timedelta(minutes=5)}
    actions.save_slot(here, by=fay, slot=slot, **later)
    made.refresh_from_db()
    assert made.sequence == 1
    actions.save_slot(here, by=fay, slot=slot, **later, title="Round one")
    made.refresh_from_db()
    assert made.sequence == 1, "a slot's title is no time"
    actions.save_room(here, by=fay, room=room, name="The Hall", capacity=room.capacity)
    made.refresh_from_db()
    assert made.sequence == 2


# Tables


def test_no_cell_is_a_formula(client, here):
    words = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain"]
    for number, word in enumerate(words):
        card(here, word.strip(), summary=word, cell=None, host=person(f"={number}"))
    sheet = load_workbook(io.BytesIO(client.get(address(here, "sessions_xlsx")).content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} <= {
        "s",
        "n",
    }
    assert {row[4].value for row in sheet.iter_rows(min_row=2)} == {word.strip() for word in words}
    exact = client.get(address(here, "sessions_csv")).content.decode()
    assert {row["title"] for row in csv.DictReader(io.StringIO(exact))} == {word.strip() for word in words}
    guarded = client.get(address(here, "sessions_csv") + "?guard=1").content.decode()
    cells = [cell for row in csv.reader(io.StringIO(guarded)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


# Pages


def test_a_session_page_tells_search_engines_when_where_and_of_what(client, here):
    shy = attendee(here.camp, "Zora Quent")
    made = card(here, "</script><b>Bus lanes", host=shy, cell=(here.slots.first(), here.rooms.first()))
    made.hosts.update(show_name="attendees")
    sign_in(client, shy)
    page = client.get(address(here, "session", made.code)).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "Event"
    assert data["name"] == "</script><b>Bus lanes"
    assert data["startDate"] == "2027-05-08T10:00:00-04:00"
    assert data["superEvent"]["name"] == here.camp.name
    assert data["location"]["name"] == "Room A"
    assert "organizer" not in data
    lying = card(here, "In the tray")
    assert "ld+json" not in client.get(address(here, "session", lying.code)).content.decode()


def test_the_page_offers_every_format_and_the_board_leads_there(client, here):
    card(here, cell=(here.slots.first(), here.rooms.first())).themes.add(theme())
    page = client.get(address(here, "take")).content.decode()
    for name in EXPORTS:
        assert f'"{address(here, name)}' in page or f'{address(here, name)}"' in page, name
    assert 'href="webcal://' in page
    assert address(here, "room_calendar", here.rooms.first().pk) in page
    assert address(here, "theme_calendar", "housing") in page
    assert address(here, "take") in client.get(address(here, "board")).content.decode()
