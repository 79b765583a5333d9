"""The board as iCalendar, RFC 5545 and 7986. Pure.

No METHOD, so DTSTAMP is LAST-MODIFIED, and two fetches are byte-equal until something changes. A session that had
a cell and has none stays, CANCELLED, with its last time; what never had one is left out.
"""

from datetime import UTC
from functools import lru_cache

from icalendar import Calendar, Event, vText, vUri

from sessions.exports.programme import Item, Programme

OFTEN = "PT15M"
END = b"END:VCALENDAR\r\n"


def write(programme: Programme, *, name: str, source: str) -> bytes:
    """A calendar of the programme's sessions, in the order of their guids; `source` is its own address."""
    made = Calendar()
    made.add("prodid", "-//CityCamp//board//EN")
    made.add("version", "2.0")
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("description", vText(programme.words["board_of"] % {"camp": programme.camp}))
    made.add("url", vUri(programme.url))
    address = vUri(source)
    address.params["VALUE"] = "URI"
    made.add("source", address)
    interval = vText(OFTEN)
    interval.params["VALUE"] = "DURATION"
    made.add("refresh-interval", interval)
    made.add("x-published-ttl", vText(OFTEN))
    events = [
        event(item, programme.place, programme.words["cancelled"])
        for item in sorted(programme.items, key=lambda item: item.guid)
        if item.starts is not None and item.ends is not None
    ]
    return made.to_ical().removesuffix(END) + b"".join(events) + END


@lru_cache(maxsize=2048)  # A change touches one session or two of hundreds, and each lies in several calendars.
def event(item: Item, place: str, cancelled: str) -> bytes:
    """One VEVENT, its lines folded."""
    made = Event()
    made.add("uid", str(item.guid))
    stamp = item.changed_at.astimezone(UTC).replace(microsecond=0)
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("dtstart", item.starts.astimezone(UTC))  # type: ignore[union-attr]
    made.add("dtend", item.ends.astimezone(UTC))  # type: ignore[union-attr]
    made.add("sequence", item.sequence)
    made.add("status", "CANCELLED" if item.off else "CONFIRMED")
    made.add("summary", cancelled % {"title": item.title} if item.off else item.title)
    words = [item.reason if item.off else "", item.host_names, item.summary]
    if any(words):
        made.add("description", "\n\n".join(word for word in words if word))
    where = ", ".join(part for part in (item.room.name if item.room else "", place) if part)
    if where:
        made.add("location", where)
    made.add("url", vUri(item.url))
    return made.to_ical()
