"""Two ways through the door: as people do, and at once where the door is not the subject."""

import time
from importlib import import_module
from urllib.parse import urlsplit

from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from citycamp.people.proof import METHODS, has_factor


def sign_in(context, site, user) -> None:
    """Give this browser the session the site itself would give: after a code, and a factor where one is enrolled."""
    now = time.time()
    methods = [{"method": "code", "at": now, "email": user.email}]
    if has_factor(user):
        methods.append({"method": "mfa", "type": "totp", "at": now})
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store[METHODS] = methods
    store[f"{METHODS}_user"] = user_id_to_str(user)
    store.save()
    host = urlsplit(site.url).hostname
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "domain": host, "path": "/"}
    context.add_cookies([cookie])


def sign_in_by_code(page, site, address: str) -> None:
    """Through the door: type the address, read the mail, type the code. Counts this address's codes by itself."""
    before = len(site.codes_in(site.server.sink.letters(address)))
    page.goto("/accounts/login/")
    page.get_by_label("Mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(site.code_for(address, before + 1))
    page.get_by_role("button", name="Go on").click()
