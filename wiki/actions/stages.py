"""Making a wiki, letting people in, and moving it from stage to stage."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection

from citycamp.audit.actions import record
from citycamp.people.models import User
from wiki import signals
from wiki.errors import NotAllowed, Refused
from wiki.models import Membership, Revision, StageChange, Wiki, WikiPage
from wiki.permissions import may, standing

MOVES = {
    "seed": ("invited", "archived"),
    "invited": ("seed", "campaign", "archived"),
    "campaign": ("open", "invited", "archived"),
    "open": ("campaign", "invited", "archived"),
    "archived": ("seed", "invited", "campaign", "open"),
}


def open_wiki(name: str, slug: str, audience: str = "public", *, by: User | None) -> Wiki:
    """A new wiki in stage seed, with its own collection of files. IntegrityError if the slug is taken.

    It makes nobody steward: who calls this grants the role.
    """
    with transaction.atomic():
        collection = Collection.get_first_root_node().add_child(instance=Collection(name=f"wiki: {name}"[:255]))
        wiki = Wiki.objects.create(name=name, slug=slug, audience=audience, collection=collection)
        record(by, "wiki.opened", wiki, detail={"slug": slug, "audience": audience})
    return wiki


def set_front_page(wiki: Wiki, page: WikiPage, *, by: User) -> None:
    """Let the wiki's own address open this page."""
    if not may(standing(by, wiki), "change_stage"):
        raise NotAllowed(_("Stewards choose the front page, after proving their second factor."))
    if page.wiki_id != wiki.pk:
        raise Refused(_("That page belongs to another wiki."), "page")
    with transaction.atomic():
        Wiki.objects.filter(pk=wiki.pk).update(front_page=page)
        wiki.front_page = page
        record(by, "wiki.front_page", wiki, page.title)


def add_members(wiki: Wiki, users: Iterable[User], by: User | None, reason: str = "", *, trusted: bool = False) -> int:
    """Make these people members; says how many were none before."""
    now = timezone.now()
    added = 0
    with transaction.atomic():
        for user in users:
            row, new = Membership.objects.get_or_create(
                wiki=wiki,
                user=user,
                defaults={"role": Membership.Role.MEMBER, "invited_by": by, "trusted_at": now if trusted else None},
            )
            if not new and row.role != Membership.Role.MEMBER:
                row.role, row.invited_by = Membership.Role.MEMBER, by
                row.save(update_fields=["role", "invited_by"])
                new = True
            added += new
        if added:
            record(by, "wiki.members_added", wiki, reason, {"number": added})
    return added


def change_stage(
    wiki: Wiki, after: str, *, by: User, reason: str = "", keep_contributors: bool = True, now: datetime | None = None
) -> StageChange:
    """Move the wiki on, or back. Of two people who press at once, one moves it: the other reads Refused."""
    if not may(standing(by, wiki), "change_stage"):
        raise NotAllowed(_("Stewards move a wiki on, after proving their second factor."))
    before = wiki.stage
    if after not in MOVES[before] or (before == Wiki.Stage.ARCHIVED and after != wiki.archived_from):
        raise Refused(_("From here the wiki cannot move to that stage."), "stage")
    return move(wiki, before, after, by=by, reason=reason, keep=keep_contributors, now=now or timezone.now())


def move(
    wiki: Wiki, before: str, after: str, *, by: User | None, reason: str, now: datetime, keep: bool = True
) -> StageChange:
    archived_from = before if after == Wiki.Stage.ARCHIVED else ""
    with transaction.atomic():
        if not Wiki.objects.filter(pk=wiki.pk, stage=before).update(stage=after, archived_from=archived_from):
            raise Refused(_("Somebody moved this wiki a moment ago. Look again."), "stage")
        if keep and after == Wiki.Stage.INVITED and before in (Wiki.Stage.CAMPAIGN, Wiki.Stage.OPEN):
            keep_contributors_in(wiki)
        change = StageChange.objects.create(wiki=wiki, before=before, after=after, by=by, at=now, reason=reason[:500])
        record(by, "wiki.stage", wiki, reason, {"before": before, "after": after})
        signals.stage_changed.send(Wiki, change=change)
    wiki.stage, wiki.archived_from = after, archived_from
    return change


def keep_contributors_in(wiki: Wiki) -> None:
    """Closing again: everybody with a kept edit goes on as a member. A sanction stays a sanction."""
    authors = Revision.objects.filter(wiki=wiki, author__isnull=False).values("author")
    Membership.objects.filter(wiki=wiki, user__in=authors).update(role=Membership.Role.MEMBER)
