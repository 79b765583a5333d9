"""One tap into the demo world, and only there."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from citycamp.people.models import DemoWorld, Role, User, Verification
from citycamp.people.proof import DEMO_TYPE, in_demo_world
from citycamp.people.roles import NEED_FACTOR, ROLES

from .proof import next_address

# What the demo's doors are called, for the catalogues.
DOOR_WORDS = [
    gettext_noop("organizer"),
    gettext_noop("attendee"),
    gettext_noop("official"),
    gettext_noop("steward"),
    gettext_noop("records officer"),
]


def unlike(roles: list[Role]) -> list[dict]:
    """Roles that read differently: a city and its wiki bear one name."""
    shown = {(held.role, str(held.scope or "")): held for held in roles}
    return [{"label": ROLES[held.role].label, "scope": held.scope} for held in shown.values()]


def demo_people() -> list[dict]:
    """Who one may be: everybody in this database that holds a role or a verification, then the others."""
    roles: dict[int, list[Role]] = {}
    for held in Role.objects.awake().select_related("scope_type").prefetch_related("scope").order_by("pk"):
        roles.setdefault(held.user_id, []).append(held)
    officials = set(Verification.objects.in_force(timezone.now()).values_list("user_id", flat=True))
    shown = [
        {
            "person": person,
            "roles": unlike(roles.get(person.pk, [])),
            "official": person.pk in officials,
            "strong": any(held.role in NEED_FACTOR for held in roles.get(person.pk, [])),
        }
        for person in User.objects.filter(is_active=True, is_superuser=False).exclude(name="").order_by("pk")[:40]
    ]
    return sorted(shown, key=lambda row: (not row["roles"], not row["official"]))


def by_door(people: list[dict]) -> tuple[list[dict], list[dict]]:
    """Those whom a door of this world leads to, in the order in which they moved in, and all others."""
    names = {public_id: door for door, public_id in DemoWorld.objects.get().doors.items()}
    doors = [{**row, "door": _(names[row["person"].public_id])} for row in people if row["person"].public_id in names]
    others = [row for row in people if row["person"].public_id not in names]
    return sorted(doors, key=lambda row: row["person"].pk), others


@never_cache
def demo(request: HttpRequest) -> HttpResponse:
    if not in_demo_world():
        raise Http404
    people = demo_people()
    if request.method != "POST":
        doors, others = by_door(people)
        return render(request, "people/demo.html", {"doors": doors, "people": others, "next": next_address(request)})
    person = get_object_or_404(User, public_id=request.POST.get("person", ""))
    chosen = next((row for row in people if row["person"] == person), None)
    if chosen is None:
        raise Http404
    if request.user.is_authenticated:
        request.session.flush()
    login(request, person, "allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, person, method="code", email=person.email)
    if chosen["strong"]:
        record_authentication(request, person, method="mfa", type=DEMO_TYPE)
    return redirect(next_address(request) or "people:me")
