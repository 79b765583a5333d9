"""Registering: at once for who is signed in, else after the mailed code. events.md 6."""

from allauth.account import app_settings
from allauth.account.forms import LoginForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.utils import get_form_class
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import permissions
from events.actions import register
from events.actions.registration import NotOpen, ShutOut, before_me
from events.forms.registration import RegistrationForm
from events.models import Camp, Registration
from events.showing import row, with_seats
from events.views.pages import visible_camp

PENDING = "events.pending_registration"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_here(request, slug):
    camp = visible_camp(request, slug)
    if camp.sold_elsewhere:
        return redirect(camp)
    user = request.user
    mine = Registration.objects.filter(camp=camp, user_id=user.pk).first() if user.is_authenticated else None
    if mine is not None and mine.state != Registration.CANCELLED:
        return redirect("campday:ticket", mine.ticket)
    if not camp.takes_registrations(timezone.now()):
        return render(request, "events/not_open.html", {"camp": camp}, status=200 if request.method != "POST" else 409)
    form = RegistrationForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return page(request, camp, form, status=422 if form.errors else 200)
    if user.is_authenticated:
        try:
            made = register(camp, user, form.details, now=timezone.now())
        except NotOpen:
            return render(request, "events/not_open.html", {"camp": camp}, status=409)
        except ShutOut:
            return render(request, "events/shut_out.html", {"camp": camp}, status=403)
        return redirect("campday:ticket", made.ticket)
    return mail_a_code(request, camp, form)


def page(request, camp, form, status=200):
    counted = with_seats(Camp.objects.all()).get(pk=camp.pk)
    context = {"camp": counted, "form": form, "row": row(counted, timezone.now())}
    return render(request, "events/register.html", context, status=status)


def mail_a_code(request, camp, form):
    """Keep what was typed in this browser's session and mail a code: known and new addresses go the same way."""
    email = form.cleaned_data["email"]
    door = get_form_class(app_settings.FORMS, "login", LoginForm)({"login": email, "website": ""}, request=request)
    if not door.is_valid():
        for faults in door.errors.values():
            for fault in faults:
                form.add_error("email", fault)
        return page(request, camp, form, status=422)
    typed = {key: value for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
    request.session[PENDING] = {"camp": camp.pk, "email": email, "typed": typed}
    try:
        return door.login(request, redirect_url=reverse("events:registered", args=[camp.slug]))
    except ImmediateHttpResponse as early:
        return early.response


def finish_pending(request, user):
    """Register whoever has just typed the right code back, with what they filled in before.

    Runs inside the sign-in, so that the page that follows only shows. An address that is not proven
    by this account registers nobody.
    """
    pending = request.session.pop(PENDING, None)
    if not pending or not user.emailaddress_set.filter(email=pending["email"], verified=True).exists():
        return
    camp = Camp.objects.visible_to(user).filter(pk=pending["camp"]).first()
    form = RegistrationForm(pending["typed"], user=user)
    if camp is None or not form.is_valid():
        return
    try:
        register(camp, user, form.details, now=timezone.now())
    except (NotOpen, ShutOut):
        return


@never_cache
@login_required
def registered(request, slug):
    """Where a new registration leads: to the ticket, or to a word on why there is none."""
    camp = visible_camp(request, slug)
    mine = Registration.objects.filter(camp=camp, user_id=request.user.pk).exclude(state="cancelled").first()
    if mine is None:
        return redirect("events:register", camp.slug)
    if mine.state == Registration.CONFIRMED:
        messages.success(request, _("You are in. Your seat is number %(n)s.") % {"n": mine.seat.number})
    else:
        messages.info(request, _("You are on the waiting list. Before you: %(n)s.") % {"n": before_me(mine)})
    return redirect("campday:ticket", mine.ticket)


@login_required
def people(request, slug):
    """Attendees who agreed to be seen, for each other."""
    camp = visible_camp(request, slug)
    if not permissions.may_see_attendees(request.user, camp):
        return render(request, "events/people_closed.html", {"camp": camp}, status=403)
    shown = Registration.objects.confirmed().filter(camp=camp, listed=True).order_by("name", "pk")
    return render(request, "events/people.html", {"camp": camp, "shown": shown})
