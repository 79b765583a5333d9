"""Taking a list of official domains into the table, batch by batch, and again without harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from citycamp.audit.actions import record
from citycamp.people import names
from citycamp.people.domain_files import DomainRow, Reading, batches
from citycamp.people.models import EmailDomain, Organization, User, Verification

from .officials import domain_for


@dataclass
class Taken:
    """What an import did, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    organizations: int = 0


def import_domains(
    reading: Reading,
    *,
    by: User | None,
    source: str,
    progress: Callable[[int], None] = lambda done: None,
    rehearse: bool = False,
) -> Taken:
    """Take every row in, 500 to a transaction: a stop loses at most one batch, and the next run goes on.

    Lists that name organizations come in switched on, others switched off. What staff decided about a domain
    (on, off, why) is never touched. With `rehearse` nothing is written.
    """
    taken = Taken()
    done = 0
    for batch in batches(reading.rows):
        with transaction.atomic():
            take(batch, taken, named=reading.names_organizations)
            if rehearse:
                transaction.set_rollback(True)
        done += len(batch)
        progress(done)
    if not rehearse and taken.new + taken.changed:
        with transaction.atomic():
            hand_over_verifications()
            detail = {"new": taken.new, "changed": taken.changed, "same": taken.same, "source": source}
            record(by, "domains.imported", "people.emaildomain", detail=detail)
    return taken


def take(batch: list[DomainRow], taken: Taken, *, named: bool) -> None:
    organizations = found_or_made([row for row in batch if row.organization], taken)
    known = {entry.domain: entry for entry in EmailDomain.objects.filter(domain__in=[row.domain for row in batch])}
    new, changed = [], []
    for row in batch:
        organization = organizations.get((names.plain(row.organization), row.region))
        organization_id = organization.pk if organization else None
        entry = known.get(row.domain)
        if entry is None:
            new.append(
                EmailDomain(
                    domain=row.domain, organization=organization, level=row.level, source=row.source, active=named
                )
            )
        elif named and (entry.organization_id, entry.level, entry.source) != (organization_id, row.level, row.source):
            entry.organization, entry.level, entry.source = organization, row.level, row.source
            changed.append(entry)
        else:
            taken.same += 1
    EmailDomain.objects.bulk_create(new)
    EmailDomain.objects.bulk_update(changed, ["organization", "level", "source"])
    taken.new += len(new)
    taken.changed += len(changed)


def found_or_made(rows: list[DomainRow], taken: Taken) -> dict[tuple[str, str], Organization]:
    """An organization for each row, by name and region; a look-alike of another waits for a person."""
    wanted = {(names.plain(row.organization), row.region): row for row in rows}
    here = Organization.objects.exclude(state="retired").filter(
        country="US", region__in={region for _name, region in wanted}
    )
    found = {
        (organization.name_key, organization.region): organization
        for organization in here.filter(name_key__in=[name for name, _region in wanted])
    }
    made = []
    folds = {names.fold(name) for name, _region in wanted}
    alike = {
        (organization.folded, organization.region)
        for organization in here.filter(folded__in=folds).only("folded", "region")
    }
    for key, row in wanted.items():
        if key in found:
            continue
        organization = Organization(
            name=row.organization,
            kind=row.kind,
            country="US",
            region=row.region,
            locality=row.locality,
            source="list of official domains",
        )
        organization.derive()
        twin = (organization.folded, organization.region)
        organization.state = "proposed" if twin in alike else "listed"
        alike.add(twin)
        made.append(organization)
    Organization.objects.bulk_create(made)
    taken.organizations += len(made)
    return found | {(organization.name_key, organization.region): organization for organization in made}


def hand_over_verifications() -> None:
    """A longer entry that is new takes over the verifications it matches, switched on or off."""
    for verification in Verification.objects.filter(by="domain", state="verified").select_related("domain"):
        entry = domain_for(verification.address)
        if entry is not None and entry.pk != verification.domain_id:
            verification.domain, verification.organization = entry, entry.organization
            verification.save(update_fields=["domain", "organization"])
