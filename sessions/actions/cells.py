"""Times and rooms as they stand in line: since they were read, they may have changed, or be gone. board.md 6."""

from django.utils.translation import gettext as _

from sessions.errors import Unusable
from sessions.models import Board, Room, Slot


def slot_now(slot: Slot) -> Slot:
    """Raises Unusable where another facilitator dropped it meanwhile."""
    found = Slot.objects.filter(pk=slot.pk).first()
    if found is None:
        raise Unusable(_("Choose a time of this board."), "slot")
    return found


def cell_now(slot: Slot, room: Room, board: Board) -> tuple[Slot, Room]:
    """The same of both sides of a cell of this board."""
    found = board.slots.filter(pk=slot.pk).first(), board.rooms.filter(pk=room.pk).first()
    if found[0] is None or found[1] is None:
        raise Unusable(_("Choose a time and a room from the list."), "slot")
    return found[0], found[1]
