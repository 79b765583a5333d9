"""Reports, decisions, lifting and appeals, for those who decide somewhere. people.md 6."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycamp.front.forms import AppealOutcomeForm, DecisionForm, OutcomeForm
from citycamp.people.errors import Refused
from citycamp.people.models import Appeal, Report, Sanction
from citycamp.people.moderation import actions, permissions
from citycamp.people.proof import ask_again, strong
from citycamp.people.scopes import scope_key

ROWS = 50


def named(scope) -> str:
    return str(scope) if scope is not None else _("The whole network")


def mark_of(scope) -> str:
    """One word for a scope in a form."""
    key = scope_key(scope)
    return "network" if scope is None else f"{key['scope_type_id']}-{key['scope_id']}"


def for_deciders(view):
    """For who decides somewhere, with a second factor; for all others the page is not there."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not permissions.decides_somewhere(request.user):
            raise Http404
        return strong(view)(request, *args, **kwargs)

    return never_cache(login_required(asked))


@for_deciders
@require_http_methods(["GET", "HEAD"])
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first: one row for each thing that was reported, however often."""
    waiting = permissions.reports_for(request.user).exclude(state="closed").order_by("made_at", "pk")
    groups: OrderedDict[tuple, list[Report]] = OrderedDict()
    for one in waiting.prefetch_related("scope").select_related("taken_by")[:2000]:
        groups.setdefault((one.target_type_id, one.target_id, one.scope_type_id, one.scope_id), []).append(one)
    rows = [{"first": group[0], "count": len(group), "scope": named(group[0].scope)} for group in groups.values()]
    appeals = permissions.appeals_for(request.user).select_related("notice", "by").prefetch_related("notice__scope")
    context = {"rows": rows[:ROWS], "more": max(len(rows) - ROWS, 0), "appeals": appeals.order_by("at")[:ROWS]}
    return render(request, "front/reports.html", context)


def found_report(request: HttpRequest, pk: int) -> Report:
    reports = permissions.reports_for(request.user).select_related("about", "taken_by", "target_type")
    return get_object_or_404(reports, pk=pk)


@for_deciders
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The thing as it was, the words of who reported it, the person's earlier steps, and the step to take."""
    first = found_report(request, pk)
    scopes = {mark_of(scope): scope for scope in permissions.scopes_of(request.user)}
    scopes.setdefault(mark_of(first.scope), first.scope)
    choices = [(mark, named(scope)) for mark, scope in scopes.items() if permissions.may_decide(request.user, scope)]
    same = permissions.reports_for(request.user).filter(
        target_type=first.target_type, target_id=first.target_id, **scope_key(first.scope)
    )
    open_ones = list(same.exclude(state="closed").order_by("made_at"))
    act = request.POST.get("act", "")
    form = DecisionForm(
        request.POST if act == "decide" else None, scopes=choices, initial={"scopes": [mark_of(first.scope)]}
    )
    closing = OutcomeForm(request.POST if act == "close" else None, prefix="close")
    status = 200
    if request.method == "POST":
        done = answered(request, act, first, open_ones, form, closing, scopes)
        if done is not None:
            return done
        status = 422
    about, address = first.about, "" if first.about_id else first.address
    running = Sanction.objects.running(timezone.now()).prefetch_related("scope")
    running = running.filter(person=about) if about else running.filter(person=None, address=address or "-")
    context = {
        "report": first,
        "scope": named(first.scope),
        "reports": open_ones or [first],
        "form": form,
        "closing": closing,
        "lifting": OutcomeForm(prefix="lift"),
        "earlier": actions.earlier_notices(about, address, request.user) if about or address else [],
        "running": [given for given in running if permissions.may_decide(request.user, given.scope)],
        "somebody": bool(about or address),
        "is_open": bool(open_ones),
    }
    return render(request, "front/decision.html", context, status=status)


def answered(request, act, first, open_ones, form, closing, scopes) -> HttpResponse | None:
    """Do what was pressed; None where the form has to come back."""
    form_of_act = {"decide": form, "close": closing}.get(act)
    try:
        if act == "take":
            actions.take(first, by=request.user)
            messages.success(request, _("It is yours. The others see that you look after it."))
            return redirect("front:decision", pk=first.pk)
        if act == "lift":
            return lifted(request, first)
        if form_of_act is None or not form_of_act.is_valid() or not open_ones:
            if form_of_act is not None and not open_ones:
                messages.error(request, _("Somebody was quicker: this is closed. The page shows how it stands now."))
                return redirect("front:decision", pk=first.pk)
            return None
        if act == "close":
            actions.close(open_ones, closing.cleaned_data["outcome"], by=request.user)
            messages.success(request, _("Closed. Nobody is told but the log."))
            return redirect("front:reports")
        return decided(request, open_ones, form, scopes)
    except Refused as refusal:
        if form_of_act is not None and form_of_act.is_bound:
            skipped = isinstance(refusal, actions.Skipped)
            form_of_act.add_error("why_skipped" if skipped else None, str(refusal))
            return None
        messages.error(request, str(refusal))
        return redirect("front:decision", pk=first.pk)


def decided(request, open_ones, form, scopes) -> HttpResponse:
    chosen = form.cleaned_data
    held_in = [scopes[mark] for mark in chosen["scopes"]]
    if chosen["step"] == "removal" and None in held_in:
        asked = ask_again(request)
        if asked:
            return asked
    notice = actions.decide(
        open_ones,
        chosen["step"],
        held_in,
        by=request.user,
        reason=chosen["reason"],
        rule=chosen["rule"],
        kind=chosen["kind"] or "write",
        until=form.end(timezone.now()),
        words=chosen["words"],
        why_skipped=chosen["why_skipped"],
    )
    told = _("%(step)s: it holds from now on, and the person is told.") % {"step": notice.get_step_display()}
    messages.success(request, told)
    return redirect("front:reports")


def lifted(request: HttpRequest, first: Report) -> HttpResponse:
    given = get_object_or_404(Sanction, pk=request.POST.get("sanction") or 0, lifted_at__isnull=True)
    if not permissions.may_decide(request.user, given.scope):
        raise Http404
    form = OutcomeForm(request.POST, prefix="lift")
    if form.is_valid():
        actions.lift(given, form.cleaned_data["outcome"], by=request.user)
        messages.success(request, _("Lifted. It holds no more, from now on."))
    else:
        messages.error(request, _("Write one sentence: why is it lifted?"))
    return redirect("front:decision", pk=first.pk)


@for_deciders
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody says against a step, and the outcome; by a person who did not decide first."""
    asked = get_object_or_404(permissions.appeals_for(request.user).select_related("notice__about", "by"), pk=pk)
    return answer_appeal(request, asked)


def answer_appeal(request: HttpRequest, asked: Appeal) -> HttpResponse:
    now = timezone.now()
    form = AppealOutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        until = now + timedelta(days=int(chosen["until"] or 7)) if chosen["outcome"] == "changed" else None
        try:
            actions.decide_appeal(asked, chosen["outcome"], chosen["reason"], by=request.user, until=until, now=now)
            messages.success(request, _("Decided. The person is told."))
            return redirect("front:reports")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"appeal": asked, "notice": asked.notice, "scope": named(asked.notice.scope), "form": form}
    return render(request, "front/appeal.html", context, status=422 if form.errors else 200)
