"""Promises: made in the closing circle or later, accepted or declined, and what became of them."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp import links
from citycamp.mail import actions as mail
from citycamp.people.models import User
from events import findable
from events.duedates import parse_due
from events.models import Camp, Commitment, CommitmentNews

ASKED_A_DAY = 20


class TooManyAsked(Exception):
    """This person has asked as many others today as one may."""


class MayNotPromise(Exception):
    """A promise needs words."""


def promise(
    camp: Camp,
    what: str,
    *,
    by: User,
    who_name: str = "",
    address: str = "",
    organization: str = "",
    by_when: str = "",
    now: datetime | None = None,
) -> Commitment:
    """State what somebody will do, and by when.

    Without an address it is the promise of `by`. With one it is for somebody else, who is asked by mail
    and named in public only after saying yes. Raises TooManyAsked after 20 a day, MayNotPromise without words.
    """
    now = now or timezone.now()
    what = what.strip()
    if not what:
        raise MayNotPromise
    span = parse_due(by_when) or (None, None)
    theirs = bool(address) and address.lower() != by.email.lower()
    with transaction.atomic():
        made = Commitment(
            camp=camp,
            what=what,
            who_name=who_name.strip() or ("" if theirs else by.name),
            who=None if theirs else by,
            asked_address=address.lower() if theirs else "",
            accepted=None if theirs else True,
            organization=organization.strip(),
            by_when=by_when.strip(),
            due_from=span[0],
            due_to=span[1],
            stated_by=by,
            made_at=now,
            news_at=now,
        )
        if theirs:
            asked = Commitment.objects.filter(stated_by=by, made_at__gt=now - timedelta(days=1)).exclude(
                asked_address=""
            )
            if asked.count() >= ASKED_A_DAY:
                raise TooManyAsked
        made.save()
        findable.put_promise(made)
        if theirs:
            ask(made)
    return made


def ask(made: Commitment) -> None:
    """Mail the one who is named; the link leads to a page with two buttons."""
    mail.send(
        "events/email/promised-for-you",
        made.asked_address,
        {
            "what": made.what,
            "by_when": made.by_when,
            "asked_by": (made.stated_by.name if made.stated_by else "") or _("Somebody at the camp"),
            "camp": made.camp.name,
            "answer_url": links.absolute(f"/events/{made.camp.slug}/done-doing/{answer_key(made)}/"),
        },
        key=f"promise:{made.pk}:asked",
    )


def answer_key(commitment: Commitment) -> str:
    """What the mail carries: it opens the answer page of this promise and of no other."""
    return signing.Signer(salt="events.promise").sign(str(commitment.guid)).replace(":", ".")


def commitment_for(camp: Camp, key: str) -> Commitment | None:
    """The promise that this key was mailed for, or None."""
    try:
        guid = signing.Signer(salt="events.promise").unsign(key.replace(".", ":"))
    except signing.BadSignature:
        return None
    return Commitment.objects.filter(camp=camp, guid=guid).exclude(asked_address="").first()


def answer(commitment: Commitment, *, accept: bool, user: User | None = None, now: datetime | None = None) -> None:
    """The named person says yes, or no: then the name goes. The promise itself stays on the page."""
    commitment.accepted = accept
    if accept:
        commitment.who = user
    else:
        commitment.who, commitment.who_name, commitment.organization, commitment.asked_address = None, "", "", ""
    commitment.news_at = now or timezone.now()
    with transaction.atomic():
        commitment.save()
        findable.put_promise(commitment)


def give_news(
    commitment: Commitment,
    state: str,
    text: str,
    *,
    by: User | None,
    evidence_url: str = "",
    now: datetime | None = None,
) -> CommitmentNews:
    """Say where a promise stands. News is added; earlier news stays."""
    now = now or timezone.now()
    with transaction.atomic():
        news = CommitmentNews.objects.create(
            commitment=commitment, at=now, by=by, state=state, text=text.strip(), evidence_url=evidence_url
        )
        commitment.state, commitment.news_at = state, now
        commitment.save(update_fields=["state", "news_at"])
    return news
