"""The wall never scrolls and cuts nothing, whatever projects it. board.md 10."""

from tests.browser.watching import shoot
from tests.factories.sessions import attendee, board, camp, card, theme

TITLE = (
    "Who keeps the bus lanes on Harlan Avenue free of snow when the budget is spent and nobody at the depot has read it"
)
HOSTS = "Maya Rodríguez-Lindqvist of the Transit Riders"

# What of the shown page is cut: a card whose words run past its foot, or anything outside the screen.
CUT = """() => {
  const found = [];
  for (const page of document.querySelectorAll("[data-page]")) {
    for (const other of document.querySelectorAll("[data-page]")) other.hidden = other !== page;
    for (const each of page.querySelectorAll(".card, .card h2, .card .by, .card .cap, .card .cap span, header h1")) {
      const box = each.getBoundingClientRect();
      const card = (each.closest(".card") ?? page).getBoundingClientRect();
      const runs = !each.closest(".cap") && each.scrollHeight > each.clientHeight + 1;
      if (runs || box.bottom > card.bottom + 1 || box.bottom > innerHeight
        || box.right > Math.min(card.right + 1, innerWidth))
        found.push([each.tagName, each.className, Math.round(box.bottom - card.bottom),
        each.scrollHeight - each.clientHeight, each.innerText.slice(0, 40)]);
    }
  }
  const then = document.querySelector(".then").getBoundingClientRect();
  if (then.bottom > innerHeight + 1 || then.right > innerWidth + 1) found.push("next");
  if (document.documentElement.scrollHeight > innerHeight) found.push("scrolls");
  return found;
}"""
SMALL = """() => [...document.querySelectorAll("#screen *")]
  .filter(each => each.checkVisibility() && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(each => parseFloat(getComputedStyle(each).fontSize) < innerHeight / 30 - .5)
  .map(each => each.outerHTML.slice(0, 90))"""


def test_a_wall_of_long_titles_cuts_nothing_at_any_size(site, visitor):
    here = board(camp(), rooms=12, slots=3)
    housing = theme()
    for number, room in enumerate(here.rooms.all()):
        room.name = f"Hall {number} of the old depot"
        room.save()
        for slot in here.slots.all()[:2]:
            title = TITLE[: 120 if number % 4 else 60] if number % 5 else TITLE + " " + TITLE[:60]
            session = card(here, title, host=attendee(here.camp, HOSTS), cell=(slot, room))
            session.themes.add(housing)
    page = visitor(width=1280)
    page.goto(f"/events/{here.camp.slug}/board/wall/?show=grid")
    for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        shoot(page, f"wall-{width}")
        assert page.evaluate(CUT) == [], (width, height)
        assert page.evaluate(SMALL) == [], (width, height)


NAMES = (
    "The small reading room behind the stairs of the old depot 12",
    "Council chamber, second floor, past the clerk and to the left",
    "Straßenbahnbetriebshofverwaltungsgebäude am alten Güterbahnhof",
    "Gymnasium of Harlan School",
)


def test_rooms_with_long_names_keep_them_whole_on_any_wall(site, visitor):
    here = board(camp(), rooms=8, slots=2)
    themes = [theme(name) for name in ("Housing", "Transit", "Budget")]
    for number, room in enumerate(here.rooms.all()):
        room.name = f"{number} {NAMES[number % 4]}"[:60].strip()
        room.save()
        for slot in here.slots.all():
            title = TITLE[: (20, 60, 120, 200)[(number + number // 4) % 4]]
            session = card(here, title, host=attendee(here.camp, HOSTS), cell=(slot, room))
            session.themes.set(themes[: number % 4])
    page = visitor(width=1024)
    page.goto(f"/events/{here.camp.slug}/board/wall/?show=grid")
    for width, height in ((1024, 768), (1920, 1080), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CUT) == [], (width, height)
        assert page.evaluate(SMALL) == [], (width, height)
        for number in range(page.locator("[data-page]").count()):
            shoot(page, f"wall-rooms-{width}-{number}")
            page.keyboard.press("ArrowRight")
    shown = [name.strip() for name in page.locator("[data-page] .card .cap > span:last-child").all_text_contents()]
    assert shown == [room.name for room in here.rooms.all()] * 2
