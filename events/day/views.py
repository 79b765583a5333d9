"""The ticket: its address opens it. A GET changes nothing. events.md 7."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from citycamp import links
from events.actions import accept_offer, cancel_registration
from events.actions.registration import OfferOver, before_me
from events.models import Camp, Registration
from events.models.registration import digest_of


def held(key):
    """The registration of a ticket key. A guessed key and an absent one are the same 404."""
    rows = Registration.objects.select_related("camp__city", "camp__venue", "seat", "user")
    mine = rows.prefetch_related("camp__days").filter(ticket_digest=digest_of(key)).first()
    if mine is None or mine.camp.state == Camp.DRAFT:
        raise Http404
    return mine


@never_cache
def ticket(request, key):
    mine = held(key)
    now = timezone.now()
    waiting = mine.state == Registration.WAITING
    context = {
        "mine": mine,
        "camp": mine.camp,
        "phase": mine.camp.phase(now),
        "before": before_me(mine) if waiting else 0,
        "ticket_url": links.absolute(f"/t/{mine.ticket}/"),
        "over": mine.state == Registration.OFFERED and mine.offer_until <= now,
    }
    return render(request, "campday/ticket.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, key):
    """The second of two taps. No reason is asked."""
    mine = held(key)
    if request.method != "POST":
        return render(request, "campday/cancel.html", {"mine": mine, "camp": mine.camp})
    cancel_registration(mine, now=timezone.now())
    messages.success(request, _("Cancelled. The seat goes to the next in line."))
    return redirect("campday:ticket", key)


@require_POST
def answer_offer(request, key):
    mine = held(key)
    if request.POST.get("answer") == "pass":
        if mine.state == Registration.OFFERED:
            cancel_registration(mine, now=timezone.now())
        return redirect("campday:ticket", key)
    try:
        accept_offer(mine, now=timezone.now())
        messages.success(request, _("The seat is yours."))
    except OfferOver:
        messages.warning(request, _("The offer is over: the seat went to the next person."))
    return redirect("campday:ticket", key)
