"""People: their names, and those that the demo makes."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from citycamp.audit.actions import record
from citycamp.people import addresses, names
from citycamp.people.models import DemoWorld, User


def change_name(user: User, name: str) -> User:
    """Set the name that others read; the form has refused what would pass for staff."""
    user.name = names.spaced(name)[:80]
    user.save(update_fields=["name"])
    return user


def change_profile(user: User, *, about: str, links: list[str], shows: list[str]) -> User:
    """What the person says of themselves, and which of it others see."""
    user.about, user.links, user.shows = about, links, shows
    user.save(update_fields=["about", "links", "shows"])
    return user


def make_demo_world(seed: int = 0) -> DemoWorld:
    """Mark this database as a demo world. Refused where somebody has an account that no demo made: ValueError."""
    world = DemoWorld.objects.first()
    if world is None:
        if User.objects.exists():
            raise ValueError("This database holds accounts that no demo made.")
        world = DemoWorld.objects.create(seed=seed)
    return world


def name_doors(doors: dict[str, User]) -> DemoWorld:
    """Say whom one becomes by coming in as this or that: the first choice on /demo/."""
    world = DemoWorld.objects.get()
    world.doors = {door: user.public_id for door, user in doors.items()}
    world.save(update_fields=["doors"])
    return world


def make_demo_person(
    name: str,
    address: str,
    *,
    factor: bool = False,
    shows: list[str] | None = None,
    now: datetime | None = None,
) -> User:
    """A person of the demo world with a proven address; the same one again when called twice.

    With `factor` an authenticator app is enrolled whose secret nobody has, so that privileged roles are awake;
    one gets in by the demo's own sign-in. An address on an active official domain verifies.
    """
    from .officials import prove_address

    if not DemoWorld.objects.exists():
        raise ValueError("Demo people live in a demo world only.")
    key = addresses.valid_key(address)
    with transaction.atomic():
        row = EmailAddress.objects.filter(email=key, verified=True).select_related("user").first()
        user = row.user if row else User.objects.create_user(key, name=name, shows=shows or [])
        if row is None:
            prove_address(user, key, now=now)
            record(None, "demo.person", user)
        if factor and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            from allauth.mfa.adapter import get_adapter

            secret = get_adapter().encrypt(secrets.token_hex(20))
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return user
