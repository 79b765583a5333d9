"""Who decides about people, and where. people.md 6."""

from __future__ import annotations

from django.db import models

from citycamp.people.permissions import has_role, is_staff_member
from citycamp.people.scopes import scope_label

DECIDE_IN = {
    "events.camp": ("organizer", "facilitator"),
    "mailinglists.mailinglist": ("owner", "moderator"),
    "wiki.wiki": ("steward",),
    "events.city": ("steward",),
    "communities.community": ("steward",),
}


def may_decide(user, scope: models.Model | None) -> bool:
    """Whether this person decides in this scope; `user.strong` is asked beside it by the page."""
    if is_staff_member(user):
        return True
    return scope is not None and has_role(user, DECIDE_IN.get(scope_label(scope), ()), scope)
