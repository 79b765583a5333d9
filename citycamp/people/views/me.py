"""My page, and what I decide about myself."""

from __future__ import annotations

from collections import Counter

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from citycamp.people import actions, permissions
from citycamp.people.errors import Refused
from citycamp.people.forms import NameForm, ProfileForm
from citycamp.people.models import Role, RoleInvite, Verification
from citycamp.people.moderation import permissions as moderation
from citycamp.people.rights import rights_of
from citycamp.people.roles import ROLES

from .proof import next_address


def held_roles(user, now) -> list[dict]:
    """Each role of this person with what keeps it asleep; a query beside their rights for any number that is awake."""
    held = list(Role.objects.filter(user=user).select_related("scope_type", "user").prefetch_related("scope"))
    rights = rights_of(user, now)
    asleep = permissions.reasons_asleep([role for role in held if not rights.wakes(role)], now)
    return [
        {
            "role": role,
            "label": ROLES[role.role].label,
            "awake": rights.wakes(role),
            "why": asleep.get(role.pk, []),
        }
        for role in held
    ]


def shown_verifications(user, now) -> list[dict]:
    """Rows of this person with the word that is true now: a row may say verified and not be in force."""
    rows = user.verifications.select_related("organization", "domain").order_by("-pk")
    addresses = rights_of(user, now).verified_addresses  # an address has one open row at most
    return [
        {"row": row, "in_force": row.state == "verified" and row.address in addresses, "state": row.shown_state(now)}
        for row in rows
    ]


def what_waits(user) -> tuple[int, int]:
    """How many notices about this person are unread, and how many reports wait where they decide; one query."""
    rows = user.notices.filter(read_at__isnull=True).order_by().values_list(Value("unread"), "pk")
    if moderation.decides_somewhere(user):
        waiting = moderation.reports_for(user).exclude(state="closed").order_by()
        rows = rows.union(waiting.values_list(Value("report"), "pk"), all=True)
    found = Counter(kind for kind, _pk in rows)
    return found["unread"], found["report"]


@never_cache
@login_required
def me(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    factors = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    roles = held_roles(request.user, now)
    invites = list(actions.invites_for(request.user, now).prefetch_related("scope"))
    unread, reports = what_waits(request.user)
    in_force = Verification.objects.in_force(now).filter(user=request.user).select_related("organization")
    asleep = [held for held in roles if not held["awake"]]
    context = {
        "roles": roles,
        "verifications": [{"row": row} for row in in_force],
        "invites": invites,
        "unread": unread,
        "reports": reports,
        "factors": factors,
        "waits": bool(invites or asleep or unread or reports or not factors or not request.user.name),
    }
    return render(request, "people/me.html", context)


@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Asked at the first act that others will see; then that act goes on."""
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_name(request.user, form.cleaned_data["name"])
        return resume_request(request) or redirect("people:me")
    context = {"form": form, "next": next_address(request)}
    return render(request, "people/name.html", context, status=422 if form.errors else 200)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_name(request.user, form.cleaned_data["name"])
        chosen = {field: form.cleaned_data[field] for field in ("about", "links", "shows")}
        actions.change_profile(request.user, **chosen)
        messages.success(request, _("Your profile is saved."))
        return redirect("people:profile")
    if form.errors:
        request.user.refresh_from_db()
    return render(request, "people/profile.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
def verification(request: HttpRequest) -> HttpResponse:
    shown = shown_verifications(request.user, timezone.now())
    proven = request.user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return render(request, "people/verification.html", {"shown": shown, "proven": proven})


@require_POST
@login_required
def end_verification(request: HttpRequest, pk: int) -> HttpResponse:
    """This is wrong, end it."""
    row = get_object_or_404(Verification, pk=pk, user=request.user)
    actions.end_verification(row, "asked by the person", by=request.user)
    messages.success(request, _("That verification is ended. Lists for officials closed with it."))
    return redirect("people:verification")


@require_POST
@login_required
def verify_again(request: HttpRequest) -> HttpResponse:
    try:
        found = actions.verify_again(request.user, request.POST.get("address", ""))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        if found:
            messages.success(request, _("You are a verified official again, for twelve months."))
        else:
            messages.error(request, _("That address is not on a domain of a public body that we know."))
    return redirect("people:verification")


@never_cache
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """An offered role: shown to whoever proved the address, and to nobody else."""
    offered = get_object_or_404(actions.invites_for(request.user).select_related("by"), pk=pk)
    if request.method == "POST":
        return answer_invite(request, offered)
    context = {"invite": offered, "label": ROLES[offered.role].label, "factor": ROLES[offered.role].factor}
    return render(request, "people/invite.html", context)


def answer_invite(request: HttpRequest, offered: RoleInvite) -> HttpResponse:
    try:
        if request.POST.get("answer") == "accept":
            actions.accept_invite(offered, by=request.user)
            messages.success(request, _("The role is yours."))
        else:
            actions.decline_invite(offered, by=request.user)
            messages.success(request, _("Declined. Nothing else changes."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("people:me")


@require_POST
@login_required
def step_down(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Role, pk=pk, user=request.user)
    try:
        actions.end_role(held, "stepped down", by=request.user)
        messages.success(request, _("You stepped down."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("people:me")
