"""What a file would change on a board: new, changed, the same, gone. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sessions.imports.kept import digest
from sessions.imports.settling import Entry, overlaps

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Standing:
    """A session as it stands on the board."""

    id: int
    guid: UUID
    title: str = ""
    summary: str = ""
    starts: datetime | None = None  # where it is, or was
    ends: datetime | None = None
    room: str = ""
    placed: bool = False
    state: str = "open"
    hosts: tuple[str, ...] = ()
    has_accounts: bool = False
    themes: tuple[str, ...] = ()
    format: str = ""
    language: str = ""
    on_record: bool = True
    links: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Present:
    """The board an import is compared with."""

    sessions: Mapping[int, Standing] = field(default_factory=dict)
    by_guid: Mapping[UUID, int] = field(default_factory=dict)
    by_source: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # source -> session, digest

    def find(self, entry: Entry) -> tuple[Standing | None, str]:
        """The session this entry is about, by where it came from, else by its guid; and the digest it came with."""
        if known := self.by_source.get(entry.source):
            return self.sessions.get(known[0]), known[1]
        pk = self.by_guid.get(entry.guid)
        return (self.sessions.get(pk), "") if pk is not None else (None, "")


@dataclass(frozen=True)
class Difference:
    entry: Entry
    what: str  # new, changed, same
    session: int | None = None
    fields: tuple[str, ...] = ()


def compare(entries: Sequence[Entry], present: Present, theme_slugs: Mapping[str, str]) -> list[Difference]:
    return [difference(entry, present, theme_slugs) for entry in entries if not entry.everybody]


def difference(entry: Entry, present: Present, theme_slugs: Mapping[str, str]) -> Difference:
    """The same, if the file says what it said last time: what people changed here since is theirs."""
    standing, known = present.find(entry)
    if standing is None:
        return Difference(entry, "new")
    if known == digest(entry):
        return Difference(entry, "same", standing.id)
    fields = differing(entry, standing, theme_slugs)
    return Difference(entry, "changed" if fields else "same", standing.id, tuple(fields))


def differing(entry: Entry, standing: Standing, theme_slugs: Mapping[str, str]) -> list[str]:
    """The names of what the file says otherwise, of what it speaks of at all."""
    found = []
    if entry.title != standing.title:
        found.append("title")
    if "summary" in entry.carries and entry.summary != standing.summary.strip():
        found.append("summary")
    if moved(entry, standing):
        found.append("place")
    if "hosts" in entry.carries and not standing.has_accounts and entry.hosts != standing.hosts:
        found.append("hosts")
    slug = theme_slugs.get(entry.theme.lower(), "")
    if "theme" in entry.carries and slug and slug not in standing.themes:
        found.append("theme")
    # "other" is also what a walk and what was never said are called on their way out.
    told = entry.format and not (entry.format == "other" and standing.format in ("", "walk"))
    if "format" in entry.carries and told and entry.format != standing.format:
        found.append("format")
    languages = entry.language.lower()[:2], standing.language.lower()[:2]
    if "language" in entry.carries and all(languages) and languages[0] != languages[1]:
        found.append("language")
    if "on_record" in entry.carries and entry.on_record != standing.on_record:
        found.append("on_record")
    if "links" in entry.carries and entry.links != standing.links:
        found.append("links")
    return found


def moved(entry: Entry, standing: Standing) -> bool:
    where = (entry.starts, entry.ends, entry.room.lower())
    was = (standing.starts, standing.ends, standing.room.lower())
    if entry.cancelled:
        return standing.placed or (standing.starts is not None and where != was)
    if entry.starts is None:
        return standing.placed
    return not standing.placed or where != was


def gone(entries: Sequence[Entry], present: Present) -> list[int]:
    """Open sessions that came with an earlier file and are not in this one."""
    there = {standing.id for entry in entries if (standing := present.find(entry)[0])}
    known = {pk for pk, _digest in present.by_source.values()}
    return sorted(pk for pk in known - there if pk in present.sessions and present.sessions[pk].state == "open")


def is_timetable(entries: Sequence[Entry], kept: Collection[Span]) -> bool:
    """Whether no grid of common slots holds these times beside those that stay on the board."""
    return overlaps({(entry.starts, entry.ends) for entry in entries if entry.starts and entry.ends} | set(kept))
