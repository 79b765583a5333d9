"""Why the board says no, in words that a person can act on. board.md 6."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Refused(Exception):
    """An act that the board turns down. Nothing has been changed."""

    code = "refused"
    status = 409

    def __init__(self, message: str, **facts) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotAllowed(Refused):
    """This person may not, in any phase."""

    code = "not_allowed"
    status = 403


class WrongPhase(Refused):
    """Not now; `phases` names when."""

    code = "wrong_phase"


class Unusable(Refused):
    """Input that makes no sense; `field` says where."""

    code = "unusable"
    status = 422

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message, field=field)
        self.field = field


class TooMany(Refused):
    code = "too_many"
    status = 429

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message, wait=wait)
        self.wait = wait


class Confirm(Refused):
    """Many people count on it: say that you mean it."""

    code = "confirm"


@dataclass(frozen=True)
class Offer:
    """A free cell nearby, one tap away."""

    slot: int
    room: int
    label: str
    where: str = ""
    note: str = ""


@dataclass
class PlaceRefused(Refused):
    """A placing that was turned down: why, through whom, and where else the card would fit."""

    code: str = "refused"
    message: str = ""
    by: str = ""
    at: datetime | None = None
    nearest: Sequence[Offer] = field(default_factory=tuple)
    may_confirm: bool = False
    may_override: bool = False
    status = 409

    def __post_init__(self) -> None:
        Exception.__init__(self, self.message)
        self.facts = {}


def ago(seconds: float) -> str:
    """“2 seconds ago”, in whole units."""
    number = max(0, int(seconds))
    if number < 1:
        return _("this very second")
    if number < 60:
        return ngettext("%(n)s second ago", "%(n)s seconds ago", number) % {"n": number}
    if number < 3600:
        number //= 60
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", number) % {"n": number}
    if number < 86400:
        number //= 3600
        return ngettext("%(n)s hour ago", "%(n)s hours ago", number) % {"n": number}
    number //= 86400
    return ngettext("%(n)s day ago", "%(n)s days ago", number) % {"n": number}
