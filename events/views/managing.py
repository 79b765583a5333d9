"""Plan and settings: the organizers' pages."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from citycamp.people.proof import ask_strong, strong
from events import permissions
from events.actions import add_item, set_seats, tick
from events.actions.camps import (
    AccessUnanswered,
    NoReason,
    NotADay,
    cancel_camp,
    close_registration,
    list_camp,
    move_days,
    open_registration,
)
from events.actions.registration import SeatsTaken
from events.findable import put_camp
from events.forms.camps import DaysForm, FactsForm, VenueFactsForm
from events.models import Camp, PlanItem, Registration, Seat
from events.models.places import ACCESS_QUESTIONS
from events.views.pages import visible_camp


def managed_camp(request, slug):
    """The camp, for those who organize it. Others read that the page is not theirs."""
    camp = visible_camp(request, slug)
    if not permissions.may_manage(request.user, camp):
        raise PermissionDenied(_("Only the organizers of this camp do that."))
    return camp


@login_required
def plan(request, slug):
    camp = managed_camp(request, slug)
    today = timezone.now().date()
    first = camp.settled_days[0].date if camp.settled_days else None
    groups: dict[str, list] = {"overdue": [], "week": [], "later": [], "undated": [], "done": []}
    for item in camp.plan.select_related("done_by", "owner"):
        item.due_on = item.due(first)
        if item.done_at:
            key = "done"
        elif item.due_on is None:
            key = "undated"
        elif item.due_on < today:
            key = "overdue"
        else:
            key = "week" if item.due_on <= today + timedelta(days=7) else "later"
        groups[key].append(item)
    titles = {
        "overdue": _("Overdue"),
        "week": _("This week"),
        "later": _("Later"),
        "undated": _("No date yet"),
        "done": _("Done"),
    }
    shown = [(titles[key], items) for key, items in groups.items() if items]
    return render(request, "events/plan.html", {"camp": camp, "groups": shown, "today": today})


@login_required
@require_POST
def plan_tick(request, slug, pk):
    camp = managed_camp(request, slug)
    item = get_object_or_404(PlanItem, camp=camp, pk=pk)
    tick(item, done=request.POST.get("done") == "1", by=request.user, now=timezone.now())
    return redirect("events:plan", camp.slug)


@login_required
@require_POST
def plan_add(request, slug):
    camp = managed_camp(request, slug)
    title = request.POST.get("title", "").replace("\x00", "").strip()[:160]
    days = request.POST.get("days", "")
    if title:
        offset = int(days) if days.lstrip("-").isdigit() and len(days) < 5 else None
        add_item(camp, title, offset_days=offset)
    else:
        messages.error(request, _("Write what is to do."))
    return redirect("events:plan", camp.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request, slug):
    camp = managed_camp(request, slug)
    if asked := ask_strong(request):
        return asked
    now = timezone.now()
    is_open = camp.registration_opens_at is not None
    there = Seat.objects.filter(camp=camp).count()
    given = request.POST if request.method == "POST" else None
    facts = FactsForm(given, instance=Camp.objects.get(pk=camp.pk), initial={"seats": there})
    venue = VenueFactsForm(given, instance=camp.venue, prefix="venue", needed=is_open)
    days = DaysForm(
        given,
        prefix="day",
        initial=[
            {"date": day.date, "doors": day.doors_at, "starts": day.starts_at, "ends": day.ends_at}
            for day in camp.settled_days
        ],
    )
    if given is not None and all([facts.is_valid(), venue.is_valid(), days.is_valid()]):
        try:
            with transaction.atomic():
                saved = facts.save(commit=False)
                if venue.cleaned_data["name"]:
                    saved.venue = venue.save()
                saved.changed_at = now
                saved.save()
                facts.save_m2m()
                saved.page.title = saved.page.draft_title = saved.name
                saved.page.save()
                put_camp(saved)
                set_seats(saved, facts.cleaned_data["seats"], by=request.user, now=now)
                move_days(saved, days.days, by=request.user, now=now)
            messages.success(request, _("The settings are saved."))
            return redirect("events:settings", camp.slug)
        except SeatsTaken as refusal:
            facts.add_error(
                "seats",
                _("%(taken)s seats are taken. To have %(wanted)s, cancel %(n)s registrations first.")
                % {"taken": refusal.taken, "wanted": refusal.wanted, "n": refusal.to_cancel},
            )
        except NotADay as refusal:
            facts.add_error(None, refusal.args[0])
    context = {
        "camp": camp,
        "facts": facts,
        "venue": venue,
        "days": days,
        "is_open": is_open,
        "unanswered": [ACCESS_QUESTIONS[key] for key in (camp.venue.unanswered if camp.venue else ACCESS_QUESTIONS)],
        "phase": camp.phase(now),
        "staff": permissions.is_staff_member(request.user),
        "registered": Registration.objects.filter(camp=camp).exclude(state="cancelled").count(),
    }
    return render(request, "events/settings.html", context, status=422 if given is not None else 200)


@login_required
@strong
@require_POST
def open_now(request, slug):
    camp = managed_camp(request, slug)
    try:
        open_registration(camp, by=request.user, now=timezone.now())
        messages.success(request, _("Registration is open."))
    except AccessUnanswered as refusal:
        messages.error(
            request,
            _("Answer these first; no is an answer: %(questions)s")
            % {"questions": "; ".join(str(ACCESS_QUESTIONS[key]) for key in refusal.questions)},
        )
    return redirect("events:settings", camp.slug)


@login_required
@strong
@require_POST
def close_now(request, slug):
    camp = managed_camp(request, slug)
    close_registration(camp, by=request.user, now=timezone.now())
    messages.success(request, _("Registration is closed."))
    return redirect("events:settings", camp.slug)


@login_required
@strong
@require_POST
def cancel(request, slug):
    camp = managed_camp(request, slug)
    try:
        cancel_camp(camp, request.POST.get("reason", "").replace("\x00", ""), by=request.user, now=timezone.now())
        messages.success(request, _("The camp is cancelled. Everybody registered is told."))
    except NoReason:
        messages.error(request, _("Write why. It stands on the page and in the mail."))
        return redirect("events:settings", camp.slug)
    return redirect(camp)


@login_required
@strong
@require_POST
def listed(request, slug):
    """Staff show a camp in the index, or take it out."""
    camp = visible_camp(request, slug)
    if not permissions.is_staff_member(request.user):
        raise PermissionDenied
    list_camp(camp, request.POST.get("listed") == "1", by=request.user)
    return redirect(camp)
