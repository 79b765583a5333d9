"""A session as schema.org's Event within its camp. What is not known is left out. Pure."""

from typing import Any

from sessions.exports.programme import Item, Programme


def event(programme: Programme, item: Item) -> dict[str, Any]:
    """Nothing for a session that has no time, or waits in the tray again."""
    if item.starts is None or item.ends is None or (item.off and not item.cancelled):
        return {}
    state = "EventCancelled" if item.cancelled else "EventScheduled"
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": item.title,
        "url": item.url,
        "startDate": programme.local(item.starts).isoformat(),
        "endDate": programme.local(item.ends).isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "superEvent": {"@type": "Event", "name": programme.camp, "url": programme.camp_url},
    }
    if days := programme.camp_days:
        made["superEvent"]["startDate"] = programme.local(days[0][1]).isoformat()
    if item.summary:
        made["description"] = item.summary
    if item.language:
        made["inLanguage"] = item.language
    if item.room:
        place: dict[str, Any] = {"@type": "Place", "name": item.room.name}
        if programme.place:
            place["address"] = programme.place
            made["eventAttendanceMode"] = "https://schema.org/OfflineEventAttendanceMode"
        made["location"] = place
    shown = [{"@type": "Person", "name": host.name} for host in item.hosts if not host.hidden]
    if shown:
        made["organizer"] = shown
    return made
