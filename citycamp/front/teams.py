"""Who holds which role in a camp, city, community, wiki, list or the network: offered, ended, left. people.md 5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycamp.front import addressed
from citycamp.front.forms import OfferForm
from citycamp.people import actions, permissions
from citycamp.people.errors import Refused
from citycamp.people.models import Role, RoleInvite
from citycamp.people.proof import ask_again, strong
from citycamp.people.roles import ROLES
from citycamp.people.scopes import scope_label
from events.communities.models import Community
from events.models import Camp, City
from mailinglists.models import MailingList
from wiki.models import Wiki

PLACES: dict[str, type[Model]] = {
    "camp": Camp,
    "city": City,
    "community": Community,
    "wiki": Wiki,
    "list": MailingList,
}


@dataclass(frozen=True)
class Place:
    """Where roles are held. `scope` is None for the network."""

    kind: str
    key: str
    scope: Model | None
    href: str

    @property
    def address(self) -> str:
        return team_address(self.kind, self.key)

    @property
    def name(self) -> str:
        return str(self.scope) if self.scope is not None else _("the network")


def team_address(kind: str, key: str) -> str:
    return reverse("front:team", kwargs={"kind": kind, "key": key} if key else {"kind": kind})


def team_of(scope: Model | None) -> str:
    """The address of the page of those who look after this scope; None is the network."""
    if scope is None:
        return team_address("network", "")
    kind = next(kind for kind, model in PLACES.items() if isinstance(scope, model))
    return team_address(kind, scope.slug)  # type: ignore[attr-defined]


def place_for(user, kind: str, key: str) -> tuple[Place, list[str]]:
    """The place, and the roles that this person grants there.

    Rank opens no closed list: staff grant its owners without seeing it. Others who do not see it get the same 404 as
    for a place that is not there; who sees it and decides nothing there reads so.
    """
    if kind == "network":
        scope: Model | None = None
        place = Place(kind, "", None, "")
    else:
        scope = PLACES[kind]._default_manager.filter(slug=key).first()
        if scope is None:
            raise Http404
        place = Place(kind, key, scope, f"/wiki/{key}/" if kind == "wiki" else scope.get_absolute_url())
    grants = permissions.grants_in(user, scope)
    if not grants and not Role.objects.awake().at(scope).filter(user=user).exists():
        if scope is None:
            raise Http404
        addressed.seen(kind, key, user)
        raise PermissionDenied(_("Only those who look after this place see who holds which role."))
    return place, grants


def at_place(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For who is signed in: the view gets the place and what this person grants there. A place that they do not see
    is not there; only where it is, a second factor is asked for."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @login_required
        @require_http_methods(methods)
        @wraps(view)
        def wrapped(request: HttpRequest, kind: str, key: str = "", **more: Any) -> HttpResponse:
            return strong(view)(request, *place_for(request.user, kind, key), **more)

        return wrapped

    return decorate


@at_place("GET", "HEAD", "POST")
def team(request: HttpRequest, place: Place, grants: list[str]) -> HttpResponse:
    """Everybody with a role here, asleep or awake, and the offers that wait."""
    form = OfferForm(request.POST or None, roles=grants) if grants else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        asked = ask_again(request)
        if asked:
            return asked
        if form.is_valid():
            try:
                offer = form.cleaned_data
                actions.invite_role(offer["address"], offer["role"], place.scope, by=request.user)
                told = _("%(address)s was asked by mail. The offer stands for 14 days.")
                messages.success(request, told % {"address": offer["address"]})
                return redirect(place.address)
            except Refused as refusal:
                form.add_error("address", str(refusal))
    now = timezone.now()
    held = list(
        Role.objects.at(place.scope).select_related("user").prefetch_related("scope").order_by("granted_at", "pk")
    )
    asleep = permissions.reasons_asleep(held, now)
    awake = {row.pk for row in held if row.pk not in asleep}
    order = list(ROLES)
    context = {
        "place": place,
        "camp": place.scope if place.kind == "camp" else None,
        "form": form,
        "held": [
            {
                "row": row,
                "label": ROLES[row.role].label,
                "awake": row.pk in awake,
                "why": asleep.get(row.pk, []),
                "mine": row.user_id == request.user.pk,
                "may_end": row.user_id == request.user.pk or row.role in grants,
            }
            for row in sorted(held, key=lambda row: order.index(row.role))
        ],
        "invites": RoleInvite.objects.at(place.scope).filter(state="waiting", until__gt=now).order_by("pk"),
        "grants": grants,
        "few": few(place.scope, held, awake),
    }
    return render(request, "front/team.html", context, status=422 if form is not None and form.errors else 200)


def few(scope: Model | None, held: list[Role], awake: set[int]) -> str:
    """The role that somebody must hold here and fewer than two hold awake: its name, or ""."""
    for name, role in ROLES.items():
        needed = scope_label(scope) in role.scopes and (role.last_one_stays or name == "staff")
        if needed and sum(row.role == name and row.pk in awake for row in held) < 2:
            return str(role.label)
    return ""


@at_place("POST")
def end(request: HttpRequest, place: Place, grants: list[str], pk: int) -> HttpResponse:
    """End somebody's role here, or step down. The last organizer, owner or steward stays."""
    held = get_object_or_404(Role.objects.at(place.scope).select_related("user"), pk=pk)
    own, told = held.user_id == request.user.pk, {"name": held.user, "role": ROLES[held.role].label}
    asked = None if own else ask_again(request)
    if asked:
        return asked
    try:
        actions.end_role(held, request.POST.get("reason", "").replace("\x00", "")[:300], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(place.address)
    if own:
        messages.success(request, _("You stepped down as %(role)s.") % told)
        return redirect("people:me")
    messages.success(request, _("%(name)s is no longer %(role)s. They are told by mail.") % told)
    return redirect(place.address)


@at_place("POST")
def withdraw(request: HttpRequest, place: Place, grants: list[str], pk: int) -> HttpResponse:
    """Take an offer back that nobody has answered."""
    invite = get_object_or_404(RoleInvite.objects.at(place.scope), pk=pk)
    try:
        actions.withdraw_invite(invite, by=request.user)
        messages.success(request, _("The offer to %(address)s is taken back.") % {"address": invite.address})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(place.address)
