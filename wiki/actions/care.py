"""The queue, and looking over what new people wrote. wiki.md 8."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.audit.actions import record
from citycamp.people.models import User
from wiki.actions.saving import Saved, put_in, put_new
from wiki.content import content_of
from wiki.errors import NotAllowed, Refused
from wiki.models import Proposal, Revision
from wiki.permissions import may, standing


def accept_proposal(proposal: Proposal, *, by: User, now: datetime | None = None) -> Saved:
    """Put a waiting edit in under its author's name. Raises WordsCollide, PageGone, TitleTaken, NothingChanged."""
    now = now or timezone.now()
    check(proposal, by)
    mine = content_of(proposal)

    def inside(revision: Revision) -> None:
        decide(proposal, Proposal.State.ACCEPTED, by=by, note="", now=now, revision=revision)
        Revision.objects.filter(pk=revision.pk).update(patrolled_at=now, patrolled_by=by)

    given = {"by": proposal.author, "summary": proposal.summary, "now": now, "inside": inside}
    if proposal.page is None:
        return put_new(proposal.wiki, mine, **given)  # type: ignore[arg-type]
    return put_in(proposal.page, proposal.base, mine, **given)  # type: ignore[arg-type]


def decline_proposal(proposal: Proposal, note: str, *, by: User, now: datetime | None = None) -> None:
    """Say no, with a sentence that the author reads."""
    check(proposal, by)
    if not note.strip():
        raise Refused(_("Say in a sentence why not: the author reads it."), "note")
    with transaction.atomic():
        decide(proposal, Proposal.State.DECLINED, by=by, note=note.strip(), now=now or timezone.now())


def withdraw_proposal(proposal: Proposal, *, by: User, now: datetime | None = None) -> None:
    """Take one's own waiting edit back."""
    if proposal.author_id != by.pk:
        raise NotAllowed
    waiting = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.WAITING)
    if not waiting.update(state=Proposal.State.WITHDRAWN, decided_at=now or timezone.now()):
        raise Refused(_("This was decided already."))


def check(proposal: Proposal, by: User) -> None:
    if proposal.author_id == by.pk or not may(standing(by, proposal.wiki), "decide"):
        raise NotAllowed(_("A steward other than the author decides this."))


def decide(
    proposal: Proposal, state: str, *, by: User, note: str, now: datetime, revision: Revision | None = None
) -> None:
    changed = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.WAITING).update(
        state=state, decided_by=by, decided_at=now, decided_note=note[:500], revision=revision
    )
    if not changed:
        raise Refused(_("Somebody decided this a moment ago."))
    record(by, f"wiki.proposal_{state}", proposal, note)
