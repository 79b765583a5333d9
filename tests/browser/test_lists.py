"""The two lists in a real browser: an official reads and writes, for a visitor there is nothing there."""

import re

from playwright.sync_api import expect

from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories import people
from tests.factories.mailinglists import government_list, member, official, public_list


def test_an_official_reads_the_thread_and_answers_and_a_visitor_finds_no_such_page(site, visitor):
    from mailinglists.actions import write

    mailing_list = government_list("gov-deadlines", purpose="Drafts and deadlines, among officials.")
    dana, ray = official("Dana Whitlock"), official("Ray Oduya")
    for one in (dana, ray):
        member(mailing_list, one)
    message = write(
        mailing_list,
        by=dana,
        address=dana.email,
        subject="Deadline for the third action plan",
        text="Colleagues, the draft of commitment 4 is due on 12 July.\n\nTwo milestones still have no owner.\n",
        key="one",
        files=[("milestones-draft-3.csv", "text/csv", b"a,b\n")],
    ).message
    page = visitor(user=ray)
    page.goto("/lists/")
    page.get_by_role("link", name=mailing_list.name).click()
    check_axe(page)
    check_fits(page)
    shoot(page, "list")
    page.get_by_role("link", name="Deadline for the third action plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deadline for the third action plan")
    page.get_by_role("link", name="Reply to Dana Whitlock").click()
    page.get_by_role("link", name="Quote the message above").click()
    box = page.get_by_label("Your message")
    expect(box).to_have_value(re.compile("> Two milestones still have no owner"))
    check_axe(page)
    check_fits(page)
    box.fill(box.input_value() + "We can take 4.2.\n")
    page.get_by_role("button", name="Send to the list").click()
    page.get_by_text("Your message is in the archive").wait_for()
    page.goto(f"/lists/gov-deadlines/thread/{message.id_hash}/")
    expect(page.get_by_text("reply to Dana Whitlock")).to_be_visible()
    assert page.get_by_text("Freedom of Information Act").count() == 1
    page.get_by_text("Dana Whitlock wrote,").click()
    expect(page.get_by_text("Two milestones still have no owner.")).to_have_count(2)
    check_axe(page)
    check_fits(page)
    shoot(page, "thread")
    outside = visitor()
    outside.watch.expect("404")
    assert outside.goto(f"/lists/gov-deadlines/thread/{message.id_hash}/").status == 404
    assert outside.get_by_role("heading", level=1).inner_text() == "There is no page at this address."
    assert outside.goto("/lists/gov-deadlines/about/").status == 200
    expect(outside.get_by_text("Verified government officials only")).to_be_visible()


def test_a_visitor_reads_searches_and_joins_an_open_list_by_phone_without_scripts(site, visitor):
    from mailinglists.actions import post

    mailing_list = public_list("open-notices", purpose="How public bodies tell people things.")
    post(mailing_list, "The yellow sign", "A sticker costs four cents.\n", key="one")
    phone = visitor(phone=True, java_script_enabled=False)
    phone.goto("/lists/open-notices/")
    phone.get_by_role("link", name="The yellow sign").click()
    expect(phone.get_by_text("A sticker costs four cents.")).to_be_visible()
    phone.goto("/lists/open-notices/search/")
    phone.get_by_label("Words").fill("sticker")
    phone.get_by_role("button", name="Search").click()
    expect(phone.get_by_role("link", name="The yellow sign")).to_be_visible()
    phone.goto("/lists/open-notices/join/")
    phone.get_by_label("Your address").fill("new.reader@example.org")
    phone.get_by_role("button", name="Get the mail").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def test_a_moderator_decides_in_the_browser(site, visitor):
    from mailinglists.actions import write

    mailing_list = public_list("held-list", first_posts_held=1)
    moderator = people.person("Mo", factor=True)
    people.role(moderator, "moderator", mailing_list)
    noor = people.person("Noor Haddad")
    write(mailing_list, by=noor, address=noor.email, subject="My first", text="Hello.\n", key="a")
    page = visitor(user=moderator)
    page.goto("/lists/held-list/moderate/")
    check_axe(page)
    page.get_by_role("link", name="My first").click()
    check_axe(page)
    check_fits(page)
    page.get_by_role("button", name="Post it", exact=True).click()
    page.get_by_text("Nothing waits.").wait_for()
    page.goto("/lists/held-list/")
    expect(page.get_by_role("link", name="My first")).to_be_visible()
