"""From a visitor's report to a lifted removal, by keyboard where people decide. people.md 14, item 11."""

import re

from playwright.sync_api import expect

from citycamp.people.models import Appeal, Notice
from citycamp.people.moderation import actions
from events.actions.places import make_camp_page
from tests.browser.hands import tab_to
from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories import sessions
from tests.factories.people import person, role


def test_from_a_visitors_report_to_a_lifted_removal(site, visitor, phone):
    board = sessions.board()
    camp = board.camp
    make_camp_page(camp)
    rudy = sessions.attendee(camp, "Rudy Loud")
    card = sessions.card(board, "Whose street is it?", host=rudy, proposer=rudy, summary="Words that put people down.")
    maya, bo = person("Maya Ruiz", factor=True), person("Bo Lind", factor=True)
    for user in (maya, bo):
        role(user, "organizer", camp)

    # A visitor with a phone and no account.
    phone.goto(f"{camp.get_absolute_url()}board/sessions/{card.code}/")
    phone.get_by_role("link", name="Report this session").click()
    phone.wait_for_url("**/report/session/**")
    check_fits(phone)
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("alert")).to_contain_text("Write a sentence")
    check_axe(phone)
    shoot(phone, "report-error", full=True)
    phone.get_by_label("In your words").fill("Zelda heard him put down our neighbours.")
    phone.get_by_label("Your mail address").fill("zelda@example.org")
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you. It was received.")
    shoot(phone, "report-sent")

    # An organizer decides by keyboard alone.
    desk = visitor(user=maya)
    desk.goto("/me/")
    desk.get_by_role("link", name="One report waits").press("Enter")
    desk.wait_for_url("**/reports/")
    check_axe(desk)
    check_fits(desk)
    shoot(desk, "reports", full=True)
    expect(desk.get_by_role("link", name="Whose street is it?")).to_be_focused()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/reports/\d+/"))
    check_fits(desk)
    shoot(desk, "decision", full=True)
    desk.set_viewport_size({"width": 360, "height": 780})
    shoot(desk, "decision-phone", full=True)
    desk.set_viewport_size({"width": 1440, "height": 900})
    tab_to(desk, desk.get_by_role("button", name="I look after it"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Maya Ruiz looks after it")).to_be_visible()
    tab_to(desk, desk.get_by_label("Note", exact=True))
    for _ in range(4):
        desk.keyboard.press("ArrowDown")
    expect(desk.get_by_label("Removal", exact=True)).to_be_checked()
    for label, words in (("Rule", "Be kind"), ("Reason", "You put people down.")):
        tab_to(desk, desk.get_by_label(label, exact=True))
        desk.keyboard.type(words)
    tab_to(desk, desk.get_by_role("button", name="Take this step"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Say why it is left out").first).to_be_visible()
    expect(desk.get_by_label("Reason", exact=True)).to_have_value("You put people down.")
    check_axe(desk)
    shoot(desk, "decision-error", full=True)
    tab_to(desk, desk.get_by_label("Why steps before it are left out"))
    desk.keyboard.type("It was a threat.")
    tab_to(desk, desk.get_by_role("button", name="Take this step"))
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/reports/")
    expect(desk.get_by_role("status")).to_contain_text("Removal")
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    shoot(desk, "reports-empty")

    # The person is told, is stopped with what was typed kept, and appeals.
    [letter] = site.letters_to(rudy.email)
    assert "You put people down." in letter.text
    theirs = visitor(user=rudy)
    theirs.watch.expect("403")
    theirs.goto(f"{camp.get_absolute_url()}board/propose/")
    theirs.goto("/me/notices/")
    expect(theirs.get_by_text("You put people down.", exact=True)).to_be_visible()
    assert not re.search("Zelda|zelda|Maya", theirs.content() + letter.raw.decode())
    theirs.locator("main summary").click()
    theirs.get_by_label("Why it is wrong").fill("I was quoting a law of 1920.")
    check_axe(theirs)
    check_fits(theirs)
    shoot(theirs, "notices", full=True)
    theirs.get_by_role("button", name="Send the appeal").click()
    expect(theirs.get_by_text("You appealed.")).to_be_visible()

    # Another organizer, who did not decide first, lifts it.
    asked = Appeal.objects.get(notice=Notice.objects.get(about=rudy))
    assert asked.first_by == maya
    desk.goto("/reports/")
    expect(desk.get_by_text("Rudy Loud against")).to_have_count(0)
    other = visitor(user=bo)
    other.goto("/reports/")
    other.get_by_role("link", name="Rudy Loud against: Removal").click()
    check_axe(other)
    check_fits(other)
    shoot(other, "appeal", full=True)
    other.get_by_label("Lifted").check()
    other.get_by_label("Reason", exact=True).fill("It was a quotation.")
    other.get_by_role("button", name="Decide the appeal").click()
    expect(other.get_by_role("status")).to_contain_text("Decided")
    asked.refresh_from_db()
    assert asked.outcome == "lifted"
    theirs.reload()
    expect(theirs.get_by_text("It was a quotation.").first).to_be_visible()
    assert not actions.Sanction.objects.in_force(rudy, camp).exists()
    assert len(site.letters_to(rudy.email, 2)) == 2
