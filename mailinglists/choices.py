"""A person's subscriptions on their page of notifications: the choice stays the subscription's own."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycamp.people.notices import Own
from mailinglists import actions
from mailinglists.models import MailingList, Subscription


class Subscriptions:
    """Rows of the lists that this person may see now, one for each address subscribed."""

    def rows(self, user) -> Iterable[Own]:
        mine = Subscription.objects.active().filter(user=user).select_related("list").order_by("list__name", "pk")
        for row in mine.filter(list__in=MailingList.objects.visible_to(user, timezone.now())):
            yield Own(
                key=str(row.pk),
                label=_("Mail of the list, to %(address)s") % {"address": row.address},
                place=row.list.name,
                path=row.list.get_absolute_url(),
                choices=Subscription.Delivery.choices,
                chosen=row.delivery,
            )

    def choose(self, user, key: str, choice: str) -> None:
        row = Subscription.objects.active().get(user=user, pk=int(key))
        actions.change_delivery(row, delivery=choice, own_copies=row.own_copies, away_until=row.away_until)
