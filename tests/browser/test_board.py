"""The board in every hand: by tap alone on the narrowest phone, by keyboard, without scripts; and each page in its
states, as axe, a screen reader and a ruler meet it. board.md 5, 6, 10, 13, 17."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sessions.actions import join_line
from sessions.models import Board, Pitch, Session, Slot
from tests.browser.hands import seconds_of, tab_to
from tests.browser.test_camp_day import Day
from tests.browser.watching import axe_faults, check_fits, shoot, small_targets
from tests.factories.sessions import attendee, board, camp, card, facilitator, lunch, theme

TITLE = "Trees on every school yard"


@pytest.fixture
def day(site):
    return Day()


# One story, three hands


def by_tap(page, target):
    target.scroll_into_view_if_needed()
    target.tap()


def by_click(page, target):
    target.click()


def by_keyboard(page, target):
    tab_to(page, target)
    page.keyboard.press("Enter")


HANDS = {
    "tap": (by_tap, {"phone": True, "width": 320}),
    "keyboard": (by_keyboard, {}),
    "no scripts": (by_click, {"width": 360, "java_script_enabled": False}),
    "tap without scripts": (by_tap, {"phone": True, "width": 320, "java_script_enabled": False}),
}


@pytest.mark.parametrize("hand", HANDS)
def test_propose_star_pick_up_put_down_be_refused_take_the_first_offer_undo(site, visitor, day, hand):
    press, size = HANDS[hand]
    page = visitor(user=day.maya, **size)

    page.goto(f"{day.address}propose/")
    field = page.get_by_label("What would you like to talk about?")
    if hand == "keyboard":
        tab_to(page, "#id_title")
        page.keyboard.type(TITLE)
        page.keyboard.press("Enter")
    else:
        press(page, field)
        page.keyboard.type(TITLE)
        press(page, page.get_by_role("button", name="Put it on the board"))
    page.get_by_text("Your session is on the board.").wait_for()
    mine = Session.objects.get(board=day.board, title=TITLE)

    page.goto(day.address)
    press(page, page.locator(f'[data-star="{day.night.code}"]'))
    page.locator(f'[data-star="{day.night.code}"][aria-pressed=true]').wait_for()
    assert day.night.stars.count() == 1

    def pick(session):
        press(page, page.locator(f'[data-move="{session.code}"]'))
        page.locator("#holding").wait_for()

    def put(slot, room):
        press(page, page.locator(f"#c-{slot.pk}-{room.pk} .put"))

    pick(mine)
    put(day.slot, day.room)
    page.locator("#told").get_by_text(f"“{TITLE}” is at 10:00 EDT, Room A.").wait_for()
    mine.refresh_from_db()
    assert (mine.slot, mine.room) == (day.slot, day.room)

    slot, room = list(day.board.slots.all())[1], day.room
    pick(day.bus)
    target = page.locator(f"#c-{slot.pk}-{room.pk} .put")
    target.wait_for()
    # Past the journal, so that this page hears nothing of it before it asks.
    there = card(day.board, "Somebody was quicker", host=attendee(day.camp, "Quick Quinn"), cell=(slot, room))
    press(page, target)
    told = page.locator("#told")
    told.get_by_text("Your card is still in your hand.").wait_for()
    assert "Room A at 11:00 was taken" in told.inner_text()
    assert there.title in told.inner_text()
    shoot(page, f"refused-{hand.replace(' ', '-')}")
    day.bus.refresh_from_db()
    assert day.bus.slot is None

    press(page, told.locator(".nearest button").first)
    told.get_by_text("“Bus lanes on Harlan Avenue” is at 11:00 EDT").wait_for()
    day.bus.refresh_from_db()
    assert day.bus.slot == slot
    expect(page.locator("#holding")).to_be_hidden()

    press(page, told.get_by_role("button", name="Undo"))
    told.get_by_text("“Bus lanes on Harlan Avenue” is back in the tray.").wait_for()
    day.bus.refresh_from_db()
    assert (day.bus.slot, day.bus.place_version) == (None, 2)


# What is read aloud

ANNOUNCED = """() => {
  const live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
  window.said = [];
  const say = ({textContent}) => { if (textContent.trim()) window.said.push(textContent.trim()); };
  const changes = {childList: true, characterData: true, subtree: true};
  for (const region of document.querySelectorAll(live))
    new MutationObserver(() => say(region)).observe(region, changes);
  new MutationObserver(records => {
    for (const record of records) for (const node of record.addedNodes) if (node.nodeType === 1)
      for (const region of [node, ...node.querySelectorAll("*")]) if (region.matches(live)) say(region);
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_pick_up_result_and_refusal_are_said_once(site, visitor, day):
    page = visitor(user=day.maya)
    page.goto(day.address)
    page.evaluate(ANNOUNCED)
    page.locator(f'[data-move="{day.bus.code}"]').click()
    page.locator("#holding").wait_for()
    page.locator(f"{day.cell} .put").click()
    page.locator("#told h2").wait_for()
    page.locator(f'{day.cell} .card[data-code="{day.bus.code}"]').wait_for()
    # Past the five seconds after which others' changes are summed up, by the page's own clock.
    page.evaluate("() => new Promise(done => setTimeout(done, 6000))")
    holding, placed = "You are holding “Bus lanes on Harlan Avenue”.", "“Bus lanes on Harlan Avenue” is at 10:00 EDT"
    said = page.evaluate("window.said")
    assert [sum(words in one for one in said) for words in (holding, placed)] == [1, 1], said
    page.locator(f'[data-move="{day.bus.code}"]').click()
    page.locator("#holding").wait_for()
    slot = list(day.board.slots.all())[2]
    card(day.board, "Quicker", host=attendee(day.camp), cell=(slot, day.room))
    page.locator(f"#c-{slot.pk}-{day.room.pk} .put").click()
    page.get_by_text("Your card is still in your hand.").wait_for()
    said = page.evaluate("window.said")
    assert sum("Room A at 12:00 was taken" in one for one in said) == 1, said


def test_what_others_change_is_said_summed_up_unless_it_is_turned_off(site, visitor, day):
    page = visitor(user=day.tomas)
    page.goto(day.address)
    aloud = page.get_by_role("button", name="Say what others change")
    for expected in (1, 0):
        page.evaluate(ANNOUNCED)
        session = card(day.board, "Others move", host=day.maya)
        other = visitor(user=day.maya)
        other.goto(f"{day.address}?pick={session.code}")
        other.locator(".put").first.click()
        other.locator("#told h2").wait_for()
        page.locator(f'.cell .card[data-code="{session.code}"]').wait_for()
        # By the page's own clock, so that its five seconds are over first.
        page.evaluate("() => new Promise(done => setTimeout(done, 5500))")
        assert page.evaluate("window.said.filter(one => one.includes('Others move')).length") == expected
        aloud.focus()
        page.keyboard.press("Enter")
        expect(aloud).to_have_attribute("aria-pressed", "false" if expected else "true")
        other.locator("#told").get_by_role("button", name="Undo").click()
        other.locator("#told").get_by_text("back in the tray").wait_for()


def test_in_the_accessibility_tree_each_session_has_time_zone_and_room(site, visitor):
    here = full_board()
    page = visitor()
    page.goto(f"/events/{here.camp.slug}/board/")
    tree = page.locator("#board").aria_snapshot()
    for session in Session.objects.filter(board=here, slot__isnull=False).select_related("slot", "room"):
        hour = f"{session.slot.starts_at.hour - 4}:00 EDT, {session.room.name}, {session.room.capacity} seats."
        before = tree[: tree.index(session.title.strip())]
        assert hour in before[-200:], (hour, before[-200:])
    headings = page.locator("#board h3").all_inner_texts()
    assert headings == sorted(headings)


# Each page, empty and full, for each who comes


def full_board(**fields) -> Board:
    """A day with all that a card can say, and titles as long as they may be."""
    here = board(camp(), rooms=4, slots=4, **fields)
    here.rooms.update(directions="Up the stairs by the kitchen, second door.")
    lunch(here)
    housing = theme("Housing")
    slots, rooms = list(here.slots.filter(kind="sessions")), list(here.rooms.all())
    host = attendee(here.camp, "Maya R. Lindqvist-Oyelaran")
    words = [
        "Bus lanes",
        "Who reads the budget before it is voted on, and in which words?",
        "W" * 40 + " " + "long " * 31,
    ]
    for n in range(11):
        session = card(
            here, f"{n}: {words[n % 3]}"[:200], cell=(slots[n % 4], rooms[n // 4]),
            host=host if n < 4 else attendee(here.camp, f"Host of {n}"),
            needs=["step-free"] if n == 2 else [], on_record=n != 3, pinned=n == 5, summary="Words.\n\nMore words." * 9,
        )  # fmt: skip
        session.themes.add(housing)
    for title in ("In the tray", words[2].strip()):
        card(here, title, host=host)
    card(here, "Somebody should talk about water", kind="wish", wished_by="Ana")
    card(here, "From the door", state="held")
    return here


def empty_board(**fields) -> Board:
    return Board.objects.create(camp=camp(), **fields)


def pages_of(here: Board, who: str) -> list[tuple[str, str]]:
    """(address, what it is) as this person meets them; a screen is always dark, and paper light."""
    base = f"/events/{here.camp.slug}/board/"
    rooms, placed = list(here.rooms.all()), here.sessions.filter(slot__isnull=False).first()
    own = here.sessions.filter(title="In the tray").first()
    found = [(base, "page")]
    if who == "visitor":
        found += [(f"{base}?show=now", "page"), (f"{base}propose/", "page"), (f"{base}pitch/", "page")]
        found += [
            (f"{base}wall/?show=grid", "screen"),
            (f"{base}wall/?show=pitch", "screen"),
            (f"{base}print/", "paper"),
        ]
        found += [(f"{base}rooms/{room.pk}/door/", "paper") for room in rooms[:1]]
        found += [(f"{base}sessions/{session.code}/", "page") for session in (placed,) if session]
    if who == "attendee":
        found += [(f"{base}?show=mine", "page")]
        found += [(f"{base}?pick={own.code}", "page"), (f"{base}sessions/{own.code}/", "page")] if own else []
        found += [(f"{base}sessions/{own.code}/edit/", "page")] if own else []
    if who == "facilitator":
        found += [(f"{base}desk/", "page"), (f"{base}pitch/", "page"), (f"{base}print/?what=cards", "paper")]
        found += [(f"{base}sessions/{placed.code}/", "page")] if placed else []
    return found


@pytest.mark.parametrize("who", ["visitor", "attendee", "facilitator"])
def test_no_page_of_the_board_keeps_somebody_out(site, visitor, who):
    faults = []
    for make in (empty_board, full_board):
        here = make(phase="pitch" if who == "facilitator" else "place")
        host = here.hosts.first().user if here.hosts.exists() else attendee(here.camp)
        user = {"visitor": None, "attendee": host, "facilitator": facilitator(here.camp)}[who]
        for session in here.sessions.filter(kind="session", state="open")[:5] if here.phase == "pitch" else []:
            Pitch.objects.create(board=here, session=session, state="waiting")
        first = here.pitches.first()
        if first:
            Pitch.objects.filter(pk=first.pk).update(state="now", started_at=timezone.now())
        page = visitor(user=user)
        for number, (path, kind) in enumerate(pages_of(here, who)):
            page.set_viewport_size({"width": 1440, "height": 900})
            answer = page.goto(path)
            assert answer.status == 200, path
            name = f"board-{who}-{make.__name__[:5]}-{number}"
            shoot(page, f"{name}-1440")
            schemes = ("light", "dark") if kind == "page" else ("light",)
            faults += [f"{path}: {fault}" for fault in axe_faults(page, schemes=schemes)]
            shoot(page, f"{name}-360", full=True)
            faults += [f"{path}: small: {fault}" for fault in small_targets(page)] if kind == "page" else []
            page.emulate_media(color_scheme="light")
            if kind != "screen":
                check_fits(page)
    assert faults == [], "\n".join(faults)


# Screens that nobody touches


def running_day(turn: datetime) -> Board:
    """A board with a slot that runs now, and one that follows at this moment."""
    here = board(camp(), rooms=2, slots=0)
    times = [(turn - timedelta(minutes=20), turn), (turn, turn + timedelta(hours=1))]
    for number, (starts, ends) in enumerate(times):
        slot = Slot.objects.create(board=here, starts_at=starts, ends_at=ends)
        card(here, f"Session {number} of the day", host=attendee(here.camp), cell=(slot, here.rooms.first()))
    return here


def test_the_wall_and_the_door_turn_by_themselves_when_a_slot_does(site, visitor):
    wall, door, phone = visitor(width=1920), visitor(), visitor(phone=True)

    def load(here: Board) -> float:
        base = f"/events/{here.camp.slug}/board/"
        paths = {wall: "wall/?show=now", door: f"rooms/{here.rooms.first().pk}/door/", phone: "?show=now"}
        return seconds_of(lambda: [screen.goto(base + path) for screen, path in paths.items()])

    # How long the screens of another day take tells when a slot of this one may turn.
    took = load(running_day(timezone.now()))
    turn = timezone.now() + timedelta(seconds=3 + 3 * took)
    took = load(running_day(turn))
    expect(wall.locator("[data-page]:not([hidden]) .card")).to_contain_text("Session 0")
    expect(wall.locator("[data-then]:not([hidden])")).to_contain_text("Session 1")
    expect(door.locator("li.is-now")).to_contain_text("Session 0")
    wall.locator("[data-page]:not([hidden]) .card").get_by_text("Session 1").wait_for()
    assert timezone.now() - turn < timedelta(seconds=max(3, 3 * took))
    door.locator("li.is-now").get_by_text("Session 1").wait_for()
    phone.locator(".agenda section").first.get_by_text("Session 1").wait_for()


SHOWN_AND_FOOT = """() => ["[data-page]:not([hidden]) h2 bdi", "[data-then]:not([hidden]) bdi"].map(
  words => [...document.querySelectorAll(words)].map(each => each.innerText))"""


def test_before_the_day_a_wall_page_and_its_foot_name_different_sessions(site, visitor):
    here = full_board()
    wall = visitor(width=1920)
    wall.goto(f"/events/{here.camp.slug}/board/wall/")
    pages = wall.locator("[data-page]").count()
    assert pages > 4
    seen = set()
    for _ in range(pages):
        # Both at one moment, for pages turn by themselves.
        shown, foot = map(set, wall.evaluate(SHOWN_AND_FOOT))
        assert not shown & foot, shown & foot
        seen |= shown
        wall.keyboard.press("ArrowRight")
    assert len(seen) > 4
    wall.mouse.click(960, 500)
    expect(wall.get_by_text("Paused")).to_be_visible()
    shoot(wall, "wall-before")


def press_key(desk, key: str) -> None:
    """Until the page that follows is there, and hears keys; what is told live can show the same before it."""
    with desk.expect_navigation():
        desk.keyboard.press(key)


def test_two_facilitators_press_next_at_once_and_nobody_is_skipped(site, visitor):
    here = full_board(phase="pitch")
    line = list(here.sessions.filter(kind="session", state="open")[:4])
    for session in line:
        join_line(session, by=facilitator(here.camp))
    desks = [visitor(user=facilitator(here.camp, name)) for name in ("Fay", "Gus")]
    for desk in desks:
        desk.goto(f"/events/{here.camp.slug}/board/pitch/")
    press_key(desks[0], "Space")
    for desk in desks:
        desk.locator(".sheet h2").get_by_text(line[0].title).wait_for()
    at = time.time() * 1000 + 500
    press = "at => setTimeout(() => document.querySelector('[data-key=n]').click(), at - Date.now())"
    with desks[0].expect_navigation(), desks[1].expect_navigation():
        for desk in desks:
            desk.evaluate(press, at)
    for desk in desks:
        desk.locator(".sheet h2").get_by_text(line[1].title).wait_for()
    states = dict(Pitch.objects.filter(board=here).values_list("session__title", "state"))
    assert [states[session.title] for session in line] == ["done", "now", "waiting", "waiting"]


def test_the_line_is_run_by_keys_which_can_be_switched_off(site, visitor):
    here = full_board(phase="pitch")
    line = list(here.sessions.filter(kind="session", state="open")[:3])
    for session in line:
        join_line(session, by=facilitator(here.camp))
    desk, wall = visitor(user=facilitator(here.camp)), visitor(width=1920)
    desk.goto(f"/events/{here.camp.slug}/board/pitch/")
    wall.goto(f"/events/{here.camp.slug}/board/wall/")
    for key, title in (("Space", line[0]), ("n", line[1]), ("b", line[0]), ("s", line[1])):
        press_key(desk, key)
        desk.locator(".sheet h2").get_by_text(title.title).wait_for()
        wall.locator(".pitch h2").get_by_text(title.title).wait_for()
    shoot(desk, "pitch-desk-1440")
    shoot(wall, "pitch-wall")
    ends = desk.locator("[data-ends]")
    before = datetime.fromisoformat(ends.get_attribute("data-ends"))
    press_key(desk, "t")
    expect(ends).to_have_attribute("data-of", "40")
    assert datetime.fromisoformat(ends.get_attribute("data-ends")) - before == timedelta(seconds=10)
    left = (before - timezone.now()).total_seconds() + 10
    assert left <= int(ends.inner_text()) <= 40
    assert Pitch.objects.get(board=here, state="now").seconds == 40
    desk.get_by_role("checkbox", name="Keys work here").uncheck()
    desk.locator("h1").click()
    desk.keyboard.press("n")
    desk.wait_for_timeout(700)
    assert Pitch.objects.get(board=here, state="now").session == line[1]


# Four numbers of the timer, each with the true time at which it came, whatever the page's Date says.
COUNTED = """() => { window.counted = new Promise(done => {
  const found = [];
  const look = () => {
    const shown = Number(document.querySelector("[data-ends]").textContent);
    if (shown !== found.at(-1)?.[0]) found.push([shown, performance.timeOrigin + performance.now()]);
    if (found.length > 4) done(found.slice(1)); else setTimeout(look, 10);
  };
  look();
}); }"""


def test_timers_of_two_screens_with_wrong_clocks_agree(site, visitor):
    here = full_board(phase="pitch")
    session = here.sessions.filter(kind="session", state="open").first()
    Pitch.objects.create(board=here, session=session, state="now", started_at=timezone.now(), seconds=180)
    walls = [visitor(width=1920) for _ in range(3)]
    wrong = "by => { const real = Date.now; Date.now = () => real() + by; }"
    for wall, by in zip(walls, (0, 7 * 3600_000, -40_000), strict=True):
        wall.add_init_script(f"({wrong})({by})")  # its own clock is hours or seconds off
        wall.goto(f"/events/{here.camp.slug}/board/wall/")
    ends = Pitch.objects.get(board=here).started_at.timestamp() + 180
    for wall in walls:
        wall.evaluate(COUNTED)
    for wall in walls:
        counted = wall.evaluate("window.counted")
        counts = [count for count, _at in counted]
        assert counts == sorted(counts, reverse=True)
        # A busy machine draws a number late, never early; the promptest tells how far the screen's clock is off.
        off = [count - (ends - at / 1000) for count, at in counted]
        assert -0.1 < min(off) < 1, (counted, off)


@pytest.mark.proof
def test_a_wall_cut_off_for_a_minute_says_its_age_and_is_right_five_seconds_after(site, visitor, day):
    wall = visitor(width=1920)
    wall.watch.expect("")
    wall.goto(f"{day.address}wall/?show=grid")
    wall.wait_for_timeout(2000)
    site.server.kill()
    cut = time.monotonic()
    try:
        wall.locator("#lost").wait_for(timeout=25_000)
        said = time.monotonic() - cut
        assert "This is the board as of" in wall.locator("#lost").inner_text()
        Session.objects.filter(pk=day.bus.pk).update(slot=day.slot, room=day.room)
        Board.objects.filter(pk=day.board.pk).update(version=1)
        shoot(wall, "wall-lost")
        wall.wait_for_timeout(1000 * (60 - (time.monotonic() - cut)))
    finally:
        site.server.start()
    back = time.monotonic()
    wall.locator(f'#screen [data-code="{day.bus.code}"]').first.wait_for(state="attached", timeout=5_000)
    wall.locator("#lost").wait_for(state="hidden", timeout=5_000)
    print(f"said after {said:.1f} s, right {time.monotonic() - back:.1f} s after return")
