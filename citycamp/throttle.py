"""How often somebody may do something: counted in the cache, with Redis across all processes."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

# safety.md 1: so many in so many seconds
MAIL_TO_AN_UNPROVEN_ADDRESS = ((10, 86_400),)


def wait(what: str, who: str, limits: tuple[tuple[int, int], ...]) -> int:
    """Count one more of `what` by `who`: 0 if it is within every limit, else the seconds until it may be again.

    What is refused is counted too, so that hammering does not help. Windows are fixed: at most twice the limit
    can fall into one stretch of the window's length, at the turn of two windows.
    """
    now = time.time()
    longest = 0
    for most, seconds in limits:
        window = int(now // seconds)
        key = f"throttle:{what}:{who}:{seconds}:{window}"
        cache.add(key, 0, timeout=seconds + 5)
        try:
            count = cache.incr(key)
        except ValueError:  # it ran out between the two
            cache.set(key, 1, timeout=seconds + 5)
            count = 1
        if count > most:
            longest = max(longest, int((window + 1) * seconds - now) + 1)
    return longest


def network_of(request: HttpRequest) -> str:
    """The address a request came from; X-Forwarded-For counts only behind as many proxies as are set.

    IPv6 hosts are one by their first 64 bits.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT:
            address = hops[-settings.TRUSTED_PROXY_COUNT]
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)
    return str(found.ipv4_mapped if found.version == 6 else found)
