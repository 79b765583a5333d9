"""The board as iCalendar (RFC 5545, 7986). board.md 12.

No METHOD, so DTSTAMP is LAST-MODIFIED, and two fetches are byte-equal until something changes.
"""

from collections.abc import Iterable
from datetime import UTC

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText, vUri

from citycamp.links import absolute
from sessions import drawing
from sessions.models import Board, Session
from sessions.vocabulary import State


def place_words(room_name: str, board: Board) -> str:
    """Room, venue, address."""
    venue = board.camp.venue
    parts = [room_name]
    if venue:
        parts += [venue.name, venue.address_line]
    return ", ".join(part for part in parts if part)


def event(session: Session, board: Board, hosts: str) -> Event | None:
    """The entry of a session that is placed, or was; None for what never had a cell."""
    room = session.room or session.last_room
    starts = session.slot.starts_at if session.slot else session.last_start
    ends = session.slot.ends_at if session.slot else session.last_end
    if starts is None or ends is None:
        return None
    cancelled = session.slot is None or session.state == State.CANCELLED
    made = Event()
    made.add("uid", str(session.guid))
    stamp = session.changed_at.astimezone(UTC).replace(microsecond=0)
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("dtstart", starts.astimezone(UTC))
    made.add("dtend", ends.astimezone(UTC))
    made.add("sequence", session.sequence)
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    title = _("Cancelled: %(title)s") % {"title": session.title} if cancelled else session.title
    made.add("summary", title)
    words = [hosts, session.summary]
    if cancelled and session.reason:
        words.insert(0, session.reason)
    if any(words):
        made.add("description", "\n\n".join(word for word in words if word))
    if room:
        made.add("location", place_words(room.name, board))
    made.add("url", vUri(absolute(drawing.session_address(board, session.code))))
    return made


def calendar(board: Board, sessions: Iterable[Session], *, name: str, address: str, audience: str = "public") -> bytes:
    """A calendar of these sessions, in the order of their guids."""
    made = Calendar()
    made.add("prodid", "-//CityCamp//board//EN")
    made.add("version", "2.0")
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("description", vText(_("The board of %(camp)s") % {"camp": board.camp.name}))
    made.add("url", vUri(absolute(board.camp.get_absolute_url() + "board/")))
    source = vUri(absolute(address))
    source.params["VALUE"] = "URI"
    made.add("source", source)
    interval = vText("PT15M")
    interval.params["VALUE"] = "DURATION"
    made.add("refresh-interval", interval)
    made.add("x-published-ttl", vText("PT15M"))
    for session in sorted(sessions, key=lambda each: each.guid):
        entry = event(session, board, drawing.face(session, board, audience).hosts)
        if entry is not None:
            made.add_component(entry)
    return made.to_ical()
