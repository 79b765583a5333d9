"""Saving: both keep their words, and nothing that a person typed is lost. wiki.md 6."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.people.models import User
from wiki import wikilinks
from wiki.actions.pace import hold_pace
from wiki.content import LONGEST_SUMMARY, Content, cleaned, content_of, together
from wiki.errors import Held, NotAllowed, NothingChanged, PageGone, Refused, TitleTaken, TooBusy, WordsCollide
from wiki.models import Membership, PageCredit, Proposal, Revision, Wiki, WikiPage
from wiki.permissions import Level, Standing, may, may_change, standing
from wiki.writing import write_state

TRIES = 60  # each time somebody else was saved, so a crowd is through before it ends
KEPT_EDITS, KEPT_DAYS = 10, 3  # when somebody new is trusted


@dataclass(frozen=True, slots=True)
class Saved:
    """The state that was saved; `combined` is the state it met on the way and was put together with."""

    revision: Revision
    combined: Revision | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A part somebody had in a page: a person here, or a name."""

    user: User | None = None
    name: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page was born, for its foot."""

    label: str
    url: str = ""


def save_page(
    page: WikiPage,
    *,
    base: Revision | None,
    content: Content,
    by: User,
    summary: str = "",
    kind: str = Revision.Kind.EDIT,
    now: datetime | None = None,
) -> Saved:
    """Save what was typed over `base`, put together with what others saved meanwhile.

    Raises NothingChanged, WordsCollide, PageGone, TitleTaken, Held, TooFast, NotAllowed, Refused, TooBusy.
    """
    now = now or timezone.now()
    who = standing(by, page.wiki, now)
    if not may_change(who, page, now=now):
        raise NotAllowed
    hold_pace(who, now, new_page=False)
    mine = cleaned(content)
    if len(summary) > LONGEST_SUMMARY:
        raise Refused(_("Say what you changed in 300 letters at most."), "summary")
    if base is not None and base.page_id != page.pk:
        raise Refused(_("This text belongs to another page."), "html")
    if base is not None and mine.digest == base.digest:
        raise NothingChanged
    new_title = base is not None and base.title != mine.title and not may(who, "rename")
    if new_title or is_reviewed(who):
        raise Held(propose(page.wiki, mine, by=by, page=page, base=base, summary=summary, now=now))
    return put_in(page, base, mine, by=by, summary=summary, kind=kind, now=now, trusted=who.level >= Level.TRUSTED)


def submit_page(wiki: Wiki, *, content: Content, by: User, summary: str = "", now: datetime | None = None) -> Saved:
    """A new page from the editor. One that somebody made under this title meanwhile is put together with it."""
    now = now or timezone.now()
    who = standing(by, wiki, now)
    if not may(who, "edit"):
        raise NotAllowed
    mine = cleaned(content)
    if not may_change(who, None, wikilinks.slug_of(mine.title), now):
        raise NotAllowed
    hold_pace(who, now, new_page=True)
    if is_reviewed(who):
        raise Held(propose(wiki, mine, by=by, summary=summary, now=now))
    return put_new(wiki, mine, by=by, summary=summary, now=now, trusted=who.level >= Level.TRUSTED)


def put_new(
    wiki: Wiki,
    mine: Content,
    *,
    by: User | None,
    now: datetime,
    summary: str = "",
    trusted: bool = False,
    inside: Callable[[Revision], None] | None = None,
) -> Saved:
    for _again in range(TRIES):
        if there := page_at(wiki, wikilinks.slug_of(mine.title)):
            return put_in(there, None, mine, by=by, summary=summary, now=now, trusted=trusted, inside=inside)
        try:
            with transaction.atomic():
                page = begin_page(wiki, mine, by=by, summary=summary, now=now, trusted=trusted)
                if inside and page.current:
                    inside(page.current)
            return Saved(page.current)  # type: ignore[arg-type]
        except IntegrityError:
            continue
    raise TooBusy


def begin_page(
    wiki: Wiki,
    content: Content,
    *,
    by: User | None,
    now: datetime,
    key: str = "",
    credits: Iterable[Credit] = (),
    origin: Origin | None = None,
    summary: str = "",
    trusted: bool = False,
) -> WikiPage:
    """The rows of a new page, inside the caller's transaction; IntegrityError if title or key is taken."""
    page = WikiPage.objects.create(
        wiki=wiki,
        title=content.title,
        slug=wikilinks.slug_of(content.title),
        language=wiki.language,
        external_key=key,
        origin_label=origin.label[:200] if origin else "",
        origin_url=origin.url[:500] if origin else "",
        made_at=now,
    )
    write_state(page, None, content, by=by, kind=Revision.Kind.CREATE, now=now, summary=summary, trusted=trusted)
    give_credit(page, credits)
    belong(wiki, by, now)
    return page


