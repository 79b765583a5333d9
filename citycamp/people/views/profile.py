"""What others see of a person: nothing, unless chosen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from citycamp.people import permissions
from citycamp.people.models import User, Verification


def profile(request: HttpRequest, public_id: str) -> HttpResponse:
    """An unknown id, a closed account and a person who chose nothing answer alike."""
    person = User.objects.filter(public_id=public_id).first()
    if person is None or not permissions.may_see_profile(request.user, person):
        raise Http404
    official = None
    if "organization" in person.shows:
        official = (
            Verification.objects.in_force(timezone.now())
            .filter(user=person, organization__isnull=False)
            .select_related("organization")
            .first()
        )
    shown = {field: getattr(person, field) for field in ("name", "about", "links") if field in person.shows}
    return render(request, "people/public.html", {"shown": shown, "official": official, "person": person})
