"""What one person may at one moment, as plain values: awake roles, verified addresses, sanctions. people.md 5 and 6.

    rights = rights_of(user, now)
    rights.holds("steward", wiki); rights.scopes("owner", MailingList); rights.official; rights.stopped("write", camp)

One query, and only when something is asked. Within a request (people.middleware) it is read once for each person and
kept no longer; after an action changed a role, a verification, an address, a factor or a sanction, the rest
of the request reads afresh, and so does whatever runs without a request: jobs, mail coming in, streams.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import cached_property

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone

from citycamp.prepared import Prepared

from .models import Role, Sanction, Verification
from .moderation.models import STOPPED_BY
from .scopes import scope_key

SAME_MOMENT = timedelta(minutes=1)

Scope = tuple[int | None, int | None]  # content type and id; both None for the network
ROLE, ADDRESS, SANCTION = "role", "address", "sanction"


def _about(user_id: int, now: datetime) -> models.QuerySet:
    """Rows of (kind, name, two numbers): roles but for sanctions, proven addresses (1 where an official's), sanctions.

    Arms of their own, so that each finds its index.
    """
    roles = Role.objects.filter(user_id=user_id).awake_but_for_sanctions(now)
    proven = EmailAddress.objects.filter(user_id=user_id, verified=True)
    in_force = Verification.objects.in_force(now).filter(user=OuterRef("user"), address=OuterRef("email"))
    addresses = proven.annotate(official=Case(When(Exists(in_force), then=1), default=0))
    running = Sanction.objects.running(now)
    nothing = Value(None, output_field=models.BigIntegerField())
    return (
        roles.order_by()
        .values_list(Value(ROLE), "role", "scope_type_id", "scope_id")
        .union(
            addresses.order_by().values_list(Value(ADDRESS), "email", "official", nothing),
            *(
                sanctions.order_by().values_list(Value(SANCTION), "kind", "scope_type_id", "scope_id")
                for sanctions in (
                    running.filter(person_id=user_id),
                    running.filter(whole_domain=False, address__in=proven.values("email")),
                    running.of_domains(proven),
                )
            ),
            all=True,
        )
    )


ABOUT = Prepared(_about, -7_361_904_582, datetime(1002, 3, 4, 5, 6, 7, 891, tzinfo=UTC))


class Rights:
    """Of one person, or of nobody (`user_id` None), who may what everybody may."""

    def __init__(self, user_id: int | None, now: datetime):
        self.user_id, self.now = user_id, now

    @cached_property
    def _rows(self) -> dict[str, list[tuple[str, Scope]]]:
        """What the one query finds, by the kind of row."""
        found: dict[str, list[tuple[str, Scope]]] = {ROLE: [], ADDRESS: [], SANCTION: []}
        if self.user_id is not None:
            for kind, name, first, second in ABOUT.rows(self.user_id, self.now):
                found[kind].append((name, (first, second)))
        return found

    @cached_property
    def _held(self) -> frozenset[tuple[str, Scope]]:
        """The awake roles and where: the same condition as Role.objects.awake."""
        return frozenset((role, at) for role, at in self._rows[ROLE] if not self._stops("write", at))

    def _stops(self, act: str, scope: Scope) -> bool:
        """Whether a sanction of this scope or of the network stops the act."""
        kinds = STOPPED_BY[act]
        return any(kind in kinds and at in (scope, (None, None)) for kind, at in self._rows[SANCTION])

    def holds(self, role: str | tuple[str, ...], scope: models.Model | None) -> bool:
        """Whether this person holds one of these roles in exactly this scope (None: the network), awake."""
        names = (role,) if isinstance(role, str) else role
        key = _key(scope)
        return any((name, key) in self._held for name in names)

    def wakes(self, held: Role) -> bool:
        """Whether this row of theirs is awake."""
        return (held.role, (held.scope_type_id, held.scope_id)) in self._held

    def scopes(self, role: str | tuple[str, ...], model: type[models.Model]) -> list[int]:
        """The ids of all scopes of this model in which they hold one of these roles, for `pk__in`."""
        names = (role,) if isinstance(role, str) else role
        kind = ContentType.objects.get_for_model(model).pk
        return sorted(pk for name, (at, pk) in self._held if name in names and at == kind and pk)

    @property
    def official(self) -> bool:
        """Whether a verification of theirs is in force."""
        return bool(self.verified_addresses)

    @property
    def verified_addresses(self) -> set[str]:
        """The addresses for which they are an official."""
        return {address for address, (in_force, _none) in self._rows[ADDRESS] if in_force}

    def stopped(self, act: str, scope: models.Model | None) -> bool:
        """Whether a sanction stops this act ("upload", "write", "out") here; one of the network does everywhere."""
        return self._stops(act, _key(scope))

    def stopped_in(self, act: str, model: type[models.Model]) -> list[int]:
        """The ids of the scopes of this model in which the act is stopped; those of the network not counted."""
        kind = ContentType.objects.get_for_model(model).pk
        return sorted({pk for name, (at, pk) in self._rows[SANCTION] if name in STOPPED_BY[act] and at == kind and pk})


def _key(scope: models.Model | None) -> Scope:
    key = scope_key(scope)
    return key["scope_type_id"], key["scope_id"]


# Kept within a request


class Kept:
    """The rights that were read in one request, until something changes them."""

    def __init__(self) -> None:
        self.of: dict[int, Rights] = {}
        self.open = True


_kept: ContextVar[Kept | None] = ContextVar("kept_rights", default=None)


def rights_of(user, now: datetime | None = None) -> Rights:
    """The rights of this person: those of the request where there is one and `now` is its time, else read afresh."""
    moment = now or timezone.now()
    if user is None or not user.is_authenticated or user.pk is None:
        return Rights(None, moment)
    kept = _kept.get()
    if kept is None or not kept.open:
        return Rights(user.pk, moment)
    known = kept.of.setdefault(user.pk, Rights(user.pk, moment))
    return known if abs(known.now - moment) < SAME_MOMENT else Rights(user.pk, moment)


@contextmanager
def kept_for_one_request() -> Iterator[None]:
    kept = Kept()
    token = _kept.set(kept)
    try:
        yield
    finally:
        kept.open = False  # What streams on after the request reads afresh.
        _kept.reset(token)


def forget(*args, **kwargs) -> None:
    """Something changed, and may yet be rolled back: nothing is kept for the rest of this request. Hears signals."""
    kept = _kept.get()
    if kept is not None:
        kept.open = False
