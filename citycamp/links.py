"""Absolute addresses for mail, feeds and calendars: from the settings, never from a request."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path of this site, such as /events/raleigh/. Raises ValueError for anything else."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"a path of this site begins with one slash, and this does not: {path[:80]!r}")
    return settings.SITE_URL + path


def host() -> str:
    """The host name of this site, without its port."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
