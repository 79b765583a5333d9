"""schedule2.json, version 2 of voc/schedule's JSON; valid by its schema2.json. Pure."""

from datetime import datetime, timedelta
from typing import Any

from sessions.exports import frab
from sessions.exports.frab_json import as_bytes
from sessions.exports.programme import Item, Programme, Slot

NO_THEME = "no-theme"


def write(programme: Programme) -> bytes:
    days = programme.days
    local = programme.local
    tracks = [{"name": theme.name, "slug": theme.slug} for theme in programme.themes]
    if any(not item.themes for item in [*programme.placed, *programme.cancelled]):
        tracks.append({"name": programme.words["no_theme"], "slug": NO_THEME})
    conference: dict[str, Any] = {
        "acronym": frab.acronym(programme),
        "title": programme.camp,
        "start": local(days[0].starts).isoformat(),
        "end": local(max(day.ends for day in days)).isoformat(),
        "timeslot_duration": "PT5M",
        "url": programme.camp_url,
        "languages": sorted({said[:2].lower() for said in programme.languages} or {"en"}),
        "tracks": tracks,
        "rooms": [
            {"name": room.name, "guid": str(programme.room_guid(room)), "capacity": room.capacity}
            for room in programme.rooms
        ],
        "days": [
            {
                "index": day.index,
                "date": day.date.isoformat(),
                "start": local(day.starts).isoformat(),
                "end": local(day.ends).isoformat(),
            }
            for day in days
        ],
    }
    if frab.ZONE_SHAPE.match(programme.zone):
        conference["time_zone_name"] = programme.zone
    events = [event(programme, item) for item in [*programme.placed, *programme.cancelled] if item.room]
    events += [together(programme, slot) for slot in programme.everybody]
    schedule = {"version": str(programme.version), "conference": conference, "events": events}
    return as_bytes({"generator": frab.GENERATOR, "schedule": schedule})


def iso_length(starts: datetime, ends: datetime) -> str:
    """PT1H30M, ISO 8601."""
    hours, minutes = divmod(round((ends - starts) / timedelta(minutes=1)), 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")


def event(programme: Programme, item: Item) -> dict[str, Any]:
    starts, ends = programme.local(item.starts), programme.local(item.ends)  # type: ignore[arg-type]
    room = item.room
    theme = item.themes[0] if item.themes else None
    return {
        "guid": str(item.guid),
        "code": item.code,
        "start": starts.isoformat(),
        "end": ends.isoformat(),
        "duration": iso_length(starts, ends),
        "room": {"name": room.name, "guid": str(programme.room_guid(room))} if room else {},
        "slug": frab.session_slug(programme, item),
        "url": item.url,
        "title": item.title,
        "subtitle": None,
        "track": {"slug": theme.slug, "name": theme.name}
        if theme
        else {"slug": NO_THEME, "name": programme.words["no_theme"]},
        "type": frab.kind_of(item),
        "language": frab.language(programme, item),
        "abstract": item.summary,
        "participants": [{"guid": str(host.guid), "name": host.name, "role": "HOST"} for host in item.hosts],
        "links": [
            {"url": link.address, "title": link.label, "type": frab.LINK_TYPES[link.kind].upper()}
            for link in item.links
        ],
        "state": "CANCELED" if item.cancelled else "CONFIRMED",
    }


def together(programme: Programme, slot: Slot) -> dict[str, Any]:
    return {
        "type": "BREAK",
        "title": frab.slot_title(programme, slot),
        "guid": str(slot.guid),
        "start": programme.local(slot.starts).isoformat(),
        "end": programme.local(slot.ends).isoformat(),
    }
