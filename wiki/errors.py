"""Why an act in the wiki was refused. Each says in a sentence what happened and what to do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from wiki.content import Content, Together
    from wiki.models import Proposal, Revision, WikiPage


class WikiError(Exception):
    """An act that was refused. What was typed is still the caller's, and becomes a draft."""

    sentence = _("This was not saved.")

    def __init__(self, sentence: object = None, field: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.field = field
        super().__init__(str(self.sentence))

    def __str__(self) -> str:
        return str(self.sentence)


class Refused(WikiError):
    """The input itself; `field` is title, html, tags, places or summary."""


class NotAllowed(WikiError):
    sentence = _("You may read this here, and not change it.")


class NothingChanged(WikiError):
    sentence = _("Nothing changed, so nothing was saved.")


class TooBusy(WikiError):
    sentence = _("Many people are saving this page at this moment. Your text is kept: save it again in a minute.")


class PageGone(WikiError):
    sentence = _("This page was deleted meanwhile.")

    def __init__(self, page: WikiPage, revision: Revision | None) -> None:
        super().__init__()
        self.page, self.revision = page, revision


class TitleTaken(WikiError):
    sentence = _("There is a page with this title already. Open that page, or choose another title.")

    def __init__(self, page: WikiPage | None) -> None:
        super().__init__(field="title")
        self.page = page


class TooFast(WikiError):
    """`again_at` is when the next save is welcome."""

    sentence = _("That was quick. Your text is kept.")

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at


class Held(WikiError):
    """The edit waits for a steward; it is the `proposal`."""

    sentence = _("Your edit is waiting. Only you and the stewards see it until one of them has read it.")

    def __init__(self, proposal: Proposal) -> None:
        super().__init__()
        self.proposal = proposal


class WordsCollide(WikiError):
    """Both changed the same words: `mine` is what was typed, `theirs` the state that is saved already."""

    sentence = _("Somebody else changed the same words. Choose what stays.")

    def __init__(self, together: Together, mine: Content, theirs: Revision) -> None:
        super().__init__()
        self.together, self.mine, self.theirs = together, mine, theirs
