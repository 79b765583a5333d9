"""Keys to read with. people.md 2: shown once, stored hashed, giving what may be seen now."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from citycamp.audit.actions import record
from citycamp.people.errors import NotYours, TooMany
from citycamp.people.models import Token, User
from citycamp.people.scopes import scope_key

NOTE_EVERY = timedelta(hours=1)
MOST = 20


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(user: User, kind: str, scope: models.Model | None, name: str) -> tuple[Token, str]:
    """A new key and its secret, 160 random bits, which nobody can read again. API keys last a year."""
    if Token.objects.valid().filter(user=user).count() >= MOST:
        raise TooMany
    secret = secrets.token_hex(20)
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            kind=kind,
            name=name[:80],
            hash=hashed(secret),
            last_four=secret[-4:],
            expires_at=timezone.now() + timedelta(days=365) if kind == "api" else None,
            **scope_key(scope),
        )
        record(user, "token.made", token, detail={"kind": kind})
    return token, secret


def token_for(secret: str, kind: str, now: datetime | None = None) -> Token | None:
    """The valid key with this secret, its person with it; notes once an hour that it was used.

    Its person is never strong: what the key gives is what `visible_to(token.user)` returns now.
    """
    now = now or timezone.now()
    token = Token.objects.valid(now).filter(hash=hashed(secret), kind=kind).select_related("user").first()
    if token and (token.used_at is None or now - token.used_at >= NOTE_EVERY):
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def revoke_token(token: Token, *, by: User) -> None:
    if token.user_id != by.pk:
        raise NotYours
    with transaction.atomic():
        Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
        record(by, "token.revoked", token)
