"""The roles there are: where each holds, whether it needs a second factor, and who grants it. people.md 5.

The table is code; a row outside it is refused. Hosts, members and subscribers are rows of their own apps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NETWORK = ""


@dataclass(frozen=True)
class Kind:
    """One role. `scopes` are model labels, or NETWORK; `granted_by` are roles in the same scope, and `staff`."""

    label: Promise
    scopes: tuple[str, ...]
    granted_by: tuple[str, ...]
    factor: bool = True
    last_one_stays: bool = False


ROLES: dict[str, Kind] = {
    "organizer": Kind(_("Organizer"), ("events.camp",), ("organizer", "staff"), last_one_stays=True),
    "facilitator": Kind(_("Facilitator"), ("events.camp",), ("organizer",), factor=False),
    "desk": Kind(_("Desk"), ("events.camp",), ("organizer",), factor=False),
    "editor": Kind(_("Editor"), ("events.camp",), ("organizer",), factor=False),
    "steward": Kind(
        _("Steward"),
        ("wiki.wiki", "events.city", "communities.community"),
        ("steward", "staff"),
        last_one_stays=True,
    ),
    "owner": Kind(_("Owner"), ("mailinglists.mailinglist",), ("staff",), last_one_stays=True),
    "records_officer": Kind(_("Records officer"), ("mailinglists.mailinglist",), ("staff",)),
    "moderator": Kind(_("Moderator"), ("mailinglists.mailinglist",), ("owner",)),
    "poster": Kind(_("Poster"), ("mailinglists.mailinglist",), ("owner",), factor=False),
    "verifier": Kind(_("Verifier"), (NETWORK,), ("staff",)),
    "staff": Kind(_("Staff"), (NETWORK,), ("superuser",)),
}
NEED_FACTOR = tuple(name for name, kind in ROLES.items() if kind.factor)
DECIDING = ("organizer", "facilitator", "owner", "moderator", "steward", "staff")
CHOICES = [(name, kind.label) for name, kind in ROLES.items()]

# What apps above add to "asleep": functions of now that give a condition on Role rows which are *awake*.
_also: list[Callable[[datetime], Q]] = []


def also_awake_only_if(condition: Callable[[datetime], Q]) -> None:
    """Register one more condition that a role must meet to be awake; called in an app's ready()."""
    if condition not in _also:
        _also.append(condition)


def conditions(now: datetime) -> Iterator[Q]:
    for condition in _also:
        yield condition(now)


def is_pair(role: str, scope_label: str) -> bool:
    """Whether the table knows this role in a scope of this model (`"events.camp"`, or "" for the network)."""
    return role in ROLES and scope_label in ROLES[role].scopes
