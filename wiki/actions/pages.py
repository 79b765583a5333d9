"""Pages that apps above ask for: hubs of camps, session notes, sections. wiki.md 12."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from citycamp.people.models import User
from wiki import wikilinks
from wiki.actions.saving import (
    TRIES,
    Credit,
    Origin,
    Saved,
    begin_page,
    belong,
    give_credit,
    now_in_database,
    page_at,
    take_turns,
)
from wiki.actions.stages import move
from wiki.content import Content, cleaned, content_of
from wiki.errors import NotAllowed, NothingChanged, TitleTaken, TooBusy
from wiki.models import Revision, Wiki, WikiPage
from wiki.permissions import Level, may, may_change, standing
from wiki.writing import free_title, write_state


def page_for(wiki: Wiki, key: str) -> WikiPage | None:
    """The page that was made under this key, deleted or not."""
    return WikiPage.objects.filter(wiki=wiki, external_key=key).first() if key else None


def open_space(wiki: Wiki, title: str, *, by: User, html: str = "", key: str = "") -> WikiPage:
    """The hub page of a camp, whose title is also the tag of its pages. A wiki in seed opens to its members."""
    with transaction.atomic():
        if wiki.stage == Wiki.Stage.SEED:
            reason = _("%(title)s has its pages here") % {"title": title}
            move(wiki, wiki.stage, Wiki.Stage.INVITED, by=by, reason=reason, now=timezone.now())
        return new_page(wiki, Content(title, html, (title,)), by=by, key=key, numbered=True)


def create_page(
    wiki: Wiki,
    *,
    title: str,
    html: str,
    by: User,
    key: str | None = None,
    space: WikiPage | None = None,
    tags: Iterable[str] = (),
    places: Iterable[Mapping[str, Any]] = (),
    credits: Iterable[Credit] = (),
    origin: Origin | None = None,
    now: datetime | None = None,
) -> WikiPage:
    """A new page, in the hub's tag if there is a `space`. The same key gives the same page, also at once.

    With a key a taken title gets a number; without one it raises TitleTaken. Raises NotAllowed, Refused.
    """
    key = key or ""
    if key and (page := page_for(wiki, key)):
        return page
    now = now or timezone.now()
    if not may(standing(by, wiki, now), "edit"):
        raise NotAllowed
    tags = (*tags, *([space.title] if space else []))
    content = Content(title, html, tags, tuple(dict(place) for place in places))
    return new_page(wiki, content, by=by, key=key, credits=credits, origin=origin, numbered=bool(key), now=now)


def new_page(
    wiki: Wiki,
    typed: Content,
    *,
    by: User,
    key: str = "",
    credits: Iterable[Credit] = (),
    origin: Origin | None = None,
    numbered: bool = False,
    now: datetime | None = None,
) -> WikiPage:
    content = cleaned(typed)
    now = now or timezone.now()
    trusted = standing(by, wiki, now).level >= Level.TRUSTED
    credits = tuple(credits)
    for attempt in range(TRIES):
        if attempt:
            take_turns(attempt)
        if numbered:
            content = replace(content, title=free_title(wiki, typed.title))
        try:
            with transaction.atomic():
                return begin_page(
                    wiki, content, by=by, now=now, key=key, credits=credits, origin=origin, trusted=trusted
                )
        except IntegrityError:
            if key and (page := page_for(wiki, key)):
                return page
            if not numbered:
                raise TitleTaken(page_at(wiki, wikilinks.slug_of(content.title))) from None
    raise TooBusy


def append_section(
    page: WikiPage,
    *,
    html: str,
    by: User,
    heading: str = "",
    credits: Iterable[Credit] = (),
    now: datetime | None = None,
) -> Saved:
    """Put a note at the end of the page. It needs no base, so twenty phones at once give twenty notes."""
    now = now or timezone.now()
    who = standing(by, page.wiki, now)
    if not may_change(who, page, now=now):
        raise NotAllowed
    title = f"<h2>{escape(heading)}</h2>" if heading else ""
    note = cleaned(Content(page.title, title + html)).html
    if not note:
        raise NothingChanged
    attempt = 0
    while True:  # somebody else has won each time this goes round, so it ends
        fresh, current = now_in_database(page)
        longer = cleaned(replace(content_of(current), html=current.html + note))
        try:
            with transaction.atomic():
                revision = write_state(
                    fresh,
                    current,
                    longer,
                    by=by,
                    kind=Revision.Kind.EDIT,
                    now=now,
                    summary=_("A note added"),
                    trusted=who.level >= Level.TRUSTED,
                )
                give_credit(fresh, credits)
                belong(fresh.wiki, by, now)
            return Saved(revision)
        except IntegrityError:
            attempt += 1
            take_turns(min(attempt, TRIES))