def put_in(
    page: WikiPage,
    base: Revision | None,
    mine: Content,
    *,
    by: User | None,
    now: datetime,
    summary: str = "",
    kind: str = Revision.Kind.EDIT,
    trusted: bool = False,
    inside: Callable[[Revision], None] | None = None,
) -> Saved:
    """Steps 3 and 4 of a save: put together, write, and if somebody was first, again. `inside` joins the write."""
    before = content_of(base) if base is not None else None
    for attempt in range(TRIES):
        if attempt:
            take_turns(attempt)
        fresh, current = now_in_database(page)
        content, met = mine, None
        if base is None or base.pk != current.pk:
            both = together(before, mine, content_of(current))
            if both.collides:
                raise WordsCollide(both, mine, current)
            content, met = both.content(), current
        if content.digest == current.digest:
            raise NothingChanged
        renamed = kind == Revision.Kind.EDIT and content.title != current.title and content.html == current.html
        try:
            with transaction.atomic():
                revision = write_state(
                    fresh,
                    current,
                    content,
                    by=by,
                    kind=Revision.Kind.RENAME if renamed else kind,
                    now=now,
                    base=base,
                    summary=summary,
                    trusted=trusted,
                )
                belong(fresh.wiki, by, now)
                if inside:
                    inside(revision)
            return Saved(revision, met)
        except IntegrityError:
            taken = page_at(fresh.wiki, wikilinks.slug_of(content.title))
            if taken and taken.pk != page.pk:
                raise TitleTaken(taken) from None
    raise TooBusy


def now_in_database(page: WikiPage) -> tuple[WikiPage, Revision]:
    """The page and its state as they are saved now. Raises PageGone."""
    fresh = WikiPage.objects.light().select_related("current", "wiki").get(pk=page.pk)
    if fresh.state != WikiPage.State.LIVE or fresh.current is None:
        raise PageGone(fresh, fresh.current)
    return fresh, fresh.current


def take_turns(attempt: int) -> None:
    time.sleep(random.uniform(0.01, 0.05) * min(attempt, 8))  # noqa: S311 - so that those who lost do not meet again


def page_at(wiki: Wiki, slug: str) -> WikiPage | None:
    return WikiPage.objects.live().light().filter(wiki=wiki, slug=slug).first()


def give_credit(page: WikiPage, credits: Iterable[Credit]) -> None:
    known = set(page.credits.values_list("user", "name"))
    PageCredit.objects.bulk_create(
        PageCredit(page=page, user=each.user, name=each.name[:120], what=each.what[:80])
        for each in dict.fromkeys(credits)
        if (each.user.pk if each.user else None, each.name[:120]) not in known
    )


def is_reviewed(who: Standing) -> bool:
    """Whether the next edit of this person waits: nobody invited them, and too few of theirs were read yet."""
    wiki = who.wiki
    if not wiki.reviewed_first_edits or who.level > Level.ACCOUNT:
        return False
    return Revision.objects.filter(wiki=wiki, author=who.user).count() < wiki.reviewed_first_edits


def propose(
    wiki: Wiki,
    mine: Content,
    *,
    by: User,
    now: datetime,
    page: WikiPage | None = None,
    base: Revision | None = None,
    summary: str = "",
) -> Proposal:
    return Proposal.objects.create(
        wiki=wiki,
        page=page,
        base=base,
        author=by,
        title=mine.title,
        summary=summary,
        html=mine.html,
        tags=list(mine.tags),
        places=list(mine.places),
        made_at=now,
    )


def belong(wiki: Wiki, by: User | None, now: datetime) -> None:
    """Who saved something belongs to the wiki, and after ten kept edits on three days is trusted."""
    if by is None:
        return
    membership, _new = Membership.objects.get_or_create(wiki=wiki, user=by, defaults={"joined_at": now})
    if membership.trusted_at:
        return
    kept = Revision.objects.filter(wiki=wiki, author=by)
    if kept.count() >= KEPT_EDITS and len({at.date() for at in kept.values_list("created_at", flat=True)}) >= KEPT_DAYS:
        Membership.objects.filter(pk=membership.pk, trusted_at__isnull=True).update(trusted_at=now)
