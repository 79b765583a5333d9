"""A camp with a board, and people who stand where the tests need them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from events.models import Camp, CampDay, City, Registration, Seat, Theme
from sessions.models import Board, Change, Host, Room, Session, Slot
from sessions.vocabulary import Phase, SlotKind
from tests.factories.people import person, role

numbers = count(1)
ZONE = "America/New_York"
SATURDAY = date(2027, 5, 8)
NINE = datetime(2027, 5, 8, 13, 0, tzinfo=UTC)  # 09:00 in Raleigh


def camp(**fields) -> Camp:
    """A published camp in Raleigh on a Saturday in May 2027."""
    number = next(numbers)
    city = City.objects.create(name=f"Raleigh {number}", slug=f"raleigh-{number}", country="US", zone=ZONE)
    made = Camp.objects.create(
        **{"city": city, "name": f"CityCamp Raleigh {number}", "slug": f"raleigh-2027-{number}", "zone": ZONE, **fields}
    )
    CampDay.objects.create(camp=made, date=SATURDAY, starts_at=time(9), ends_at=time(17))
    return made


def board(of: Camp | None = None, *, rooms: int = 3, slots: int = 3, phase: str = Phase.PLACE, **fields) -> Board:
    """A grid of rooms A, B, C … with 60, 40, 20 … seats and hourly slots from 10:00."""
    made = Board.objects.create(camp=of or camp(), phase=phase, **fields)
    for number in range(rooms):
        name = chr(ord("A") + number) if number < 26 else str(number)
        Room.objects.create(board=made, name=f"Room {name}", position=number, capacity=max(10, 60 - 20 * number))
    for number in range(slots):
        starts = NINE + timedelta(hours=1 + number)
        Slot.objects.create(board=made, starts_at=starts, ends_at=starts + timedelta(minutes=45))
    return made


def lunch(of: Board) -> Slot:
    starts = NINE + timedelta(hours=9)
    return Slot.objects.create(
        board=of, starts_at=starts, ends_at=starts + timedelta(hours=1), kind=SlotKind.EVERYBODY, title="Lunch"
    )


def attendee(at: Camp, name: str = "", **fields):
    """Somebody with a confirmed seat."""
    somebody = person(name, **fields)
    seat = Seat.objects.create(camp=at, number=at.seats.count() + 1)
    Registration.objects.create(camp=at, user=somebody, name=somebody.name, state="confirmed", seat=seat)
    return somebody


def facilitator(at: Camp, name: str = "Fay"):
    somebody = person(name)
    role(somebody, "facilitator", at)
    return somebody


def card(on: Board, title: str = "", *, host=None, cell: tuple[Slot, Room] | None = None, **fields) -> Session:
    """A session on the board, past the action."""
    number = next(numbers)
    slot, room = cell or (None, None)
    made = Session.objects.create(board=on, title=title or f"Session {number}", slot=slot, room=room, **fields)
    if host is not None:
        Host.objects.create(board=on, session=made, user=host, name=host.name)
    return made


def entry(on: Board, **fields) -> Change:
    on.version += 1
    on.save(update_fields=["version"])
    return Change.objects.create(board=on, version=on.version, **{"kind": Change.Kind.EDITED, **fields})


def theme(name: str = "Housing") -> Theme:
    return Theme.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults={"name": name})[0]
