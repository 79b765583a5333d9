"""What a role, an invite, a token or a sanction holds for: one object, or the network where both are empty."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q


def scope_key(scope: models.Model | None) -> dict[str, int | None]:
    """The two columns that name a scope; None is the network."""
    if scope is None:
        return {"scope_type_id": None, "scope_id": None}
    return {"scope_type_id": ContentType.objects.get_for_model(scope).pk, "scope_id": scope.pk}


def scope_label(scope: models.Model | None) -> str:
    """`"events.camp"`, or "" for the network: the words of the table of roles."""
    return "" if scope is None else (scope._meta.concrete_model or type(scope))._meta.label_lower


class ScopedQuerySet(models.QuerySet):
    def at(self, scope: models.Model | None):
        """Rows of exactly this scope; None is the network."""
        key = scope_key(scope)
        if scope is None:
            return self.filter(scope_type__isnull=True)
        return self.filter(**key)

    def at_or_above(self, scope: models.Model | None):
        """Rows of this scope and of the network."""
        here = Q(scope_type__isnull=True)
        if scope is not None:
            here |= Q(**scope_key(scope))
        return self.filter(here)

    def scope_ids(self, model: type[models.Model]):
        """The ids of the scopes of this model, for `filter(pk__in=...)`."""
        return self.filter(scope_type=ContentType.objects.get_for_model(model)).values("scope_id")


class Scoped(models.Model):
    # Three values in a hundred thousand rows: an index on it alone only leads planners astray.
    scope_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    scope_id = models.BigIntegerField(null=True, blank=True)
    scope = GenericForeignKey("scope_type", "scope_id")

    class Meta:
        abstract = True


def whole_scope(name: str) -> models.CheckConstraint:
    """Content type and id: both, or neither."""
    return models.CheckConstraint(
        condition=Q(scope_type__isnull=True, scope_id__isnull=True)
        | Q(scope_type__isnull=False, scope_id__isnull=False),
        name=name,
    )
