"""The blocks that pages are written in. No raw HTML, nothing from other hosts."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

WORDS = ["bold", "italic", "link", "ol", "ul"]


LEVELS = [("2", _("Heading")), ("3", _("Smaller heading"))]


class HeadingBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(
        choices=[("2", _("Heading")), ("3", _("Smaller heading"))], default="2", label=_("level")
    )
    text = blocks.CharBlock(max_length=120, label=_("text"))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "events/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(max_length=600, label=_("words"))
    who = blocks.CharBlock(max_length=120, required=False, label=_("who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "events/blocks/quote.html"


class ButtonBlock(blocks.StructBlock):
    words = blocks.CharBlock(max_length=60, label=_("words"))
    page = blocks.PageChooserBlock(required=False, label=_("a page here"))
    address = blocks.URLBlock(required=False, label=_("or an address"))

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            raise blocks.StructBlockValidationError(
                non_block_errors=[ValidationError(_("Choose a page here, or write an address: one of the two."))]
            )
        return cleaned

    class Meta:
        icon = "link"
        label = _("Button")
        template = "events/blocks/button.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=160, label=_("question"))
    answer = blocks.RichTextBlock(features=WORDS, max_length=3000, label=_("answer"))


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=80, label=_("name"))
    role = blocks.CharBlock(max_length=120, required=False, label=_("what they do here"))
    words = blocks.TextBlock(max_length=400, required=False, label=_("words"))


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=WORDS, label=_("Text"), icon="pilcrow", template="events/blocks/text.html")
    image = ImageBlock(label=_("Picture"), template="events/blocks/image.html")
    quote = QuoteBlock()
    button = ButtonBlock()
    questions = blocks.ListBlock(
        QuestionBlock(), icon="help", label=_("Questions and answers"), template="events/blocks/questions.html"
    )
    people = blocks.ListBlock(PersonBlock(), icon="group", label=_("People"), template="events/blocks/people.html")
    downloads = blocks.ListBlock(
        DocumentChooserBlock(), icon="download", label=_("Downloads"), template="events/blocks/downloads.html"
    )

    def clean(self, value):
        """Refuse a smaller heading that no heading stands above: readers by ear lose the way."""
        cleaned = super().clean(value)
        above = 1
        faults = {}
        for position, block in enumerate(cleaned):
            if block.block_type == "heading":
                level = int(block.value["level"])
                if level > above + 1:
                    faults[position] = ValidationError(_("A smaller heading needs a heading above it first."))
                above = level
        if faults:
            raise blocks.StreamBlockValidationError(block_errors=faults)
        return cleaned
