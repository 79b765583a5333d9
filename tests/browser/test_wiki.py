"""wiki.md 22, items 1, 2, 8, 10, 12, 14, 41: the wiki in a real browser, under the real content security policy."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.watching import check_axe, check_fits, shoot
from tests.factories import people
from tests.factories import wiki as wikis
from wiki import actions
from wiki.models import Draft, WikiPage

numbers = count(1)
CREEK = "<h2>Water</h2><p>The creek floods twice a year. The oaks are old.</p>"


@pytest.fixture
def wiki(site):
    return wikis.wiki(slug=f"raleigh-{next(numbers)}", name="Raleigh wiki")


def writer(wiki, name):
    user = people.person(name)
    wikis.member(wiki, user, trusted=True)
    return user


def begin(page, address):
    """Open the editor and wait until it is there."""
    page.goto(f"{address}edit/")
    return ready(page)


def ready(page):
    page.get_by_role("toolbar", name="Text").wait_for()
    return page.get_by_role("textbox", name="Page text")


def put_words(page, old, new):
    """Select these words as one would with the mouse, and type over them."""
    page.evaluate(
        """([old]) => {
            const walker = document.createTreeWalker(document.querySelector(".ProseMirror"), NodeFilter.SHOW_TEXT)
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(old)
                if (at < 0) continue
                document.querySelector(".ProseMirror").focus()
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + old.length)
                return
            }
            throw new Error("not there: " + old)
        }""",
        [old],
    )
    page.keyboard.type(new)


def test_two_windows_change_different_sentences_and_no_screen_comes(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=writer(wiki, "Ana"))
    maya, omar = visitor(user=writer(wiki, "Maya")), visitor(user=writer(wiki, "Omar"))
    begin(maya, page.get_absolute_url())
    begin(omar, page.get_absolute_url())
    put_words(maya, "twice", "three times")
    maya.get_by_role("button", name="Save the page").click()
    maya.get_by_text("Saved. Your words are in the page.").wait_for()
    put_words(omar, "old", "young")
    omar.get_by_role("button", name="Save the page").click()
    omar.get_by_text("Maya’s change of").wait_for()
    expect(omar.get_by_text("The creek floods three times a year. The oaks are young.")).to_be_visible()
    omar.get_by_role("link", name="See what changed").click()
    omar.get_by_role("heading", name="What changed").wait_for()
    check_axe(omar)


def test_two_windows_change_the_same_words_and_closing_the_screen_leaves_a_draft(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=writer(wiki, "Ana"))
    loser = writer(wiki, "Omar")
    maya, omar = visitor(user=writer(wiki, "Maya")), visitor(user=loser)
    begin(maya, page.get_absolute_url())
    begin(omar, page.get_absolute_url())
    put_words(maya, "twice", "often")
    maya.get_by_role("button", name="Save the page").click()
    maya.get_by_text("Saved. Your words are in the page.").wait_for()
    put_words(omar, "twice", "seldom")
    omar.watch.expect("409")
    omar.get_by_role("button", name="Save the page").click()
    omar.get_by_role("heading", name="You and Maya changed the same words").wait_for()
    check_axe(omar)
    check_fits(omar)
    shoot(omar, "wiki-both")
    omar.goto(page.get_absolute_url())
    assert "seldom" in Draft.objects.get(user=loser).content["html"]
    omar.goto(f"{page.get_absolute_url()}edit/")
    omar.get_by_role("link", name="Go on with it").click()
    omar.get_by_role("textbox", name="Page text").get_by_text("seldom").wait_for()
    omar.get_by_role("button", name="Save the page").click()
    omar.get_by_label("Keep both, one after the other").check()
    omar.get_by_role("button", name="Save with this choice").click()
    omar.get_by_text("The creek floods often a year.").wait_for()
    expect(omar.get_by_text("The creek floods seldom a year.")).to_be_visible()
    assert not Draft.objects.filter(user=loser).exists()


def test_a_red_link_is_made_by_two_brackets_and_turns_blue_when_its_page_is_written(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=writer(wiki, "Ana"))
    maya = visitor(user=writer(wiki, "Maya"))
    box = begin(maya, page.get_absolute_url())
    box.press("Control+End")
    maya.keyboard.type(" Walk along [[")
    maya.get_by_role("combobox", name="Title of a page, or an address").fill("Harlan Lane")
    maya.get_by_role("option", name="New page: Harlan Lane").click()
    maya.get_by_role("button", name="Save the page").click()
    red = maya.get_by_role("link", name="Harlan Lane (not written yet)")
    red.wait_for()
    shoot(maya, "wiki-article")
    red.click()
    ready(maya).click()
    maya.keyboard.type("A lane with maples.")
    maya.get_by_role("button", name="Save the page").click()
    maya.get_by_text("A lane with maples.").wait_for()
    maya.goto(page.get_absolute_url())
    expect(maya.get_by_role("link", name="Harlan Lane", exact=True)).to_have_attribute(
        "href", re.compile("/harlan-lane/$")
    )
    saved = WikiPage.objects.select_related("current").get(pk=page.pk).current.html
    assert 'Walk along <a data-page="Harlan Lane">Harlan Lane</a>' in saved


def test_what_is_typed_is_a_draft_before_anybody_saves(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=writer(wiki, "Ana"))
    user = writer(wiki, "Maya")
    maya = visitor(user=user)
    box = begin(maya, page.get_absolute_url())
    box.press("Control+End")
    maya.keyboard.type(" And more.")
    maya.get_by_text("Draft kept").wait_for()
    assert "And more." in Draft.objects.get(user=user).content["html"]


def test_text_from_a_word_processor_keeps_its_marks_and_nothing_else(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html="<p>x</p>", by=writer(wiki, "Ana"))
    maya = visitor(user=writer(wiki, "Maya"))
    box = begin(maya, page.get_absolute_url())
    docs = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
        '<p dir="ltr" style="line-height:1.38">'
        '<span style="font-weight:400">Normal words, </span><span style="font-weight:700">bold ones</span></p>'
        '<ul style="margin:0"><li dir="ltr"><p><span style="font-weight:400">an entry</span></p></li></ul>'
        '<p class=MsoListParagraph style="mso-list:l0 level1"><span>·<span>&nbsp;&nbsp; </span></span>from Word</p></b>'
    )
    box.press("Control+a")
    maya.evaluate(
        """(html) => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            document.querySelector(".ProseMirror").dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        docs,
    )
    maya.get_by_role("button", name="Save the page").click()
    maya.get_by_text("Saved.").wait_for()
    html = WikiPage.objects.select_related("current").get(pk=page.pk).current.html
    assert "<p>Normal words, <strong>bold ones</strong></p>" in html.replace(' dir="ltr"', "")
    assert "<li>an entry</li>" in html.replace(' dir="ltr"', "")
    assert "<li>from Word</li>" in html
    assert "style" not in html


