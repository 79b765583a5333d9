"""Proving again who one is, and being led to a second factor."""

from __future__ import annotations

import secrets
import time

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from citycamp.mail.actions import send
from citycamp.people.forms import ProofCodeForm
from citycamp.people.proof import DEMO_TYPE, has_factor, in_demo_world

WAITING = "people_proof"  # {"code", "at", "tries"} in the session that asked.
MINUTES, TRIES = 15, 3


def next_address(request: HttpRequest) -> str:
    """Where to go on afterwards, if it is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else ""


def go_on(request: HttpRequest) -> HttpResponse:
    """Back to what was asked for, with all that was typed."""
    return resume_request(request) or redirect("people:me")


@never_cache
@login_required
def proof(request: HttpRequest) -> HttpResponse:
    """With a factor: the passkey or the app. Without one: a code, mailed when it is asked for. A demo: one tap."""
    if in_demo_world() and not request.user.is_superuser:
        return by_tap(request)
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if types & {Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP}:
        return by_factor(request, types)
    return by_code(request)


def by_tap(request: HttpRequest) -> HttpResponse:
    """As one came into the demo: nobody there has the secrets of its people. A factor's proof only where one is."""
    if request.method != "POST":
        return render(request, "people/proof_demo.html", {"next": next_address(request)})
    if has_factor(request.user):
        record_authentication(request, request.user, method="mfa", type=DEMO_TYPE, reauthenticated=True)
    else:
        record_authentication(request, request.user, method="code", email=request.user.email, reauthenticated=True)
    return go_on(request)


def by_factor(request: HttpRequest, types: set[str]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    with_key = bool(posted) and "credential" in posted
    code = ReauthenticateForm(posted if posted and not with_key else None, user=request.user)
    key = ReauthenticateWebAuthnForm(posted if with_key else None, user=request.user)
    form = key if with_key else code
    if posted and form.is_valid():
        form.save()
        return go_on(request)
    has_key = Authenticator.Type.WEBAUTHN in types
    context = {
        "form": code,
        "key_form": key if has_key else None,
        "has_app": Authenticator.Type.TOTP in types,
        "js_data": {"request_options": begin_authentication(request.user)} if has_key else None,
        "next": next_address(request),
    }
    return render(request, "people/proof_factor.html", context, status=200 if not posted else 422)


def by_code(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(WAITING)
    if waiting and time.time() - waiting["at"] > MINUTES * 60:
        waiting = request.session.pop(WAITING, None) and None
    form, fault = None, ""
    if request.method == "POST" and request.POST.get("action") == "send":
        if ratelimit.consume(request, action="request_login_code", key=request.user.email):
            mail_code(request)
            return redirect(f"{request.path}?next={next_address(request)}")
        fault = _("A code went out a moment ago. Wait a minute, then ask again.")
    elif request.method == "POST" and waiting:
        form = ProofCodeForm(request.POST)
        if form.is_valid() and compare_user_code(actual=form.cleaned_data["code"], expected=waiting["code"]):
            del request.session[WAITING]
            record_authentication(request, request.user, method="code", email=request.user.email, reauthenticated=True)
            return go_on(request)
        waiting["tries"] += 1
        request.session[WAITING] = waiting
        if waiting["tries"] >= TRIES:
            del request.session[WAITING]
            waiting, fault = None, _("That was tried three times. Ask for a new code.")
        else:
            form.add_error("code", _("That is not the code in the newest mail. Look again, or ask for a new one."))
    context = {
        "form": form or ProofCodeForm(),
        "waiting": bool(waiting),
        "fault": fault,
        "next": next_address(request),
        "address": request.user.email,
    }
    return render(request, "people/proof_code.html", context, status=422 if fault or form else 200)


def mail_code(request: HttpRequest) -> None:
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[WAITING] = {"code": code, "at": time.time(), "tries": 0}
    key = f"people.proof:{request.user.pk}:{secrets.token_hex(8)}"
    send("people/email/proof", request.user.email, {"code": code, "minutes": MINUTES}, key=key)


@never_cache
@login_required
def factor_needed(request: HttpRequest) -> HttpResponse:
    """Why a second factor is asked for here, and the way to enrol one."""
    return render(request, "people/factor_needed.html", {"next": next_address(request)}, status=403)
