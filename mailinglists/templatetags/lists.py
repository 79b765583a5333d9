"""What the roof shows of the lists: {% load lists %}."""

from typing import Any

from django import template

from mailinglists.models import MailingList, Subscription

register = template.Library()


@register.inclusion_tag("mailinglists/my_lists.html")
def my_lists(user: Any) -> dict[str, Any]:
    """The lists that this person gets or reads, of those they may still see; three queries at most."""
    seen = MailingList.objects.visible_to(user).values_list("pk", flat=True)
    mine = Subscription.objects.open().filter(user=user, list__in=list(seen)).select_related("list")
    return {"subscriptions": mine.order_by("list__name", "pk")}