def test_the_editor_by_keyboard(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html="<p>x</p>", by=writer(wiki, "Ana"))
    maya = visitor(user=writer(wiki, "Maya"))
    box = begin(maya, page.get_absolute_url())
    check_axe(maya)
    check_fits(maya)
    shoot(maya, "wiki-edit")
    box.press("Control+a")
    box.press("Alt+F10")
    maya.keyboard.press("ArrowRight")
    maya.keyboard.press("ArrowRight")
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    expect(maya.locator("textarea[name=html]")).to_have_value(re.compile("<strong>x</strong>"))


def test_without_scripts_one_part_is_edited_at_a_time(site, visitor, wiki):
    page = actions.create_page(wiki, title="Pullen Creek", html=CREEK, by=writer(wiki, "Ana"))
    maya = visitor(user=writer(wiki, "Maya"), java_script_enabled=False)
    maya.goto(page.get_absolute_url())
    maya.get_by_role("link", name="Edit", exact=True).click()
    maya.get_by_role("link", name="Edit Paragraph").click()
    maya.get_by_label("Text").fill("The creek floods **seldom**.\n\n- one\n- two")
    maya.get_by_role("button", name="Save", exact=True).click()
    maya.get_by_text("Saved. Your words are in the page.").wait_for()
    assert WikiPage.objects.select_related("current").get(pk=page.pk).current.html == (
        "<h2>Water</h2><p>The creek floods <strong>seldom</strong>.</p><ul><li>one</li><li>two</li></ul>"
    )


def test_article_history_and_lists_are_read_by_everyone(site, desktop, wiki):
    ana = writer(wiki, "Ana")
    place = {"name": "Boathouse", "geometry": {"type": "Point", "coordinates": [-78.66, 35.78]}}
    html = CREEK + '<h2>Trees</h2><p>x <a data-page="Nowhere">y</a></p><h2>More</h2><p>z</p>'
    page = actions.create_page(wiki, title="Pullen Creek", html=html, by=ana, places=[place], tags=["parks"])
    actions.append_section(page, html="<p>A note.</p>", by=ana)
    for path in ("", "history/", "compare/?to=2", "history/1/"):
        desktop.goto(page.get_absolute_url() + path)
        check_axe(desktop)
        check_fits(desktop)
    for path in ("", "-/recent/", "-/map/", "-/lists/wanted/", "-/tags/parks/"):
        desktop.goto(f"/wiki/{wiki.slug}/{path}")
        check_axe(desktop)
