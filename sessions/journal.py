"""The journal in plain sentences. board.md 7."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sessions import reading
from sessions.actions.placing import OWN_UNDO
from sessions.models import Board, Change, Host, Room, Slot
from sessions.models.cards import SHOWN
from sessions.permissions import Viewer, may
from sessions.vocabulary import Phase, ShowName

FOR_FACILITATORS = (Change.Kind.HELD, Change.Kind.REFUSED, Change.Kind.AWAY)


def for_everybody(entries: QuerySet) -> QuerySet:
    """Without what was never shown, and nothing of a session that is held or hidden now."""
    return entries.exclude(kind__in=FOR_FACILITATORS).filter(Q(session__isnull=True) | Q(session__state__in=SHOWN))


NAMELESS = (Change.Kind.MADE, Change.Kind.PITCH, Change.Kind.IMPORTED, Change.Kind.OUTCOME)
NAMING = ["invited", "kind", "left", "show_name"]  # of the entries about hosts


def telling_who(entries: QuerySet) -> QuerySet:
    """Entries whose sentence says who did it. The others are not found by person either: who asked to host, or said
    no, is for the hosts.
    """
    return entries.exclude(kind__in=NAMELESS).exclude(Q(kind=Change.Kind.HOSTS) & ~Q(after__has_any_keys=NAMING))


def names_to_hide(board: Board) -> set[int]:
    return set(
        Host.objects.filter(board=board, show_name=ShowName.ATTENDEES, user__isnull=False).values_list(
            "user_id", flat=True
        )
    )


def words(
    change: Change, board: Board, rooms: Mapping[int, Room], slots: Mapping[int, Slot], hidden_names: set[int]
) -> str:
    """One sentence: who did what, and where."""
    who = _("a participant") if change.by_id in hidden_names else reading.name_of(change.by, change.by_name)
    facts = {"who": who, "title": change.session.title if change.session else ""}
    kind = Change.Kind
    if change.kind == kind.PLACED:
        slot, room = slots.get(change.after.get("slot")), rooms.get(change.after.get("room"))
        if slot is None or room is None:
            return _("%(who)s put “%(title)s” back to the tray.") % facts
        facts |= {"room": room.name, "time": reading.clock(slot.starts_at, board)}
        if change.undoes_id:
            return _("%(who)s undid a move: “%(title)s” is at %(time)s, %(room)s again.") % facts
        if change.before.get("slot"):
            return _("%(who)s moved “%(title)s” to %(time)s, %(room)s.") % facts
        return _("%(who)s put “%(title)s” at %(time)s, %(room)s.") % facts
    if change.kind == kind.PHASE:
        facts["phase"] = Phase(change.after["phase"]).label
        return _("%(who)s went on to the phase “%(phase)s”.") % facts
    if change.kind == kind.PINNED:
        return (
            _("%(who)s pinned “%(title)s”.") if change.after.get("pinned") else _("%(who)s unpinned “%(title)s”.")
        ) % facts
    if change.kind == kind.RESTORED:
        if change.session is None:
            return _("%(who)s undid many entries at once.") % facts
        return _("%(who)s put “%(title)s” back as it was.") % facts
    if change.kind == kind.HOSTS:
        return hosts_words(change) % facts
    sentences = {
        kind.MADE: _("The board was made."),
        kind.PROPOSED: _("%(who)s proposed “%(title)s”."),
        kind.HELD: _("%(who)s proposed “%(title)s” at the door."),
        kind.PUBLISHED: _("%(who)s published “%(title)s”."),
        kind.REFUSED: _("%(who)s refused “%(title)s”."),
        kind.EDITED: _("%(who)s edited “%(title)s”."),
        kind.WITHDRAWN: _("%(who)s withdrew “%(title)s”."),
        kind.CANCELLED: _("%(who)s cancelled “%(title)s”."),
        kind.HIDDEN: _("%(who)s hid “%(title)s”."),
        kind.UNHIDDEN: _("%(who)s showed “%(title)s” again."),
        kind.SETTINGS: _("%(who)s changed rooms, times or settings."),
        kind.PITCH: _("The line of pitches moved: “%(title)s”.") if change.session else _("The line of pitches moved."),
        kind.AWAY: _("%(who)s said when they cannot be there."),
        kind.LINKS: _("%(who)s changed the links of “%(title)s”."),
        kind.NOTES: _("%(who)s opened notes for “%(title)s”."),
        kind.IMPORTED: _("“%(title)s” came in, or was changed, with a file."),
        kind.OUTCOME: _("A promise was made from “%(title)s”."),
    }
    return sentences[kind(change.kind)] % facts


def hosts_words(change: Change) -> str:
    """Asking, taking on and stepping back, each in its words."""
    said = {
        "invited": _("%(who)s asked somebody to host “%(title)s” too."),
        "asked": _("Somebody asked to host “%(title)s” too."),
        "kind": _("%(who)s will run “%(title)s”."),
        "left": _("%(who)s no longer hosts “%(title)s”."),
        "show_name": _("%(who)s chose who sees their name at “%(title)s”."),
    }
    return next((said[what] for what in change.after if what in said), _("The hosts of “%(title)s” changed."))


def may_be_undone(change: Change, viewer: Viewer, board: Board, now: datetime) -> bool:
    if change.kind != Change.Kind.PLACED or change.session is None:
        return False
    if change.session.place_version != change.after.get("place_version"):
        return False
    if viewer.facilitator:
        return True
    own = viewer.known is not None and change.by_id == viewer.known.pk and now - change.at <= OWN_UNDO
    return own and may(viewer, "place", board, change.session)
