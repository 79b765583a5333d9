"""Proof that the person at the keyboard is still the one who signed in. people.md 3, safety.md 1."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse

METHODS = "account_authentication_methods"  # allauth's records of this session: method, type, at.
SEEN = "seen"
STRONG_TYPES = ("webauthn", "totp", "demo")
STRONG_FOR = timedelta(hours=24)
STRONG_IDLE = timedelta(hours=12)
FRESH_FOR = timedelta(minutes=5)


def is_factor(entry: dict) -> bool:
    """Whether a record is of a real second factor: a recovery code is none."""
    return entry.get("method") == "mfa" and entry.get("type") in STRONG_TYPES


def is_strong(session, now: float | None = None) -> bool:
    """Whether a factor was proven in this session within 24 hours, and the session not idle for 12."""
    now = now or time.time()
    at = max((entry["at"] for entry in session.get(METHODS, []) if is_factor(entry)), default=0)
    seen = max(session.get(SEEN, 0), at)
    return now - at < STRONG_FOR.total_seconds() and now - seen < STRONG_IDLE.total_seconds()


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for proof again unless it is less than five minutes old."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        from .views.proof import ask_again

        return ask_again(request) or view(request, *args, **kwargs)

    return asked
