"""schedule.json, version 1 of voc/schedule's JSON; valid by its schema.json. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from sessions.exports import frab
from sessions.exports.programme import Day, Item, Programme, Slot


def write(programme: Programme) -> bytes:
    days = programme.days
    conference: dict[str, Any] = {
        "acronym": frab.acronym(programme),
        "title": programme.camp,
        "start": days[0].date.isoformat(),
        "end": days[-1].date.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "0:05",
        "url": programme.camp_url,
        "tracks": [{"name": theme.name, "slug": theme.slug} for theme in programme.themes],
        "rooms": [
            {"name": room.name, "guid": str(programme.room_guid(room)), "capacity": room.capacity}
            for room in programme.rooms
        ],
        "days": [as_day(programme, day) for day in days],
    }
    if frab.ZONE_SHAPE.match(programme.zone):
        conference["time_zone_name"] = programme.zone
    schedule = {"version": str(programme.version), "base_url": programme.url, "conference": conference}
    return as_bytes({"generator": frab.GENERATOR, "schedule": schedule})


def as_bytes(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def as_day(programme: Programme, day: Day) -> dict[str, Any]:
    rooms: dict[str, list] = {}
    for room in programme.rooms:
        events = [event(programme, item) for item in day.items if item.placed and item.room == room]
        if events:
            rooms[room.name] = events
    if day.everybody:
        rooms.setdefault(programme.words["everybody"], []).extend(together(programme, day.everybody))
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": programme.local(day.starts).isoformat(),
        "day_end": programme.local(day.ends).isoformat(),
        "rooms": rooms,
    }


def event(programme: Programme, item: Item) -> dict[str, Any]:
    starts, ends = programme.local(item.starts), programme.local(item.ends)  # type: ignore[arg-type]
    return {
        "guid": str(item.guid),
        "code": item.code,
        "id": item.id,
        "date": starts.isoformat(),
        "start": f"{starts:%H:%M}",
        "end": ends.isoformat(),
        "duration": frab.length(starts, ends),
        "room": item.room.name if item.room else "",
        "slug": frab.session_slug(programme, item),
        "url": item.url,
        "title": item.title,
        "subtitle": None,
        "track": item.themes[0].name if item.themes else None,
        "type": frab.kind_of(item).lower(),
        "language": frab.language(programme, item),
        "abstract": item.summary,
        "description": "",
        "do_not_record": not item.on_record,
        # With an id beside public_name this would match two kinds of person, and the schema wants one.
        "persons": [{"guid": str(host.guid), "name": host.name, "public_name": host.name} for host in item.hosts],
        "links": [
            {"url": link.address, "title": link.label, "type": frab.LINK_TYPES[link.kind]} for link in item.links
        ],
    }


def together(programme: Programme, slots: Iterable[Slot]) -> list[dict[str, Any]]:
    found = []
    for slot in slots:
        starts, ends = programme.local(slot.starts), programme.local(slot.ends)
        found.append(
            {
                "guid": str(slot.guid),
                "id": frab.slot_id(slot),
                "date": starts.isoformat(),
                "start": f"{starts:%H:%M}",
                "end": ends.isoformat(),
                "duration": frab.length(starts, ends),
                "room": programme.words["everybody"],
                "slug": frab.slot_slug(programme, slot),
                "url": programme.url,
                "title": frab.slot_title(programme, slot),
                "subtitle": None,
                "track": None,
                "type": "other",
                "language": frab.language(programme),
                "abstract": slot.place,
                "persons": [],
                "links": [],
            }
        )
    return found
