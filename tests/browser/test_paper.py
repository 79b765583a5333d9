"""The board on paper: no cell cut, no word lost, codes that a phone reads, the version on each sheet. board.md 10."""

import re
from datetime import timedelta

import pytest

from sessions.models import Board, Host, Room, Session, Slot
from sessions.sheets import PAPERS, evenly
from sessions.vocabulary import Feature, SlotKind
from tests.browser.papers import Sheet, sheets, squeezed
from tests.browser.watching import check_axe, check_fits, shoot, small_targets
from tests.factories.sessions import NINE, camp, facilitator, theme

WORDS = (
    "Who keeps the bus lanes free of snow when the budget is spent and nobody at the depot has read the plan of the"
    " city and of what is left of it in spring, if anybody asked us"
)
STAMP = re.compile(r"Boardversion218,\d+[A-Z][a-z]+\d\d:\d\dE[SD]T")
SIZES = {"a4": (210, 297), "a3": (297, 420), "letter": (216, 279)}


def full_board(rooms: int, slots: int, *, each: int) -> Board:
    """Every `each`-th cell is taken, by titles of 3 to 200 letters; twelve more lie in the tray."""
    board = Board.objects.create(camp=camp(), phase="place", version=218)
    halls = Room.objects.bulk_create(
        Room(
            board=board,
            name=f"Hall {n} of the old depot"
            if n % 7
            else f"Hall {n}, which everybody calls the long room by the stairs",
            position=n,
            capacity=20 + n,
            features=[Feature.SCREEN, Feature.STEP_FREE],
            directions="Up the stairs and left." if n % 3 else "",
        )
        for n in range(rooms)
    )
    times = Slot.objects.bulk_create(
        Slot(
            board=board,
            starts_at=NINE + timedelta(hours=n + 1),
            ends_at=NINE + timedelta(hours=n + 1, minutes=45),
            kind=SlotKind.EVERYBODY if n == 1 else SlotKind.SESSIONS,
            title="Lunch in the yard" if n == 1 else "",
        )
        for n in range(slots)
    )
    cells = [(slot, room) for slot in times if slot.kind == SlotKind.SESSIONS for room in halls][::each] + [
        (None, None)
    ] * 12
    made = Session.objects.bulk_create(
        Session(
            board=board,
            title=f"T{n:04}: {title(n)}".strip(),
            code=f"{board.pk:02}{n:04}",
            slot=slot,
            room=room,
            needs=[Feature.SCREEN, Feature.HEARING_LOOP] if n % 2 else [],
            on_record=bool(n % 5),
        )
        for n, (slot, room) in enumerate(cells)
    )
    hosts = (4 if n % 11 == 0 else 1 for n in range(len(made)))
    Host.objects.bulk_create(
        Host(board=board, session=session, name=f"Guest {session.code}.{m} Ngozi-Brandt")
        for session, many in zip(made, hosts, strict=True)
        for m in range(many)
    )
    housing = theme()
    Session.themes.through.objects.bulk_create(
        Session.themes.through(session=session, theme=housing) for session in made[::2]
    )
    return board


def title(n: int) -> str:
    if n % 17 == 0:
        return "x" * 190
    if n % 13 == 0:
        return "Автобус после полуночи: кто отвечает перед горожанами"
    return WORDS[: 3 + 29 * n % 190]


def printed(page, board: Board, what: str, paper: str) -> list[Sheet]:
    page.goto(f"/events/{board.camp.slug}/board/print/?what={what}&paper={paper}")
    found = sheets(page.pdf(prefer_css_page_size=True))
    short, tall = SIZES[paper]
    wide, high = (tall, short) if what == "grid" else (short, tall)
    assert {(sheet.wide, sheet.high) for sheet in found} == {(wide, high)}
    assert [sheet.number for sheet in found if not STAMP.search(sheet.words)] == []
    return found


def placed(board: Board) -> list[Session]:
    return list(board.sessions.select_related("slot", "room").prefetch_related("hosts"))


def words_of(session: Session) -> list[str]:
    return [session.title, ", ".join(host.name for host in session.hosts.all()), session.code]


