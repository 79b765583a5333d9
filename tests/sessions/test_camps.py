"""What the board does when its camp moves, is cancelled or deleted, and when somebody leaves; board.md 3, 31, 32."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from citycamp.people import actions as people
from citycamp.people.models import Item
from citycamp.people.signals import own_data
from events import signals
from events.actions import cancel_camp, move_days
from events.models import Camp, Registration
from events.starting import Day
from sessions import actions
from sessions.models import Away, Change, Session, Star
from tests.factories import sessions as make
from tests.factories.people import person, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
RALEIGH = ZoneInfo("America/New_York")


def clocks(board) -> list[str]:
    return [f"{slot.starts_at.astimezone(RALEIGH):%d.%m. %H:%M}" for slot in board.slots.order_by("starts_at")]


def days(*dates: date) -> list[Day]:
    return [Day(date=each, doors=None, starts=time(9), ends=time(17)) for each in dates]


@pytest.fixture
def board():
    made = make.board()
    made.slots.filter(pk=made.slots.last().pk).delete()
    return made


@pytest.fixture
def organizer(board):
    return make.facilitator(board.camp)


@pytest.mark.parametrize("to", [date(2027, 3, 6), date(2027, 3, 20), date(2027, 11, 13)])
def test_a_moved_camp_keeps_its_clock_times_across_a_change_of_the_clocks(board, organizer, to):
    slot, room = board.slots.first(), board.rooms.first()
    placed, waiting = make.card(board, cell=(slot, room)), make.card(board)
    assert clocks(board) == ["08.05. 10:00", "08.05. 11:00"]
    lengths = [each.ends_at - each.starts_at for each in board.slots.all()]

    move_days(board.camp, days(to), by=organizer, now=NOW)

    assert clocks(board) == [f"{to:%d.%m.} 10:00", f"{to:%d.%m.} 11:00"]
    assert [each.ends_at - each.starts_at for each in board.slots.all()] == lengths
    placed.refresh_from_db()
    waiting.refresh_from_db()
    assert (placed.slot, placed.room, placed.sequence) == (slot, room, 1)
    assert waiting.sequence == 0
    board.refresh_from_db()
    assert board.version == Change.objects.filter(board=board).count() == 1


def test_each_day_moves_to_the_day_that_takes_its_place_and_days_may_overlap(organizer, board):
    camp = board.camp
    move_days(camp, days(date(2027, 5, 8), date(2027, 5, 9)), by=organizer, now=NOW)
    assert clocks(board) == ["08.05. 10:00", "08.05. 11:00"]  # a day more moves nothing
    after_midnight = datetime(2027, 5, 9, 0, 30, tzinfo=RALEIGH)
    for starts in (datetime(2027, 5, 9, 10, tzinfo=RALEIGH), after_midnight.replace(day=10)):
        board.slots.create(starts_at=starts, ends_at=starts + timedelta(minutes=45))

    move_days(camp, days(date(2027, 5, 9), date(2027, 5, 16)), by=organizer, now=NOW)
    assert clocks(board) == ["09.05. 10:00", "09.05. 11:00", "16.05. 10:00", "17.05. 00:30"]

    move_days(camp, days(date(2027, 6, 5)), by=organizer, now=NOW)
    assert clocks(board) == ["05.06. 10:00", "05.06. 11:00", "12.06. 10:00", "13.06. 00:30"]


def test_the_first_days_ever_lay_the_slots(organizer):
    camp = make.camp()
    camp.days.all().delete()
    board = actions.make_board(camp, by=None, minutes=50)
    assert not board.slots.exists()
    move_days(Camp.objects.get(pk=camp.pk), days(date(2027, 6, 5)), by=organizer, now=NOW)
    assert board.slots.count() > 3


def test_hours_alone_move_no_slot(board, organizer):
    longer = [Day(date=make.SATURDAY, doors=None, starts=time(8), ends=time(18))]
    assert move_days(board.camp, longer, by=organizer, now=NOW)
    assert clocks(board) == ["08.05. 10:00", "08.05. 11:00"]
    assert not Change.objects.exists()


def entries(client, board) -> dict[str, tuple[str, int]]:
    answer = client.get(f"/events/{board.camp.slug}/board/calendar.ics")
    return {
        str(each["UID"]): (str(each["STATUS"]), int(each["SEQUENCE"]))
        for each in Calendar.from_ical(answer.content).events
    }


def test_a_cancelled_camps_feed_says_cancelled_with_a_higher_sequence(client, board, organizer):
    placed = make.card(board, "Bus lanes", cell=(board.slots.first(), board.rooms.first()), sequence=3)
    assert entries(client, board) == {str(placed.guid): ("CONFIRMED", 3)}

    cancel_camp(board.camp, "The roof leaks", by=organizer, now=NOW)

    assert entries(client, board) == {str(placed.guid): ("CANCELLED", 4)}
    body = client.get(f"/events/{board.camp.slug}/board/calendar.ics").content.decode()
    assert "SUMMARY:Cancelled: Bus lanes" in body
    assert "The roof leaks" in body
    one = client.get(f"/events/{board.camp.slug}/board/sessions/{placed.code}/calendar.ics").content.decode()
    assert "STATUS:CANCELLED" in one


def test_what_stands_on_the_board_speaks_against_deleting_the_camp(board):
    def against() -> list[str]:
        return [str(answer) for _who, answer in signals.camp_to_delete.send(Camp, camp=board.camp) if answer]

    make.card(board, kind="fixed")
    assert against() == []
    make.card(board)
    assert against() == ["There are sessions on its board."]


@pytest.fixture
def hana(board):
    """Somebody of whom the board holds everything it can."""
    hana = make.attendee(board.camp, "Hana Marker")
    actions.propose(board, "Bus lanes", by=hana)
    actions.propose(board, "A library of things", by=hana, wish=True)
    other = make.card(board, "Parks", host=make.attendee(board.camp))
    actions.star(other, by=hana)
    actions.tick_absences(board, [board.slots.first()], by=hana)
    actions.invite_host(other, hana, by=make.facilitator(board.camp, "Gus"))
    return hana


def pages(board) -> list[str]:
    at = f"/events/{board.camp.slug}/board/"
    found = [
        at,
        f"{at}?show=next",
        f"{at}changes/",
        f"{at}wall/",
        f"{at}pitch/",
        f"{at}desk/",
        f"{at}print/?what=cards",
    ]
    found += [f"{at}sessions/{code}/" for code in board.sessions.values_list("code", flat=True)]
    kinds = "calendar.ics board.json schedule.xml schedule.json schedule2.json sessions.csv board.txt changes.atom"
    return found + [at + kind for kind in kinds.split()]


def test_after_an_account_is_closed_a_former_member_stands_in_its_place(client, board, hana):
    fay = make.facilitator(board.camp)
    sign_in(client, fay)
    before = {page: client.get(page).content.decode() for page in pages(board)}
    assert sum("Hana Marker" in body for body in before.values()) > 8
    made = Change.objects.filter(by=hana).count()
    address = hana.email

    people.close_account(hana, now=NOW)
    people.close_account(hana, now=NOW)

    for page in pages(board):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Hana" not in answer.content.decode(), page
        assert address not in answer.content.decode(), page
    code = Session.objects.get(title="Bus lanes").code
    assert "a former member" in client.get(f"/events/{board.camp.slug}/board/sessions/{code}/").content.decode()
    assert Change.objects.filter(by=hana).count() == made  # the journal keeps its acts
    assert not Star.objects.exists()
    assert not Away.objects.exists()
    assert not Registration.objects.filter(user=hana).exclude(state="cancelled").exists()
    assert Item.objects.filter(source="board.host_gone").count() == 2  # facilitators are told


def test_the_name_of_who_only_wished_for_something_goes_from_what_is_kept_too(client, board):
    ines = make.attendee(board.camp, "Ines Marker")
    actions.propose(board, "A library of things", by=ines, wish=True)
    kept = [page for page in pages(board) if "Ines" in client.get(page).content.decode()]
    assert f"/events/{board.camp.slug}/board/board.json" in kept
    people.close_account(ines, now=NOW)
    assert [page for page in kept if "Ines" in client.get(page).content.decode()] == []


def test_own_data_holds_each_stream_and_nothing_of_others(board, hana):
    ben = make.attendee(board.camp, "Ben")
    actions.propose(board, "Ben's secret", by=ben)
    streams = {}
    for _who, answer in own_data.send(None, user=hana):
        streams |= {name: list(rows) for name, rows in answer or [] if name.startswith("board_")}

    assert {name: len(rows) for name, rows in streams.items()} == {
        "board_proposals": 2,
        "board_hosting": 2,
        "board_stars": 1,
        "board_absences": 1,
        "board_changes": 3,
    }
    assert "Ben" not in str(streams)
    assert all(isinstance(row, dict) for rows in streams.values() for row in rows)


def test_leaving_takes_seven_days_and_can_be_undone():
    from citycamp.people import tasks

    ana, ben = person("Ana"), person("Ben")
    for each in (ana, ben):
        people.ask_close(each, now=NOW)
    people.stay(ben)
    tasks.tidy(now=NOW + timedelta(days=6, hours=23))
    ana.refresh_from_db()
    assert ana.state == "closing"

    tasks.tidy(now=NOW + timedelta(days=7))
    ana.refresh_from_db()
    ben.refresh_from_db()
    assert (ana.state, ana.name, ana.email, str(ana)) == ("closed", "", "", "a former member")
    assert (ben.state, ben.name) == ("active", "Ben")


def test_a_sanction_in_force_waits_for_whoever_proves_the_address_again(board):
    from citycamp.people.models import Sanction, User
    from citycamp.people.permissions import is_stopped

    ana, staff = person("Ana"), person("Staff")
    address = ana.email
    Sanction.objects.create(person=ana, kind="write", reason="Vandal", by=staff)
    people.close_account(ana)

    again = User.objects.create_user("somebody@example.org", name="Somebody")
    assert not is_stopped(again, "write", None)
    people.prove_address(again, address)
    assert is_stopped(again, "write", None)
    assert address not in str(list(Sanction.objects.values()))
