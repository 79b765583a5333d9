"""Every change at the board worth a verb."""

from sessions.actions import placing
from sessions.actions.arrangements import (
    apply_arrangement,
    begin_arranging,
    discard,
    stop_arranging,
    undo_arrangement,
)
from sessions.actions.bursts import acts_of, revert_burst, undo_batch
from sessions.actions.hosting import (
    answer_asking,
    answer_invitation,
    ask_to_host,
    invite_host,
    leave_hosting,
    show_name,
    tick_absences,
)
from sessions.actions.layout import drop_slot, place_fixed, save_room, save_slot, too_much_fixed
from sessions.actions.links import set_links
from sessions.actions.making import make_board
from sessions.actions.notes import open_notes
from sessions.actions.outcomes import promise
from sessions.actions.phases import change_phase, change_settings
from sessions.actions.pitches import ends_at, join_line, run_desk, seconds_left
from sessions.actions.placing import place_session, undo
from sessions.actions.proposals import (
    cancel,
    edit_session,
    hide,
    look_alikes,
    new_cards,
    pin,
    propose,
    propose_at_the_door,
    publish,
    refuse,
    run_wish,
    unhide,
    withdraw,
)
from sessions.actions.stars import star, unstar
from sessions.actions.together import swap_sessions, undo_together
from sessions.news import hush

__all__ = [
    "acts_of",
    "answer_asking",
    "answer_invitation",
    "apply_arrangement",
    "ask_to_host",
    "begin_arranging",
    "cancel",
    "change_phase",
    "change_settings",
    "discard",
    "drop_slot",
    "edit_session",
    "ends_at",
    "hide",
    "hush",
    "invite_host",
    "join_line",
    "leave_hosting",
    "look_alikes",
    "make_board",
    "new_cards",
    "open_notes",
    "pin",
    "place_fixed",
    "place_session",
    "placing",
    "promise",
    "propose",
    "propose_at_the_door",
    "publish",
    "refuse",
    "revert_burst",
    "run_desk",
    "run_wish",
    "save_room",
    "save_slot",
    "seconds_left",
    "set_links",
    "show_name",
    "star",
    "stop_arranging",
    "swap_sessions",
    "tick_absences",
    "too_much_fixed",
    "undo",
    "undo_arrangement",
    "undo_batch",
    "undo_together",
    "unhide",
    "unstar",
    "withdraw",
]
