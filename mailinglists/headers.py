"""Names, addresses and header lines of a list. Pure. RFC 2369, 2919, 5064, 8058; VERP after Bernstein."""

import base64
import binascii
import hashlib
import hmac
from email.headerregistry import Address
from email.utils import formataddr

from mailinglists.parsing import one_line

SUFFIXES = {
    "join": "join",
    "subscribe": "join",
    "leave": "leave",
    "unsubscribe": "leave",
    "confirm": "confirm",
    "help": "help",
    "request": "help",
    "owner": "owner",
    "bounces": "bounces",
    "moderate": "moderate",
}
# Whatever came in under these names spoke of another list, or asks for what a copy must not carry.
TAKEN_OUT = {
    "archived-at",
    "authentication-results",
    "bcc",
    "disposition-notification-to",
    "dkim-signature",
    "errors-to",
    "precedence",
    "return-path",
    "return-receipt-to",
    "sender",
    "x-confirm-reading-to",
    "x-delivery-id",
    "x-records-notice",
    "x-original-to",
    "delivered-to",
}
CHECK = 12


def route(local: str) -> tuple[str, str, str]:
    """List slug, what is wanted (post, join, leave, confirm, help, owner, bounces) and token of a local part."""
    plain, _, token = local.partition("+")
    plain = plain.lower()
    slug, _, ending = plain.rpartition("-")
    if slug and ending in SUFFIXES:
        return slug, SUFFIXES[ending], token
    return plain, "post", token


def verp(slug: str, delivery_id: int, domain: str, secret: str) -> str:
    """The envelope sender of one copy: delivery id in base32 and 12 characters of HMAC."""
    number = base64.b32encode(delivery_id.to_bytes(max(1, (delivery_id.bit_length() + 7) // 8), "big"))
    word = number.decode().rstrip("=").lower()
    return f"{slug}-bounces+{word}{seal(slug, word, secret)}@{domain}"


def verp_id(slug: str, token: str, secret: str) -> int | None:
    """The delivery a VERP token speaks of, or None where it is forged."""
    word, mark = token[:-CHECK].lower(), token[-CHECK:].lower()
    if not word or not hmac.compare_digest(seal(slug, word, secret), mark):
        return None
    try:
        return int.from_bytes(base64.b32decode(word.upper() + "=" * (-len(word) % 8)), "big")
    except (binascii.Error, ValueError):
        return None


def seal(slug: str, word: str, secret: str) -> str:
    made = hmac.new(secret.encode(), f"verp:{slug}:{word}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made).decode().lower()[:CHECK]


def mailbox(name: str, address: str) -> str:
    """Name and address as one header value on one line, RFC 2047 where needed."""
    name = one_line(name)
    if name.isascii():
        local, _, domain = address.rpartition("@")
        try:
            return str(Address(name, local, domain)) if name else address
        except (ValueError, IndexError):
            return address
    return formataddr((name, address))


def unfolded(value: str) -> str:
    return one_line(value.replace("\r\n", " ").replace("\n", " "))
