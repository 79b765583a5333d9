"""What stands around the board, in each of its states: what one is told, imports, clones, reports, every phase, and
each way to be refused; by keyboard or on a phone, for axe and for a ruler. board.md 3, 11, 12, 13, 15, 17."""

import pytest
from playwright.sync_api import expect

from citycamp.people.models import Report
from events.actions.places import make_camp_page
from events.models import Camp
from sessions.actions import propose
from sessions.models import Board, Import, Session
from tests.browser.test_board import by_keyboard, full_board
from tests.browser.watching import axe_faults, check_fits, shoot, small_targets
from tests.factories.people import enrol, person, role
from tests.factories.sessions import attendee, board, camp, card, facilitator

SCRIPT = "<script>document.title = 'taken over'</script> \u202eבdesrever"


def look(page, name: str) -> list[str]:
    """What keeps somebody out of this page as it stands, by day and night, at a desk and on a phone."""
    before = page.viewport_size
    faults = [f"{name}: {fault}" for fault in axe_faults(page)]
    shoot(page, f"{name}-360", full=True)  # axe ends on a phone, by night
    page.emulate_media(color_scheme="light")
    faults += [f"{name}: small: {fault}" for fault in small_targets(page)]
    check_fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    shoot(page, f"{name}-1440", full=True)
    page.set_viewport_size(before)
    return faults


def test_what_one_is_told_is_chosen_by_keyboard(site, visitor):
    here = board(camp())
    maya = attendee(here.camp, "Maya R.")
    role(maya, "desk", camp())
    page, newcomer = visitor(user=maya), visitor(user=person("Noor"), phone=True)
    newcomer.goto("/me/notifications/")
    expect(newcomer.get_by_text("Nothing to choose yet")).to_be_visible()
    faults = look(newcomer, "told-empty")
    page.goto("/me/notifications/")
    faults += look(page, "told-full")
    group = page.get_by_role("group", name=here.camp.name).first
    group.get_by_label("Each, at once").or_(group.get_by_role("radio", checked=True)).first.focus()
    page.keyboard.press("ArrowDown")
    chosen = group.get_by_role("radio", checked=True).get_attribute("value")
    by_keyboard(page, page.get_by_role("button", name="Save my choices"))
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    expect(group.get_by_role("radio", checked=True)).to_have_attribute("value", chosen)
    assert maya.choices.get(how=chosen).scope == here.camp
    faults += look(page, "told-saved")
    assert faults == [], "\n".join(faults)


PROGRAMME = """<schedule><conference><time_zone_name>America/New_York</time_zone_name></conference>
<day date="2027-05-08"><room name="Hall with a name that is as long as the names of halls may be">
<event id="1"><title>Buses</title><start>10:00</start><duration>0:75</duration></event>
<event id="2"><title>A title that goes on and on, because whoever typed it wanted to say it all at once</title>
<start>10:00</start><duration>soon</duration><links><link href="javascript:alert(1)">x</link></links></event>
<event id="3"><title>Trams</title></event></room></day></schedule>"""


def send(page, words: str) -> None:
    file = {"name": "programme.xml", "mimeType": "text/xml", "buffer": words.encode()}
    page.get_by_label("The file").set_input_files(file)
    by_keyboard(page, page.get_by_role("button", name="Show me what it would do"))


def test_a_programme_comes_in_by_keyboard(site, visitor):
    here = board(camp())
    fay = facilitator(here.camp)
    enrol(fay)
    page = visitor(user=fay)
    page.goto(f"/events/{here.camp.slug}/board/import/")
    faults = look(page, "import")
    send(page, "<!DOCTYPE a><schedule/>")
    expect(page.get_by_text("This file was not taken.")).to_be_visible()
    faults += look(page, "import-refused")
    send(page, PROGRAMME)
    expect(page.get_by_role("heading", name="What was not as it should be")).to_be_visible()
    assert (Import.objects.get(board=here).state, here.sessions.count()) == ("preview", 0)
    faults += look(page, "import-preview")
    by_keyboard(page, page.get_by_role("button", name="Put it on the board"))
    expect(page.get_by_role("heading", name="The programme is on the board.")).to_be_visible(timeout=60_000)
    assert set(here.sessions.values_list("title", flat=True)) >= {"Buses", "Trams"}
    faults += look(page, "import-done")
    page.goto(f"/events/{here.camp.slug}/board/import/")
    expect(page.get_by_role("heading", name="Earlier files")).to_be_visible()
    send(page, PROGRAMME)
    expect(page.get_by_text("Nothing would change.")).to_be_visible()
    faults += look(page, "import-again")
    assert faults == [], "\n".join(faults)


