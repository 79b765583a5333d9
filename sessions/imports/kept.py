"""An entry as JSON, for the time between preview and apply; and its digest. Pure."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sessions.imports.settling import Entry

NOT_SAID = ("line", "guid", "source", "code", "carries")


def as_json(entry: Entry) -> dict[str, Any]:
    made = dict(vars(entry))
    made["guid"] = str(entry.guid)
    made["starts"] = entry.starts.isoformat() if entry.starts else None
    made["ends"] = entry.ends.isoformat() if entry.ends else None
    made["carries"] = sorted(entry.carries)
    made["hosts"], made["links"] = list(entry.hosts), [list(link) for link in entry.links]
    return made


def entry_of(kept: dict[str, Any]) -> Entry:
    made = {name: value for name, value in kept.items() if name in Entry.__dataclass_fields__}
    made["guid"] = UUID(made["guid"])
    made["starts"] = datetime.fromisoformat(made["starts"]) if made["starts"] else None
    made["ends"] = datetime.fromisoformat(made["ends"]) if made["ends"] else None
    made["carries"] = frozenset(made["carries"])
    made["hosts"], made["links"] = tuple(made["hosts"]), tuple(tuple(link) for link in made["links"])
    return Entry(**made)


def digest(entry: Entry) -> str:
    """Of what the file says about the session, whatever line it stands on."""
    said = {name: value for name, value in as_json(entry).items() if name not in NOT_SAID}
    if not entry.says_length:
        del said["ends"]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
