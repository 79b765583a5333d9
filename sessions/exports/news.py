"""changes.atom: what happened at the board, newest first, as a visitor may read it. RFC 4287."""

import io
from datetime import UTC
from uuid import uuid5

from django.utils.feedgenerator import Atom1Feed

from citycamp.links import absolute
from sessions import drawing, journal
from sessions.exports.frab import clean
from sessions.models import Board, Change

MOST = 50


class Feed(Atom1Feed):
    def latest_post_date(self):
        """Of an empty feed too: it never asks the clock, so two fetches are equal."""
        return super().latest_post_date() if self.items else self.feed["made_at"]


def write(board: Board, *, title: str, source: str) -> bytes:
    """The newest fifty entries of the journal, each with an id that never changes."""
    entries = journal.for_everybody(Change.objects.filter(board=board)).select_related("by", "session")
    rooms = {room.pk: room for room in board.rooms.all()}
    slots = {slot.pk: slot for slot in board.slots.all()}
    hidden = journal.names_to_hide(board)
    at = absolute(board.camp.get_absolute_url() + "board/")
    feed = Feed(title, at, "", feed_url=source, feed_guid=f"urn:uuid:{uuid5(board.camp.guid, 'changes')}")
    feed.feed["made_at"] = board.made_at.astimezone(UTC)
    for change in entries.order_by("-version")[:MOST]:
        about = change.session
        feed.add_item(
            clean(journal.words(change, board, rooms, slots, hidden)),
            absolute(drawing.session_address(board, about.code)) if about else f"{at}changes/",
            "",
            pubdate=change.at,
            updateddate=change.at,
            unique_id=f"urn:uuid:{uuid5(board.camp.guid, f'change:{change.version}')}",
        )
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue().encode()