def test_a_camp_after_another_one_is_made_on_a_phone(site, visitor):
    here = board(camp())
    make_camp_page(here.camp)
    oona = person("Oona", factor=True)
    role(oona, "organizer", here.camp)
    page = visitor(user=oona, phone=True)
    page.goto(f"/events/{here.camp.slug}/clone/")
    faults = look(page, "clone")
    page.get_by_label("What is it called?").fill("")
    page.get_by_role("button", name="Make the draft").tap()
    expect(page.locator(".field .error, .errors, [aria-invalid=true]").first).to_be_visible()
    faults += look(page, "clone-refused")
    page.get_by_label("What is it called?").fill("CityCamp Raleigh, once more")
    for tick in page.locator("form.form input[type=checkbox]").all():
        tick.check()
    page.get_by_role("button", name="Make the draft").tap()
    expect(page.get_by_text("The draft stands.")).to_be_visible()
    made = Camp.objects.get(name="CityCamp Raleigh, once more")
    assert made.state == "draft"
    faults += look(page, "clone-draft")
    assert faults == [], "\n".join(faults)


def test_a_session_is_reported_on_a_phone_without_an_account(site, visitor):
    here = board(camp())
    bus = card(here, "Bus lanes", host=attendee(here.camp))
    page = visitor(phone=True)
    page.goto(f"/events/{here.camp.slug}/board/sessions/{bus.code}/")
    page.get_by_role("link", name="Report").first.tap()
    page.wait_for_url("**/report/session/**")
    faults = look(page, "report")
    send_it = page.get_by_role("button", name="Send the report")
    send_it.tap()
    expect(page.locator("main [aria-invalid=true]").first).to_be_visible()
    faults += look(page, "report-refused")
    page.locator("main textarea").fill("It calls people names.")
    page.get_by_label("What is wrong").select_option(index=1)
    send_it.tap()
    expect(page.get_by_role("heading", name="Thank you. It was received.")).to_be_visible()
    faults += look(page, "report-sent")
    assert Report.objects.get().words == "It calls people names."
    assert faults == [], "\n".join(faults)


LOOKED_AT = {("attendee", "place"), ("facilitator", "pitch")}  # by test_no_page_of_the_board_keeps_somebody_out


@pytest.mark.proof
@pytest.mark.parametrize("who", ["attendee", "facilitator"])
def test_the_board_keeps_nobody_out_in_any_phase(site, visitor, who):
    here = full_board()
    user = here.hosts.first().user if who == "attendee" else facilitator(here.camp)
    page = visitor(user=user)
    faults = []
    for phase in ("propose", "pitch", "place", "run", "close"):
        Board.objects.filter(pk=here.pk).update(phase=phase)
        page.goto(f"/events/{here.camp.slug}/board/")
        moves = page.locator("#board [data-move]").count()
        assert (moves > 0) == (who == "facilitator" or phase in ("place", "run")), phase
        if (who, phase) not in LOOKED_AT:
            faults += look(page, f"phase-{phase}-{who}")
    assert faults == [], "\n".join(faults)


def test_each_way_to_be_refused_says_what_to_do_next(site, visitor):
    here = board(camp(), session_limit=1)
    maya, base = attendee(here.camp, "Maya R."), f"/events/{here.camp.slug}/board/"
    bus = propose(here, "Bus lanes", by=maya)
    slot, room = here.slots.first(), here.rooms.first()
    page = visitor(user=maya, phone=True)

    page.goto(f"{base}?pick={bus.code}")
    page.locator("#holding").wait_for()
    card(here, SCRIPT, host=attendee(here.camp, "Quick Quinn"), cell=(slot, room))
    page.locator(f"#c-{slot.pk}-{room.pk} .put").tap()
    expect(page.get_by_text("Your card is still in your hand.")).to_be_visible()
    faults = look(page, "refused-409")
    assert page.title() != "taken over"

    page.goto(f"{base}propose/")
    page.get_by_label("What would you like to talk about?").fill(SCRIPT)
    page.get_by_role("button", name="Put it on the board").tap()
    expect(page.get_by_text("You have 1 open session, and that is the limit here.")).to_be_visible()
    assert page.get_by_label("What would you like to talk about?").input_value() == SCRIPT
    faults += look(page, "refused-429")

    Board.objects.filter(pk=here.pk).update(session_limit=10)
    page.goto(f"{base}propose/")
    field = page.get_by_label("What would you like to talk about?")
    field.evaluate("(field, words) => { field.value = words; }", "Bell \x07 and more")
    page.get_by_role("button", name="Put it on the board").tap()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    faults += look(page, "refused-422")

    assert page.goto(f"{base}desk/").status == 403
    expect(page.get_by_role("heading", name="Not open to you")).to_be_visible()
    faults += look(page, "refused-403")
    draft = board(camp(state="draft"))
    assert page.goto(f"/events/{draft.camp.slug}/board/").status == 404
    faults += look(page, "refused-404")

    page.goto(f"{base}propose/")
    field.fill("Typed before the sign-in ended")
    page.context.clear_cookies()
    page.get_by_role("button", name="Put it on the board").tap()
    expect(page.get_by_label("What would you like to talk about?")).to_be_hidden()
    faults += look(page, "refused-expired")
    assert Session.objects.filter(board=here).count() == 2
    assert faults == [], "\n".join(faults)
