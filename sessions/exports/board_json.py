"""board.json, our own: complete for what a visitor sees. Pure."""

from typing import Any

from sessions.exports.frab_json import as_bytes
from sessions.exports.programme import Item, Programme


def write(programme: Programme) -> bytes:
    return as_bytes(
        {
            "format": 1,
            "camp": {
                "name": programme.camp,
                "slug": programme.slug,
                "guid": str(programme.guid),
                "zone": programme.zone,
                "url": programme.camp_url,
                "place": programme.place,
                "days": [
                    {"date": day.isoformat(), "starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
                    for day, starts, ends in programme.camp_days
                ],
            },
            "url": programme.url,
            "version": programme.version,
            "kind": programme.kind,
            "phase": programme.phase,
            "rooms": [
                {
                    "id": room.id,
                    "name": room.name,
                    "short": room.short,
                    "capacity": room.capacity,
                    "features": list(room.features),
                    "directions": room.directions,
                    "closed": room.closed,
                }
                for room in programme.rooms
            ],
            "slots": [
                {
                    "guid": str(slot.guid),
                    "id": slot.id,
                    "starts_at": slot.starts.isoformat(),
                    "ends_at": slot.ends.isoformat(),
                    "kind": "everybody" if slot.everybody else "sessions",
                    "title": slot.title,
                    "place": slot.place,
                }
                for slot in programme.slots
            ],
            "sessions": [session(item) for item in programme.items],
        }
    )


def session(item: Item) -> dict[str, Any]:
    return {
        "guid": str(item.guid),
        "code": item.code,
        "url": item.url,
        "kind": item.kind,
        "state": item.state,
        "reason": item.reason,
        "title": item.title,
        "summary": item.summary,
        "format": item.format,
        "themes": [theme.slug for theme in item.themes],
        "needs": list(item.needs),
        "language": item.language,
        "on_record": item.on_record,
        "hosts": [host.name for host in item.hosts],
        "people": [{"guid": str(host.guid), "name": host.name} for host in item.hosts],
        "wished_by": item.wished_by,
        "stars": item.stars,
        "slot": str(item.slot) if item.slot else None,
        "room": item.room.id if item.placed and item.room else None,
        "last": {
            "starts_at": item.starts.isoformat(),  # type: ignore[union-attr]
            "ends_at": item.ends.isoformat() if item.ends else None,
            "room": item.room.id if item.room else None,
        }
        if item.off
        else None,
        "pinned": item.pinned,
        "place_version": item.place_version,
        "sequence": item.sequence,
        "changed_at": item.changed_at.isoformat(),
        "links": [{"kind": link.kind, "label": link.label, "address": link.address} for link in item.links],
    }
