"""Wagtail's page editor in a real browser, under the same content security policy as every page."""

import re

from playwright.sync_api import expect
from wagtail.models import Page

from events.models import HomePage, StandardPage
from tests.browser.watching import shoot
from tests.factories.media import picture
from tests.factories.people import person


def add_block(editor, name: str) -> None:
    editor.get_by_role("button", name="Insert a block").last.click()
    editor.get_by_role("option", name=re.compile(f"^{name}")).first.click()


def test_a_page_is_written_with_words_and_a_picture_and_published(visitor):
    picture("A green wall")
    editor = visitor(user=person("Ines", factor=True, is_superuser=True))
    home = HomePage.objects.get()
    editor.goto(f"/admin/pages/add/events/standardpage/{home.pk}/")

    editor.get_by_role("textbox", name="Title*").fill("Getting here")
    editor.get_by_role("textbox", name="Lead").fill("Three ways, two of them step-free.")
    add_block(editor, "Text")
    editor.locator("[contenteditable=true]").last.click()
    editor.keyboard.press("Control+b")
    editor.keyboard.type("Bus 4")
    editor.keyboard.press("Control+b")
    editor.keyboard.type(" stops at the door.")
    add_block(editor, "Picture")
    editor.get_by_role("button", name="Choose an image").click()
    editor.get_by_role("dialog").get_by_role("link", name="A green wall").click()
    # It brings the picture's own text, in place of what is typed.
    expect(editor.get_by_role("dialog")).to_have_count(0)
    editor.get_by_role("textbox", name="Alt text").fill("Ivy on the wall of the school")
    shoot(editor, "editor")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish").click()
    editor.wait_for_url(f"**/admin/pages/{home.pk}/")
    expect(editor.get_by_role("status").first).to_contain_text("created and published")

    page = StandardPage.objects.get(title="Getting here")
    assert page.live
    assert [block.block_type for block in page.body] == ["text", "image"]
    assert "<b>Bus 4</b> stops at the door." in str(page.body[0].value)
    assert page.body[1].value.contextual_alt_text == "Ivy on the wall of the school"
    assert Page.objects.get(pk=page.pk).get_parent().pk == home.pk


def test_the_editors_rooms_open_without_a_report(visitor):
    editor = visitor(user=person("Walt", factor=True, is_superuser=True))
    home = HomePage.objects.get()
    for address in (
        "/admin/",
        f"/admin/pages/{home.pk}/",
        f"/admin/pages/{home.pk}/edit/",
        f"/admin/pages/{home.pk}/history/",
        "/admin/images/",
        "/admin/images/add/",
        "/admin/documents/",
        "/admin/reports/site-history/",
    ):
        answer = editor.goto(address)
        assert answer.status == 200, address
        editor.wait_for_load_state("networkidle")
    editor.goto("/admin/")
    shoot(editor, "editor-home")
