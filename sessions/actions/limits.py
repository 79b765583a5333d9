"""What may be typed, and how often somebody may write. board.md 4 and 15."""

from collections.abc import Iterable
from datetime import timedelta
from unicodedata import category

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from sessions.actions.journal import Turn
from sessions.errors import TooMany, Unusable
from sessions.models import Change

LONGEST_ADDRESS = 500
on_the_web = URLValidator(schemes=["http", "https"])


def clean_title(title: str) -> str:
    """One line of 1 to 200 letters; Unusable otherwise."""
    title = " ".join(title.split())
    if not title:
        raise Unusable(_("Write a title. One line is enough, the rest can wait."), "title")
    return clean_text(title, "title", 200)


def clean_text(text: str, field: str, limit: int) -> str:
    text = text.replace("\r\n", "\n").strip()
    if any(category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        raise Unusable(_("There is an invisible control character in it. Take it out, or type the text anew."), field)
    if len(text) > limit:
        raise Unusable(
            _("It has %(n)s letters, and %(limit)s fit. Shorten it a little.") % {"n": len(text), "limit": limit}, field
        )
    return text


def in_time(here: Turn, limit: int, span: timedelta, kinds: Iterable[str]) -> None:
    """Rates count the journal, per account and never per network address."""
    since = here.now - span
    recent = Change.objects.filter(board=here.board, by=here.by, at__gt=since, kind__in=kinds).order_by("at")
    times = list(recent.values_list("at", flat=True)[: limit + 1])
    if len(times) >= limit:
        wait = max(1, int((times[0] + span - here.now).total_seconds()))
        raise TooMany(_("That was a lot in a short time. Try again in %(n)s seconds.") % {"n": wait}, wait)


def web_address(address: str, field: str) -> None:
    """A whole http or https address, or Unusable: nothing else becomes a link."""
    try:
        on_the_web(clean_text(address, field, LONGEST_ADDRESS))
    except ValidationError:
        raise Unusable(_("Write the whole address, beginning with https://."), field) from None
