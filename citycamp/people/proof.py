"""Proof that the person at the keyboard is still the one who signed in. people.md 3, safety.md 1."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .models import DemoWorld

METHODS = "account_authentication_methods"  # Where allauth keeps its records of a session: method, type, at.
SEEN = "people_seen"
STRONG_TYPES = ("webauthn", "totp")
DEMO_TYPE = "demo"  # Proof by a tap: of the demo world, and nothing anywhere else.
STRONG_FOR = timedelta(hours=24).total_seconds()
STRONG_IDLE = timedelta(hours=12).total_seconds()
FRESH_FOR = timedelta(minutes=5).total_seconds()

View = Callable[..., HttpResponse]


def in_demo_world() -> bool:
    """Whether this is the demo world: its setting and its row, both."""
    return bool(settings.DEMO) and DemoWorld.objects.exists()


def records_of(request: HttpRequest, user) -> list[dict]:
    """What was proven in this session; a demo's tap counts only while the site is a demo."""
    records = get_authentication_records(request, user)
    return [row for row in records if settings.DEMO or row.get("type") != DEMO_TYPE]


def is_strong(request: HttpRequest, user, now: float | None = None) -> bool:
    """Whether a factor was proven in this session within 24 hours, and the session not idle for 12.

    A recovery code is no factor: it lets somebody in to enrol a new one.
    """
    now = now or time.time()
    at = max(
        (
            row["at"]
            for row in records_of(request, user)
            if row["method"] == "mfa" and row.get("type") in (*STRONG_TYPES, DEMO_TYPE)
        ),
        default=0,
    )
    seen = max(request.session.get(SEEN, 0), at)
    return now - at < STRONG_FOR and now - seen < STRONG_IDLE


def has_factor(user) -> bool:
    """Whether a passkey or an authenticator app is enrolled."""
    types = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
    return Authenticator.objects.filter(user_id=user.pk, type__in=types).exists()


def is_fresh(request: HttpRequest, now: float | None = None) -> bool:
    """Whether proof is less than five minutes old: from the factor if there is one, else from a mailed code."""
    if not request.user.is_authenticated:
        return False
    recent = [row for row in records_of(request, request.user) if (now or time.time()) - row["at"] < FRESH_FOR]
    if not recent:
        return False
    return any(row["method"] == "mfa" for row in recent) or not has_factor(request.user)


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def set_aside(request: HttpRequest, way: str) -> HttpResponseRedirect:
    """To another page first; a POST is kept, and goes on from there with all that was typed."""
    # A POST given up earlier must not be sent by a later visit to the same address.
    request.session.pop(STATE_SESSION_KEY, None)
    answer = suspend_request(request, way)
    if request.method != "POST":
        return answer
    # allauth sends what it kept only where `next` is its bare path; the query of the address is kept beside it.
    return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The way to the proof page, with a POST kept for afterwards; None where proof is fresh."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return None if is_fresh(request) else set_aside(request, reverse("people:proof"))


def ask_strong(request: HttpRequest) -> HttpResponse | None:
    """The way to prove, or to enrol, a second factor; None where this session is strong."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if request.user.strong:
        return None
    if has_factor(request.user):
        return set_aside(request, reverse("people:proof"))
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('people:factor_needed')}?{query}")


def fresh(view: View) -> View:
    """Ask for proof again unless it is less than five minutes old."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return ask_again(request) or view(request, *args, **kwargs)

    return asked


def strong(view: View) -> View:
    """Let only sessions with a second factor in; lead the others to theirs."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return ask_strong(request) or view(request, *args, **kwargs)

    return asked


def named(view: View) -> View:
    """Ask for the shown name before the first act that others will see."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if request.user.name:
            return view(request, *args, **kwargs)
        return set_aside(request, reverse("people:name"))

    return asked
