"""Words in links and addresses that prove a mail was received."""

import base64
import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac


def fresh() -> tuple[str, str]:
    """A token of 128 bits and the hash that is kept. Small letters: it stands in local parts of addresses too."""
    token = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    return token, hashed(token)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def leaving(subscription_id: int, slug: str) -> str:
    """The token that ends one subscription of one list, valid while it lives."""
    return f"{subscription_id}-{mark(subscription_id, slug)}"


def mark(subscription_id: int, slug: str) -> str:
    return salted_hmac("mailinglists.leave", f"{slug}:{subscription_id}", algorithm="sha256").hexdigest()[:32]


def subscription_id(token: str, slug: str) -> int | None:
    """Whose subscription a leaving token ends, or None where it is forged or of another list."""
    number, _, given = token.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    return int(number) if hmac.compare_digest(mark(int(number), slug), given) else None
