"""What every request of a signed-in person carries, and what stands before pages that are not ours."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from . import proof, rights, signals
from .models import Role, User

NOTE_EVERY = timedelta(minutes=15).total_seconds()
ABSOLUTE = timedelta(days=90).total_seconds()
BEGAN = "people_began"

# allauth's pages that change what an account hangs on. Sign-in steps and lists that only read are not among them.
ASK_FRESH = {
    "account_email",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "usersessions_list",
}


class Sessions:
    """`request.user.strong`; rights read once; activity noted every 15 minutes; the end after 90 days."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user

        def with_strength():
            if known.is_authenticated:
                known.strong = proof.is_strong(request, known)
            return known

        request.user = SimpleLazyObject(with_strength)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.note(request)
        with rights.kept_for_one_request():
            response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def note(self, request: HttpRequest) -> None:
        """Writes at most once in 15 minutes, whatever is read in between."""
        now, session = time.time(), request.session
        if now - session.get(BEGAN, now) > ABSOLUTE:
            logout(request)
            return
        if now - session.get(proof.SEEN, 0) >= NOTE_EVERY:
            session.setdefault(BEGAN, now)
            # The strong mark dies of twelve idle hours: an old proof must not look young because somebody is back.
            if not request.user.strong:
                session[proof.METHODS] = [
                    row for row in session.get(proof.METHODS, []) if row.get("type") not in proof.STRONG_TYPES
                ]
            session[proof.SEEN] = now
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())


class Gates:
    """Fresh proof before allauth's address, factor and session pages; a second factor before Wagtail's admin."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if request.path_info.startswith("/admin/"):
            return self.admin(request)
        if match and match.url_name in ASK_FRESH and not match.namespaces:
            return proof.ask_again(request)
        return None

    def admin(self, request: HttpRequest) -> HttpResponse | None:
        """Who has no part in the admin finds nothing there; who has, proves a factor first."""
        user = request.user
        if not user.is_authenticated:
            return proof.to_sign_in(request)
        if not (user.is_superuser or user.roles.exists() or user.has_perm("wagtailadmin.access_admin")):
            raise Http404
        asked = proof.ask_strong(request)
        if asked:
            return asked
        send_rights_again(user)
        if not user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return None


def send_rights_again(user: User) -> None:
    """Announce every role of a person whose awake roles are not those that were last announced."""
    awake = Role.objects.awake().filter(user_id=user.pk).order_by("pk").values_list("role", "scope_type", "scope_id")
    digest = hashlib.sha256(repr(list(awake)).encode()).hexdigest()
    if user.rights_sent == digest:
        return
    for held in Role.objects.filter(user_id=user.pk):
        signals.roles_changed.send(Role, user=User.objects.get(pk=user.pk), role=held.role, scope=held.scope)
    User.objects.filter(pk=user.pk).update(rights_sent=digest)
    user.rights_sent = digest
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(cached, None)
