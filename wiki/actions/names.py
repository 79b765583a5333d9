"""New titles, and pages that go and come back. wiki.md 7."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.audit.actions import record
from citycamp.people.models import User
from wiki import wikilinks
from wiki.actions.saving import Saved, now_in_database, page_at, save_page
from wiki.content import clean_title, content_of
from wiki.errors import NotAllowed, NothingChanged, Refused, TitleTaken, TooBusy
from wiki.models import Revision, WikiPage
from wiki.permissions import may, standing
from wiki.writing import write_state


def rename_page(page: WikiPage, title: str, *, by: User, summary: str = "", now: datetime | None = None) -> Saved:
    """The same page under a new title; the old address leads to it. Raises as save_page does."""
    _fresh, current = now_in_database(page)
    content = replace(content_of(current), title=clean_title(title))
    return save_page(page, base=current, content=content, by=by, summary=summary, kind=Revision.Kind.RENAME, now=now)


def delete_page(page: WikiPage, reason: str, *, by: User, now: datetime | None = None) -> Revision:
    """Take a page away, with a reason that readers of the wiki see. Its history stays; its title is free."""
    if not may(standing(by, page.wiki), "decide"):
        raise NotAllowed(_("Stewards delete pages."))
    if not reason.strip():
        raise Refused(_("Say why the page goes."), "reason")
    return close_or_open(page, by=by, now=now or timezone.now(), delete=True, reason=reason.strip())


def restore_page(
    page: WikiPage, *, by: User, title: str = "", reason: str = "", now: datetime | None = None
) -> Revision:
    """Bring a deleted page back with its history and links. Raises TitleTaken where it needs another title."""
    if not may(standing(by, page.wiki), "decide"):
        raise NotAllowed(_("Stewards bring pages back."))
    return close_or_open(page, by=by, now=now or timezone.now(), delete=False, title=title, reason=reason)


def close_or_open(
    page: WikiPage, *, by: User, now: datetime, delete: bool, title: str = "", reason: str = ""
) -> Revision:
    fresh = WikiPage.objects.light().select_related("current", "wiki").get(pk=page.pk)
    current = fresh.current
    if current is None or (fresh.state == WikiPage.State.LIVE) != delete:
        raise NothingChanged
    content = content_of(current)
    if title:
        content = replace(content, title=clean_title(title))
    try:
        with transaction.atomic():
            revision = write_state(
                fresh,
                current,
                content,
                by=by,
                kind=Revision.Kind.DELETE if delete else Revision.Kind.RESTORE,
                now=now,
                summary=reason,
                trusted=True,
                state=WikiPage.State.DELETED if delete else WikiPage.State.LIVE,
            )
            record(by, "wiki.page_deleted" if delete else "wiki.page_restored", fresh, reason)
    except IntegrityError:
        taken = page_at(fresh.wiki, wikilinks.slug_of(content.title))
        if not delete and taken:
            raise TitleTaken(taken) from None
        raise TooBusy from None
    return revision


def revert_page(page: WikiPage, to: Revision, *, by: User, summary: str = "", now: datetime | None = None) -> Saved:
    """Bring an old state back as a new one. Its title comes with it only for those who may rename."""
    now = now or timezone.now()
    if to.page_id != page.pk or to.policy is None or to.hides_part("text"):
        raise Refused(_("This state cannot be brought back."), "html")
    _fresh, current = now_in_database(page)
    content = content_of(to)
    taken = page_at(page.wiki, wikilinks.slug_of(content.title))
    if not may(standing(by, page.wiki, now), "rename") or (taken and taken.pk != page.pk):
        content = replace(content, title=current.title)
    summary = summary or _("Back to number %(number)d") % {"number": to.number}
    return save_page(page, base=current, content=content, by=by, summary=summary, kind=Revision.Kind.REVERT, now=now)
