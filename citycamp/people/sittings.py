"""Where somebody is signed in. safety.md 1: a change of address, factor or role ends all other sessions."""

from __future__ import annotations

from allauth.core import context
from allauth.usersessions.models import UserSession
from django.http import HttpRequest


def end_others(user, request: HttpRequest | None = None) -> None:
    """End every session of this person but the one that is asking now, if it is theirs."""
    request = request or context.request
    sessions = UserSession.objects.filter(user_id=user.pk)
    if request is not None and getattr(request.user, "pk", None) == user.pk:
        sessions = sessions.exclude(session_key=request.session.session_key)
    for session in sessions:
        session.end()
