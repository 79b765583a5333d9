"""Make a list, change what it says of itself, pause it."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.audit import actions as audit
from citycamp.people.actions import grant_role
from mailinglists.models import MailingList, NoticeVersion
from mailinglists.models.lists import SLUG, slug_fault

SETTINGS = {
    "purpose",
    "language",
    "time_zone",
    "organization",
    "archive",
    "listed",
    "reply_to",
    "subject_prefix",
    "first_posts_held",
    "posts_per_day",
    "max_bytes",
    "notice",
}


class SlugRefused(ValueError):
    """This short name cannot be used; the text says why."""


@transaction.atomic
def create_list(
    slug: str,
    name: str,
    *,
    audience: str = "public",
    posting: str = "anyone",
    by,
    owner=None,
    **settings,
) -> MailingList:
    """Make a list with its first notice. `owner` becomes its first owner. Raises SlugRefused.

    A government list takes mail of its members only, unless a stricter way of posting is named.
    """
    unknown = set(settings) - SETTINGS
    if unknown:
        raise TypeError(f"a list has no setting {sorted(unknown)}")
    if not re.match(SLUG, slug):
        raise SlugRefused(_("A short name has 2 to 30 small letters, digits and hyphens, and begins with a letter."))
    if slug_fault(slug):
        raise SlugRefused(_("This short name is kept for addresses of the lists themselves. Choose another."))
    if MailingList.objects.filter(slug=slug).exists():
        raise SlugRefused(_("There is a list with this short name already."))
    if audience == MailingList.Audience.GOVERNMENT and posting == MailingList.Posting.ANYONE:
        posting = MailingList.Posting.MEMBERS
    made = MailingList.objects.create(slug=slug, name=name, audience=audience, posting=posting, **settings)
    NoticeVersion.objects.create(list=made, number=1, text=made.notice, language=made.language, by=by)
    if owner is not None:
        grant_role(owner, "owner", made, by=None)
    audit.record(by, "lists.create", made, reason=name, detail={"slug": slug, "audience": audience})
    return made


@transaction.atomic
def set_notice(mailing_list: MailingList, text: str, *, by) -> NoticeVersion | None:
    """A new version of the notice, in force from now; None where the words are the same."""
    locked = MailingList.objects.select_for_update().get(pk=mailing_list.pk)
    text = text.strip()
    if text == locked.notice:
        return None
    last = locked.notices.order_by("-number").first()
    version = NoticeVersion.objects.create(
        list=locked, number=last.number + 1 if last else 1, text=text, language=locked.language, by=by
    )
    MailingList.objects.filter(pk=locked.pk).update(notice=text)
    mailing_list.notice = text
    audit.record(by, "lists.notice", locked, detail={"number": version.number})
    return version


@transaction.atomic
def set_settings(mailing_list: MailingList, *, by, **settings) -> None:
    """Change settings other than notice and audience."""
    allowed = (SETTINGS | {"name", "posting"}) - {"notice"}
    for field, value in settings.items():
        if field not in allowed:
            raise TypeError(f"{field} is not a setting to change here")
        setattr(mailing_list, field, value)
    mailing_list.save(update_fields=list(settings))
    audit.record(by, "lists.settings", mailing_list, detail={"fields": sorted(settings)})


def stop_list(mailing_list: MailingList, reason: str, *, by) -> None:
    """Hold every post and let deliveries wait."""
    set_state(mailing_list, MailingList.State.STOPPED, reason, by=by)


def reopen_list(mailing_list: MailingList, *, by) -> None:
    set_state(mailing_list, MailingList.State.ACTIVE, "", by=by)


@transaction.atomic
def set_state(mailing_list: MailingList, state: str, reason: str, *, by) -> None:
    mailing_list.state, mailing_list.state_reason, mailing_list.state_at = state, reason, timezone.now()
    mailing_list.save(update_fields=["state", "state_reason", "state_at"])
    audit.record(by, f"lists.{state}", mailing_list, reason=reason)
