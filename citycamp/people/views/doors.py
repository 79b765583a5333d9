"""Pages of allauth that are not ours to have: sign-up is the sign-in page, passwords and other sites are off."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from citycamp.audit.actions import record
from citycamp.people.models import User

FIRST_LINK = "people.first_link"
FIRST_LINK_AGE = 3600


def to_the_one_door(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("next")
    return redirect(reverse("account_login") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


def to_proof(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("next")
    return redirect(reverse("people:proof") + (f"?{urlencode({'next': wanted})}" if wanted else ""))


def closed(request: HttpRequest, **kwargs) -> HttpResponse:
    raise Http404


@never_cache
def first_link(request: HttpRequest, token: str) -> HttpResponse:
    """The operator's one-time link from the terminal. A GET only shows it: a scanner spends nothing."""
    try:
        pk, mark = signing.loads(token, salt=FIRST_LINK, max_age=FIRST_LINK_AGE)
    except signing.BadSignature:
        raise Http404 from None
    user = User.objects.filter(pk=pk, is_superuser=True, is_active=True).first()
    if user is None or user.password != mark:
        raise Http404
    if request.method != "POST":
        return render(request, "people/first_link.html", {"address": user.email})
    with transaction.atomic():
        # The unusable password is the link's mark: a new one, and the link is spent.
        spent = User.objects.filter(pk=pk, password=mark).update(password=new_mark())
        if not spent:
            raise Http404
        record(user, "operator.first_link", user)
    user.refresh_from_db()
    login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
    return redirect("mfa_index")


def new_mark() -> str:
    return make_password(None)
