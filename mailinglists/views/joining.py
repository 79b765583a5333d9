"""Join and leave on the web. A GET changes nothing: mail scanners open links."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mailinglists import actions, permissions, tokens
from mailinglists.actions.subscribing import pending
from mailinglists.forms import JoinForm, LeaveForm
from mailinglists.models import Confirmation, MailingList, Subscription
from mailinglists.views.doors import holder_of_a_link, page, passer_by


@passer_by
def join(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    """The same answer for a known and an unknown address."""
    user = request.user if request.user.is_authenticated else None
    form = JoinForm(request.POST or None, initial={"address": user.email if user else "", "delivery": "each"})
    context: dict = {"form": form}
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            row = actions.subscribe(mailing_list, address, user=user, delivery=form.cleaned_data["delivery"])
        except actions.OfficialsOnly:
            form.add_error("address", officials_only())
            return page(request, "join", mailing_list, "about", context, status=422)
        at_once = user is not None and row.user_id == user.pk and row.state == Subscription.State.ACTIVE
        return page(request, "joined", mailing_list, "about", {"address": address, "at_once": at_once})
    return page(request, "join", mailing_list, "about", context, status=422 if form.errors else 200)


def officials_only() -> str:
    return _("This list is for verified government officials, and this address is not verified.")


@passer_by
def leave(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    form = LeaveForm(request.POST or None, initial={"address": user.email if user else ""})
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        own = Subscription.objects.open().filter(list=mailing_list, address_key=address).first()
        if own is not None and user is not None and permissions.owns_address(user, address):
            actions.end_subscription(own, "asked on the web")
            return page(request, "left", mailing_list, "about", {"address": address, "at_once": True})
        actions.ask_to_leave(mailing_list, address)
        return page(request, "left", mailing_list, "about", {"address": address, "at_once": False})
    return page(request, "leave", mailing_list, "about", {"form": form}, status=422 if form.errors else 200)


@holder_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, mailing_list: MailingList, token: str) -> HttpResponse:
    """The page behind a mailed link: a button, and what became of pressing it."""
    found = pending(mailing_list, token)
    if request.method == "POST":
        try:
            row = actions.confirm(mailing_list, token)
        except actions.LinkUsed:
            return page(request, "confirm", mailing_list, "about", {"used": True}, status=410)
        except actions.OfficialsOnly:
            context = {"unverified": True, "address": found.subscription.address_key if found else ""}
            return page(request, "confirm", mailing_list, "about", context, status=403)
        left = row.state == Subscription.State.ENDED
        context = {"done": True, "left": left, "address": row.address_key}
        return page(request, "confirm", mailing_list, "about", context)
    if found is None:
        return page(request, "confirm", mailing_list, "about", {"used": True}, status=410)
    context = {"address": found.subscription.address_key, "leaving": found.kind == Confirmation.Kind.LEAVE}
    return page(request, "confirm", mailing_list, "about", context)


@csrf_exempt  # RFC 8058: a mail program posts here without a cookie; the token is the proof.
@holder_of_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, mailing_list: MailingList, token: str) -> HttpResponse:
    if tokens.subscription_id(token, mailing_list.slug) is None:
        raise Http404
    done = False
    if request.method == "POST":
        if actions.unsubscribe(mailing_list, token) is None:
            raise Http404
        done = True
    return page(request, "unsubscribe", mailing_list, "about", {"done": done})
