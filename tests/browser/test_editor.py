"""Wagtail's page editor in a real browser, under the same content security policy as every page."""

import io
import re

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Page

from citycamp.media.models import Picture
from events.models import HomePage, StandardPage
from tests.browser.watching import shoot
from tests.factories.people import person


def small_picture() -> Picture:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "#14513c").save(out, "PNG")
    return Picture.objects.create(
        title="A green wall", file=ContentFile(out.getvalue(), name="forest.png"), width=640, height=400
    )


def add_block(editor, name: str) -> None:
    editor.get_by_role("button", name="Insert a block").last.click()
    editor.get_by_role("option", name=re.compile(f"^{name}")).first.click()


def test_a_page_is_written_with_words_and_a_picture_and_published(site, visitor, settings):
    settings.MEDIA_ROOT = site.folder / "media"
    picture = small_picture()
    editor = visitor(user=person("Ines", factor=True, is_superuser=True))
    home = HomePage.objects.get()
    editor.goto(f"/admin/pages/add/events/standardpage/{home.pk}/")

    editor.get_by_label("Title*").fill("Getting here")
    editor.get_by_label("Lead").fill("Three ways, two of them step-free.")
    add_block(editor, "Text")
    words = editor.get_by_role("textbox", name=re.compile("Text|Rich", re.IGNORECASE)).last
    words.click()
    editor.keyboard.press("Control+b")
    editor.keyboard.type("Bus 4")
    editor.keyboard.press("Control+b")
    editor.keyboard.type(" stops at the door.")
    add_block(editor, "Picture")
    editor.get_by_role("button", name="Choose an image").click()
    editor.get_by_role("dialog").get_by_role("link", name=re.compile(picture.title)).click()
    editor.get_by_label("Alt text").fill("Ivy on the wall of the school")
    editor.wait_for_timeout(500)
    shoot(editor, "editor")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish").click()
    editor.get_by_text("Page 'Getting here' created and published.").wait_for()

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
        "/admin/account/",
    ):
        answer = editor.goto(address)
        assert answer.status == 200, address
        editor.wait_for_load_state("networkidle")
    editor.goto("/admin/")
    shoot(editor, "editor-home")
