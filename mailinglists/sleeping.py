"""When a role on a list sleeps: people.md 5, lists.md 1."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from citycamp.people.models import Verification
from mailinglists.models import MailingList


def officials_decide_on_government_lists(now: datetime) -> Q:
    """On a government list owner, moderator and poster sleep while the person is no official."""
    government = MailingList.objects.filter(audience=MailingList.Audience.GOVERNMENT).values("pk")
    asleep = Q(
        role__in=["owner", "moderator", "poster"],
        scope_type=ContentType.objects.get_for_model(MailingList).pk,
        scope_id__in=government,
    )
    return ~asleep | Q(Exists(Verification.objects.in_force(now).filter(user=OuterRef("user"))))
