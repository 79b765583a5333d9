"""One's own calendar: the camps one goes to and what the apps above add, at an address that only its owner knows."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citycamp import links
from citycamp.people.actions import make_token, revoke_token, token_for
from citycamp.people.errors import TooMany
from citycamp.people.models import Role, Token
from events import calendar, signals
from events.feeds import camp_entries
from events.models import Camp, Registration
from events.models.camps import TEAM


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Make an address, which is shown this once; end one that stands."""
    context = {}
    if request.method == "POST":
        end = request.POST.get("end", "")
        if end.isdecimal() and len(end) < 18:
            revoke_token(get_object_or_404(Token, user=request.user, kind="calendar", pk=int(end)), by=request.user)
            return HttpResponseRedirect(request.path)
        try:
            _token, secret = make_token(request.user, "calendar", None, _("My calendar"))
        except TooMany:
            context["too_many"] = True
        else:
            address = links.absolute(reverse("events:personal_calendar", args=[secret]))
            context |= {"address": address, "webcal": "webcal:" + address.partition(":")[2]}
    context["tokens"] = Token.objects.valid().filter(user=request.user, kind="calendar").order_by("made_at")
    return render(request, "events/my_calendar.html", context)


@require_safe
@never_cache
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Own camps, and what the apps above answer: all by what its owner may see now."""
    now = timezone.now()
    token = token_for(key, "calendar", now)
    if token is None:
        raise Http404
    user = token.user
    seats = Registration.objects.confirmed().filter(user=user).values("camp")
    team = Role.objects.awake(now).filter(user=user, role__in=TEAM).scope_ids(Camp)
    camps = Camp.objects.visible_to(user).filter(Q(pk__in=seats) | Q(pk__in=team)).with_facts().order_by("pk")
    entries = camp_entries(camps)
    for _heard, more in signals.personal_calendar.send(Token, user=user, now=now):
        entries += more
    answer = HttpResponse(
        calendar.feed(_("My camps"), entries, source=links.absolute(request.path)),
        content_type="text/calendar; charset=utf-8",
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
