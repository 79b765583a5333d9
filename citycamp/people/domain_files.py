"""Lists of official mail domains, read from CSV. Pure: bytes in, rows and faults out. people.md 12."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from publicsuffixlist import PublicSuffixList

from .addresses import domain_key
from .names import spaced

MOST_BYTES, MOST_ROWS = 5 * 2**20, 50_000
SUFFIXES = PublicSuffixList()
GOVERNMENT = ("gov", "mil")
FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com"),
        *("aol.com", "icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net", "mail.com"),
        *("zoho.com", "fastmail.com", "yandex.com"),
    }
)
# What stands before the dash in dotgov.csv, and the words of the older list: our level, the organization's kind.
LEVELS = {
    "city": ("city", "government"),
    "county": ("county", "government"),
    "federal": ("federal", "government"),
    "interstate": ("interstate", "government"),
    "school district": ("school_district", "education"),
    "special district": ("special_district", "government"),
    "state or territory": ("state", "government"),
    "state": ("state", "government"),
    "tribal": ("tribal", "government"),
    "native sovereign nation / tribal": ("tribal", "government"),
    "local": ("city", "government"),
    "quasigovernmental": ("other", "other"),
    "regional": ("other", "government"),
}


@dataclass(frozen=True)
class DomainRow:
    domain: str
    level: str
    kind: str
    organization: str = ""
    region: str = ""
    locality: str = ""
    source: str = ""


@dataclass
class Reading:
    """What a file holds: rows to take, faults with line and remedy, and what was noticed on the way."""

    rows: list[DomainRow] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    cleaned: int = 0
    repeated: list[str] = field(default_factory=list)
    without_city: list[str] = field(default_factory=list)
    without_state: list[str] = field(default_factory=list)
    names_organizations: bool = False


def refusal(domain: str) -> str:
    """Why this cannot be an entry, with what to write instead; "" where it can."""
    if not domain or "/" in domain or ":" in domain:
        return "write a mail domain such as raleighnc.gov, not the address of a page"
    key = domain_key(domain)
    if not key or ("." not in key and key not in GOVERNMENT):
        return "this is no domain; write it as in an address, after the @"
    if key in FREE_MAIL:
        return "anybody can have an address there"
    if (
        key not in GOVERNMENT
        and SUFFIXES.publicsuffix(key) == key
        and not key.endswith(tuple(f".{g}" for g in GOVERNMENT))
    ):
        return "whole domains like this are sold to anybody; write the body's own below it"
    return ""


def read(raw: bytes) -> Reading:
    """Read a list with one of the known headers, its columns in any order. Never raises for bad input."""
    found = Reading()
    if len(raw) > MOST_BYTES:
        found.faults.append((0, f"the file is over {MOST_BYTES // 2**20} MB; split it"))
        return found
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        found.faults.append((0, f"byte {fault.start} is not UTF-8; save the file as UTF-8"))
        return found
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = {name.strip().lower() for name in lines.fieldnames or []}
    if not {"domain", "type", "organization", "city", "state"} <= header and not {"domain", "level"} <= header:
        found.faults.append((1, "the first line names no columns we know: domain,type,organization,city,state"))
        return found
    found.names_organizations = "organization" in header
    try:
        collect(lines, found)
    except csv.Error as fault:
        found.faults.append((lines.line_num, f"the line is not CSV: {fault}"))
    return found


def collect(lines: csv.DictReader, found: Reading) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            found.faults.append((number, f"over {MOST_ROWS} rows; split the file"))
            return
        given = {
            str(name).strip().lower(): value or "" for name, value in line.items() if isinstance(value, str | None)
        }
        if any(value != value.strip() for value in given.values()):
            found.cleaned += 1
        cells = {name: spaced(value) for name, value in given.items()}
        domain, why = cells["domain"].lower(), refusal(cells["domain"].lower())
        if why:
            found.faults.append((number, f"{domain or 'no domain'}: {why}"))
            continue
        key = domain_key(domain)
        if key in seen:
            found.repeated.append(key)
            continue
        seen.add(key)
        found.rows.append(row_of(key, cells))
        if found.names_organizations and not cells.get("city"):
            found.without_city.append(key)
            if not cells.get("state"):
                found.without_state.append(key)


def row_of(key: str, cells: dict[str, str]) -> DomainRow:
    before, _dash, after = (cells.get("type") or cells.get("level", "")).partition(" - ")
    level, kind = LEVELS.get(before.lower(), ("other", "other"))
    organization = cells.get("organization", "")[:120]
    return DomainRow(
        domain=key,
        level=level,
        kind=kind,
        organization=organization,
        # A federal body is one body wherever its office stands.
        region="" if level == "federal" else cells.get("state", "")[:60],
        locality=cells.get("city", "")[:120],
        source=(after or cells.get("location", ""))[:120],
    )


def batches(rows: list[DomainRow], size: int = 500) -> Iterator[list[DomainRow]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
