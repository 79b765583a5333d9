"""Who decides about people, and where. people.md 6."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from citycamp.people.models import Appeal, Report, Role
from citycamp.people.permissions import has_role, is_staff_member
from citycamp.people.rights import rights_of
from citycamp.people.roles import DECIDING
from citycamp.people.scopes import scope_label

STAFF_AFTER = timedelta(hours=48)

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


def deciding_role(user, scope: models.Model | None) -> str:
    """The role by which this person decides here; "" where they do not."""
    for name in DECIDE_IN.get(scope_label(scope), ()):
        if has_role(user, name, scope):
            return name
    return "staff" if is_staff_member(user) else ""


def decides_in(user, now: datetime | None = None) -> list[tuple[type[models.Model], list[int]]]:
    """The kinds of scope and the ids of those in which this person decides; no query beside that of their rights."""
    rights = rights_of(user, now)
    found = []
    for label, names in DECIDE_IN.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        if ids := rights.scopes(names, model):
            found.append((model, ids))
    return found


def scopes_of(user) -> list[models.Model | None]:
    """Every scope where this person decides, the network (None) last."""
    found: list[models.Model | None] = []
    for model, ids in decides_in(user):
        found += model._default_manager.filter(pk__in=ids).order_by("pk")
    return [*found, *([None] if is_staff_member(user) else [])]


def decides_somewhere(user) -> bool:
    return bool(decides_in(user)) or is_staff_member(user)


def of_scopes(user, path: str = "") -> Q:
    """The condition that a row with a scope at `path` belongs to one in which this person decides."""
    here = Q(pk__in=[])
    for model, ids in decides_in(user):
        kind = ContentType.objects.get_for_model(model).pk
        here |= Q(**{f"{path}scope_type_id": kind, f"{path}scope_id__in": ids})
    return here


def reports_for(user, now: datetime | None = None) -> models.QuerySet[Report]:
    """The reports that this person may read and decide: of their scopes, and none by or about themselves.

    Staff get those of the network, those that nobody took in 48 hours, and those about somebody who decides there.
    """
    here = of_scopes(user)
    if is_staff_member(user):
        deciders = Role.objects.filter(
            user=OuterRef("about"), role__in=DECIDING, scope_type=OuterRef("scope_type"), scope_id=OuterRef("scope_id")
        )
        left = Q(state="open", made_at__lte=(now or timezone.now()) - STAFF_AFTER)
        here |= Q(scope_type__isnull=True) | left | Q(taken_by=user) | Q(Exists(deciders))
    return Report.objects.filter(here).exclude(by=user).exclude(about=user)


def may_decide_report(user, report: Report) -> bool:
    return reports_for(user).filter(pk=report.pk).exists()


def appeals_for(user) -> models.QuerySet[Appeal]:
    """Appeals against notices of their scopes that this person neither decided first nor made."""
    here = Q() if is_staff_member(user) else of_scopes(user, "notice__")
    found = Appeal.objects.filter(here, decided_by__isnull=True).exclude(by=user)
    return found.exclude(first_by=user)