def check_grid(page, board: Board, paper: str) -> None:
    """Each cell whole on one sheet, which also says its room and time; all rooms and times are there."""
    found = printed(page, board, "grid", paper)
    for session in placed(board):
        where = [sheet for sheet in found if sheet.has(*words_of(session))]
        assert len(where) == 1, session.title
        assert sum(sheet.has(session.title) for sheet in found) == 1
        if session.slot:
            clock = (session.slot.starts_at - timedelta(hours=4)).strftime("%H:%M")
            assert where[0].has(session.room.name, f"{session.room.capacity} seats", clock)
        assert session.on_record or where[0].has("Off record")
    rooms = list(board.rooms.all())
    parts = evenly(rooms, PAPERS[paper].columns)
    assert [part for part in parts if not any(s.has(*(r.name for r in part), "Lunch in the yard") for s in found)] == []


def check_doors(page, board: Board, paper: str, *, read: int) -> None:
    found = printed(page, board, "doors", paper)
    for room in board.rooms.all():
        mine = [sheet for sheet in found if sheet.has(room.name, f"{room.capacity} seats, screen, step-free.")]
        day = "".join(sheet.words for sheet in mine)
        assert all(all(squeezed(text) in day for text in words_of(session)[:2]) for session in room.sessions.all()), (
            room
        )
        for sheet in mine[: 1 if room.position < read else 0]:
            [(address, side)] = sheet.codes()
            assert address.endswith(f"/events/{board.camp.slug}/board/rooms/{room.pk}/door/")
            assert side >= 25


def check_cards(page, board: Board, paper: str) -> None:
    """Eight to a sheet, and each code opens its own card's form."""
    found = printed(page, board, "cards", paper)
    waiting = placed(board)
    assert len(found) == -(-len(waiting) // 8)
    spilt = "all => all.filter(card => card.scrollHeight > card.clientHeight + 1).map(card => card.innerText)"
    assert page.locator(".wallcard").evaluate_all(spilt) == []
    assert page.locator(".wallcard h2").evaluate_all(OVERLAPS) == []
    opens = {}
    for sheet in found:
        for address, side in sheet.codes():
            assert side >= 25
            code = address.split("/c/")[1][:6]
            opens[code] = address
            assert sheet.has(code)
    assert sorted(opens) == sorted(session.code for session in waiting)
    assert all(sum(sheet.has(*words_of(session)) for sheet in found) == 1 for session in waiting)
    page.goto(opens[waiting[3].code])
    assert page.get_by_role("heading", level=1).inner_text() == waiting[3].title


# A title that runs into the hosts or into the code below it.
OVERLAPS = """titles => titles.filter(title => [".hosts", ".qr"].some(
  below => title.offsetTop + title.scrollHeight > title.parentElement.querySelector(below).offsetTop + 1
)).map(title => title.innerText)"""


def check_labels(page, board: Board, paper: str) -> None:
    found = printed(page, board, "labels", paper)
    assert len(found) == -(-(board.rooms.count() + board.slots.count()) // 8)
    for room in board.rooms.all():
        assert sum(sheet.has(room.name, f"{room.capacity} seats") for sheet in found) == 1


def test_a_board_of_92_rooms_is_printed_whole(site, visitor):
    board = full_board(92, 3, each=3)
    page = visitor(user=facilitator(board.camp))
    check_grid(page, board, "a4")
    check_doors(page, board, "a4", read=2)
    check_cards(page, board, "letter")
    check_labels(page, board, "a3")


@pytest.mark.proof
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(("rooms", "slots"), [(12, 8), (12, 20), (92, 6)])
def test_on_every_paper(site, visitor, rooms, slots, paper):
    board = full_board(rooms, slots, each=2 if rooms > 12 else 1)
    page = visitor(user=facilitator(board.camp))
    check_grid(page, board, paper)
    check_doors(page, board, paper, read=rooms)
    check_cards(page, board, paper)
    check_labels(page, board, paper)


def test_choosing_what_and_on_which_paper(site, visitor):
    board = full_board(12, 6, each=3)
    page = visitor(user=facilitator(board.camp))
    page.goto(f"/events/{board.camp.slug}/board/print/")
    check_axe(page)
    check_fits(page)
    assert small_targets(page) == []
    shoot(page, "print", full=True)
    assert page.get_by_label("Letter").is_checked()
    page.get_by_label("Door sheets").check()
    page.get_by_label("A3").check()
    page.get_by_role("button", name="Show the sheets").click()
    page.get_by_role("heading", name="Hall 0", exact=False).first.wait_for()
    assert page.locator(".sheet.paper-a3").count() >= 12
    for what in ("grid", "doors", "labels", "cards"):
        page.goto(f"/events/{board.camp.slug}/board/print/?what={what}&paper=a4")
        check_axe(page, schemes=("light",), widths=(1440,))
        shoot(page, f"print-{what}")
