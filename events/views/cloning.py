"""A new camp after an old one, and publishing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from citycamp.people.proof import strong
from events.actions.camps import NotADay
from events.actions.cloning import NotADraft, clone_camp, publish_camp, suggested_day, suggested_name
from events.actions.starting import MayNotStart, TooManyStarts
from events.forms.cloning import CloneForm
from events.models import ConductText
from events.views.managing import managed_camp


@login_required
@strong
@require_http_methods(["GET", "HEAD", "POST"])
def clone(request, slug):
    """A date, a name, the rules anew; then there is a draft."""
    camp = managed_camp(request, slug)
    now = timezone.now()
    day = suggested_day(camp, now)
    first = {"first_day": day, "name": suggested_name(camp, day)}
    form = CloneForm(request.POST or None, initial=first, dated=day is not None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = clone_camp(
                camp,
                by=request.user,
                name=given["name"],
                first_day=given.get("first_day"),
                cards=given["cards"],
                now=now,
                **form.answer,
            )
            messages.success(request, _("The draft stands. Look it over, then publish it."))
            return redirect("events:settings", made.slug)
        except NotADay as fault:
            form.add_error("first_day", fault.args[0])
        except TooManyStarts:
            form.add_error(None, _("You have two camps already that are not listed yet. One of them comes first."))
        except MayNotStart:
            form.add_error(None, _("You cannot start a camp at present. Your messages say why, and how to appeal."))
    context = {"camp": camp, "form": form, "texts": ConductText.in_force(None, now)}
    return render(request, "events/clone.html", context, status=422 if form.errors else 200)


@login_required
@strong
@require_POST
def publish(request, slug):
    camp = managed_camp(request, slug)
    try:
        publish_camp(camp, by=request.user)
        messages.success(request, _("The camp is published."))
    except NotADraft:
        messages.info(request, _("It was published before."))
    return redirect("events:settings", camp.slug)
