"""Who may do what on a list. lists.md 13; compared with visible_to by test."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from citycamp.people.models import User, Verification
from citycamp.people.permissions import has_role, is_staff_member
from citycamp.people.rights import rights_of
from mailinglists.models import MailingList, Subscription

DECIDING = ("owner", "moderator")
NAMED = (*DECIDING, "poster")
ANY_ROLE = (*NAMED, "records_officer")


def strong(user) -> bool:
    """Whether this session proved a second factor: privileged acts ask it beside the role."""
    return bool(getattr(user, "strong", False))


def owns_address(user, key: str) -> bool:
    """Whether this person has proven this address."""
    return bool(
        user is not None
        and user.is_authenticated
        and EmailAddress.objects.filter(user=user, email__iexact=key, verified=True).exists()
    )


def owner_of(key: str) -> User | None:
    """Who has proven this address."""
    found = EmailAddress.objects.filter(email__iexact=key, verified=True).select_related("user").first()
    return found.user if found else None


def proven_addresses(user) -> list[str]:
    return [
        key.lower() for key in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    ]


def verified_address(key: str, now: datetime) -> bool:
    """Whether this very address is an official's, at this moment."""
    return Verification.objects.in_force(now).for_address(key).exists()


def posting_addresses(user, mailing_list: MailingList, now: datetime | None = None) -> list[str]:
    """The person's addresses that may stand as author on this list."""
    if user is None or not user.is_authenticated:
        return []
    now = now or timezone.now()
    proven = proven_addresses(user)
    if mailing_list.government:
        verified = rights_of(user, now).verified_addresses
        proven = [key for key in proven if key in verified]
    return sorted(proven, key=lambda key: (key != user.email, key))


def reads(user, mailing_list: MailingList, now: datetime | None = None) -> bool:
    return MailingList.objects.visible_to(user, now).filter(pk=mailing_list.pk).exists()


def may_moderate(user, mailing_list: MailingList) -> bool:
    return strong(user) and has_role(user, DECIDING, mailing_list)


def may_manage(user, mailing_list: MailingList) -> bool:
    return strong(user) and has_role(user, "owner", mailing_list)


def may_create(user) -> bool:
    return strong(user) and is_staff_member(user)


def subscribes(user, mailing_list: MailingList) -> bool:
    return user.is_authenticated and Subscription.objects.active().filter(list=mailing_list, user=user).exists()


def sees_addresses(user, mailing_list: MailingList) -> bool:
    """Full addresses, headers, raw bytes, mbox. Presumes that the person reads the list."""
    if not user.is_authenticated:
        return False
    if mailing_list.government:
        return True
    return subscribes(user, mailing_list) or has_role(user, ANY_ROLE, mailing_list)
