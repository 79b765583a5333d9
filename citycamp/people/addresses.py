"""Mail addresses as keys. Pure. safety.md 1 and 2, people.md 2."""

import hmac
import re

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

# Nearly all domains are plain letters, digits and hyphens, which IDNA leaves as they are; it is slow to say so.
PLAIN = re.compile(r"(?!.*--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")


def domain_key(domain: str) -> str:
    """The domain in lower-case IDNA 2008 ASCII, one final dot off; "" where it does not encode."""
    domain = domain.removesuffix(".").lower()
    if not domain or len(domain) > 253:
        return ""
    if PLAIN.fullmatch(domain):
        return domain
    try:
        return idna.encode(domain, strict=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def key(address: str) -> str:
    """The one form in which an address is stored and compared; "" where it is not an address we take."""
    address = address.strip().lower()
    local, at, domain = address.rpartition("@")
    ascii_domain = domain_key(domain)
    if not at or not local or not ascii_domain or len(address) > 254:
        return ""
    # Quoted local parts and letters outside ASCII are two spellings waiting to be confused.
    if not local.isascii() or '"' in local or "@" in local:
        return ""
    whole = f"{local}@{ascii_domain}"
    try:
        validate_email(whole)
    except ValidationError:
        return ""
    return whole if len(whole) <= 254 else ""


def valid_key(address: str) -> str:
    """key(), or a ValidationError that says how to write the address."""
    found = key(address)
    if not found:
        raise ValidationError(_("Write the whole address, such as noor@example.org."), code="address")
    return found


def suffixes(address: str) -> list[str]:
    """The domain of an address and the domains above it, longest first, at most 10: what an entry may match."""
    domain = domain_key(address.rpartition("@")[2])
    labels = domain.split(".") if domain else []
    return [".".join(labels[start:]) for start in range(len(labels))][:10]


def ban_keys(address: str) -> list[str]:
    """All forms in which a Sanction may name this address: itself, its keyed hash, its domains."""
    found = key(address) or address.strip().lower()
    return [found, keyed_hash(found), *(f"@{suffix}" for suffix in suffixes(found))]


def keyed_hash(address: str) -> str:
    """What stays of an address after erasure: an HMAC, so that nobody reads it back by trying addresses."""
    secret = f"people.sanction:{settings.SECRET_KEY}".encode()
    return "hash:" + hmac.new(secret, address.encode(), "sha256").hexdigest()
