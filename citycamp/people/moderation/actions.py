"""Steps about people: reporting, sanctioning, lifting. people.md 6."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp import links
from citycamp.audit.actions import record
from citycamp.mail.actions import send
from citycamp.people import addresses, signals
from citycamp.people.errors import Answered, NotYours, OwnCase, Refused, Waits
from citycamp.people.models import Appeal, Notice, Report, Sanction, User
from citycamp.people.moderation import permissions
from citycamp.people.scopes import scope_key


def report(
    target: models.Model,
    scope: models.Model | None,
    words: str,
    *,
    by: User | None,
    about: User | None = None,
    address: str = "",
    rule: str = "",
    contact: str = "",
    as_it_was: dict[str, str] | None = None,
) -> Report:
    """Say that something breaks a rule; no account is needed. One open report per person and target: Waits."""
    try:
        with transaction.atomic():
            return Report.objects.create(
                target=target,
                about=about,
                address="" if about else address,
                by=by,
                contact=contact,
                rule=rule,
                words=words[:2000],
                as_it_was=as_it_was or {},
                **scope_key(scope),
            )
    except IntegrityError:
        raise Waits from None


def sanction(
    who: User | str,
    scope: models.Model | None,
    kind: str,
    reason: str,
    *,
    by: User,
    rule: str = "",
    until: datetime | None = None,
    words: str = "",
) -> Sanction:
    """Stop somebody from uploading, writing or taking part here, with the notice that tells them why.

    `who` is a person, an address, or `@domain`. Raises NotYours, OwnCase.
    """
    if isinstance(who, User) and who.pk == by.pk:
        raise OwnCase
    if not permissions.may_decide(by, scope):
        raise NotYours
    about = who if isinstance(who, User) else None
    address = "" if about else _ban_key(str(who))
    if address and by.emailaddress_set.filter(email=address, verified=True).exists():
        raise OwnCase
    with transaction.atomic():
        notice = _notice(about, address, "removal", scope, rule=rule, reason=reason, words=words, by=by)
        return _sanction_of(notice, scope, kind, until)


def _notice(
    about: User | None,
    address: str,
    step: str,
    scope: models.Model | None,
    *,
    rule: str,
    reason: str,
    words: str,
    by: User,
) -> Notice:
    return Notice.objects.create(
        about=about,
        address=address,
        step=step,
        rule=rule,
        reason=reason,
        words=words,
        by=by,
        as_role=permissions.deciding_role(by, scope),
        **scope_key(scope),
    )


def _sanction_of(notice: Notice, scope: models.Model | None, kind: str, until: datetime | None) -> Sanction:
    """What a notice stops in one scope: the row, its entry in the log, and the signal."""
    made = Sanction.objects.create(
        person=notice.about,
        address=notice.address,
        kind=kind,
        rule=notice.rule,
        reason=notice.reason,
        until=until,
        notice=notice,
        by=notice.by,
        **scope_key(scope),
    )
    record(notice.by, "sanction.given", made, notice.reason, {"person": notice.about_id, **scope_key(scope)})
    signals.sanctioned.send(Sanction, sanction=made)
    return made


def _ban_key(address: str) -> str:
    """The address, or `@` and a domain, as sanctions keep it."""
    if address.startswith("@"):
        return "@" + addresses.domain_key(address[1:])
    return addresses.valid_key(address)


def lift(given: Sanction, reason: str, *, by: User) -> None:
    """End a sanction now. Its row stays."""
    if given.person_id == by.pk:
        raise OwnCase
    if not permissions.may_decide(by, given.scope):
        raise NotYours
    with transaction.atomic():
        given.lifted_at, given.lifted_by, given.lifted_why = timezone.now(), by, reason[:300]
        given.save()
        record(by, "sanction.lifted", given, reason)
        signals.sanctioned.send(Sanction, sanction=given)


def take(taken: Report, *, by: User) -> None:
    """Say that one looks after it, so that two do not."""
    ask_to_decide(taken, by)
    with transaction.atomic():
        if not Report.objects.filter(pk=taken.pk, state="open").update(state="taken", taken_by=by):
            raise Answered
        record(by, "report.taken", taken)


def ask_to_decide(report: Report, by: User) -> None:
    """Neither the reporter nor the reported decides (OwnCase), nor who has no say in its scope (NotYours)."""
    if by.pk in (report.by_id, report.about_id):
        raise OwnCase
    if not permissions.may_decide_report(by, report):
        raise NotYours


def still_waiting(reports: Sequence[Report]) -> list[Report]:
    """These reports, locked. Raises Answered where somebody closed one meanwhile."""
    found = Report.objects.select_for_update().filter(pk__in=[one.pk for one in reports]).exclude(state="closed")
    if len(found) != len(reports):
        raise Answered
    return list(found)


class NobodyKnown(Refused):
    """The author of the target is unknown: such a report is closed with a word."""

    sentence = _("Nobody is known whom this could be about. Hide the thing itself, and close the report with a word.")


class Skipped(Refused):
    """A step was left out and nobody said why."""

    sentence = _("A step before this one was never taken. Say why it is left out.")


def decide(
    reports: Sequence[Report],
    step: str,
    scopes: Sequence[models.Model | None],
    *,
    by: User,
    reason: str,
    rule: str = "",
    kind: str = "write",
    until: datetime | None = None,
    words: str = "",
    why_skipped: str = "",
) -> Notice:
    """One step about one person, with its Sanction in each scope where it shall hold, its audit rows and its mail.

    `kind`, `until` and `scopes` count for a removal only; it holds from this transaction on. All reports are of
    one target. Raises NotYours, OwnCase, Answered (somebody was quicker), Skipped.
    """
    first = reports[0]
    for one in reports:
        ask_to_decide(one, by)
    held_in = list(scopes) if step == "removal" else []
    if step == "removal" and not held_in:
        held_in = [first.scope]
    if any(not permissions.may_decide(by, scope) for scope in held_in):
        raise NotYours
    about, address = first.about, "" if first.about_id else first.address
    if not about and not address:
        raise NobodyKnown
    if step_is_early(step, about, address, by) and not why_skipped.strip():
        raise Skipped
    with transaction.atomic():
        waiting = still_waiting(reports)
        said = "\n\n".join(part for part in (words.strip(), why_skipped.strip()) if part)
        notice = _notice(about, address, step, first.scope, rule=rule, reason=reason, words=said, by=by)
        notice.reports.set(reports)
        detail = {"person": notice.about_id, "step": step, "reports": [one.pk for one in reports]}
        record(by, "notice.given", notice, reason, {**detail, **scope_key(first.scope)})
        for scope in held_in:
            _sanction_of(notice, scope, kind, until)
        for one in waiting:
            shut(one, notice.get_step_display(), by)
        tell(notice)
    return notice


def step_is_early(step: str, about: User | None, address: str, by: User) -> bool:
    """Whether a step before this one was never taken, as far as this decider may know."""
    order = Notice.ORDER
    known = earlier_notices(about, address, by)
    taken = max((order.index(notice.step) for notice in known), default=-1)
    return order.index(step) > taken + 1


def earlier_notices(about: User | None, address: str, by: User) -> list[Notice]:
    """The steps about this person in scopes that the decider may see, oldest first."""
    rows = Notice.objects.filter(about=about) if about else Notice.objects.filter(about=None, address=address)
    found = rows.order_by("at").prefetch_related("scope", "sanctions__scope")
    return [notice for notice in found if permissions.may_decide(by, notice.scope)]


def shut(report: Report, outcome: str, by: User) -> None:
    report.state, report.closed_by, report.closed_at = "closed", by, timezone.now()
    report.outcome = outcome[:300]
    report.save(update_fields=["state", "closed_by", "closed_at", "outcome"])


def tell(notice: Notice) -> None:
    """Mail the step to whom it is about. Who reported is nowhere in it."""
    to = notice.about.email if notice.about else notice.address
    if not to or to.startswith(("@", "hash:")):
        return
    words = {
        "step": notice.step,
        "reason": notice.reason,
        "rule": notice.rule,
        "words": notice.words,
        "scope": str(notice.scope) if notice.scope is not None else "",
        "days": Notice.APPEAL_DAYS,
        "address": links.absolute("/me/notices/") if notice.about else "",
    }
    language = notice.about.language if notice.about else ""
    send("people/email/step", to, words, key=f"notice:{notice.pk}", language=language)


def close(reports: Sequence[Report], outcome: str, *, by: User) -> None:
    """Nothing is to be done, or it was done already; `outcome` says which. Raises as `decide` does."""
    for one in reports:
        ask_to_decide(one, by)
    with transaction.atomic():
        waiting = still_waiting(reports)
        for one in waiting:
            shut(one, outcome, by)
            record(by, "report.closed", one, outcome)


def appeal(notice: Notice, words: str, *, by: User, now: datetime | None = None) -> Appeal:
    """Ask that another looks at a step about oneself: once, within 30 days. Raises NotYours, TooLate, Waits."""
    if notice.about_id != by.pk:
        raise NotYours
    if (now or timezone.now()) > notice.appeal_until:
        raise TooLate
    try:
        with transaction.atomic():
            made = Appeal.objects.create(notice=notice, by=by, words=words[:4000], first_by_id=notice.by_id)
            record(by, "appeal.made", made)
            return made
    except IntegrityError:
        raise Waits from None


class TooLate(Refused):
    """The days for an appeal are over."""

    sentence = _("The 30 days for an appeal are over. Write to those who decide there.")


def decide_appeal(
    asked: Appeal, outcome: str, reason: str, *, by: User, until: datetime | None = None, now: datetime | None = None
) -> None:
    """Let the step stand, end it, or give its sanctions another end (`changed`, with `until`).

    By somebody who neither decided first nor is concerned: OwnCase, else NotYours.
    """
    now = now or timezone.now()
    if by.pk in (asked.by_id, asked.first_by_id):
        raise OwnCase
    if not permissions.may_decide(by, asked.notice.scope):
        raise NotYours
    with transaction.atomic():
        row = Appeal.objects.select_for_update().get(pk=asked.pk)
        if row.decided_by_id:
            raise Answered
        row.outcome, row.reason, row.decided_by, row.decided_at = outcome, reason[:300], by, now
        row.save()
        for given in asked.notice.sanctions.filter(lifted_at__isnull=True):
            if outcome == "lifted":
                given.lifted_at, given.lifted_by, given.lifted_why = now, by, reason[:300]
            elif outcome == "changed":
                given.until = until
            else:
                continue
            given.save()
            signals.sanctioned.send(Sanction, sanction=given)
        record(by, f"appeal.{outcome}", row, reason)
        words = {"outcome": outcome, "reason": row.reason, "address": links.absolute("/me/notices/")}
        send("people/email/appeal_decided", row.by.email, words, key=f"appeal:{row.pk}", language=row.by.language)
