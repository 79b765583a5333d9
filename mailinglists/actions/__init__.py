"""Every change to a list that is worth a verb."""

from mailinglists.actions.importing import import_mbox
from mailinglists.actions.inbound import ingest, process, store_inbound
from mailinglists.actions.lists import SlugRefused, create_list, reopen_list, set_notice, set_settings, stop_list
from mailinglists.actions.moderating import (
    AlreadyDecided,
    CannotRelease,
    close_thread,
    discard,
    hide_message,
    reject,
    release,
    reopen_thread,
    show_message,
)
from mailinglists.actions.posting import NotPosted, Outcome, post, would_hold, write
from mailinglists.actions.subscribing import (
    LinkUsed,
    OfficialsOnly,
    ask_to_leave,
    change_delivery,
    confirm,
    end_subscription,
    end_unverified,
    subscribe,
    unsubscribe,
)

__all__ = [
    "AlreadyDecided",
    "CannotRelease",
    "LinkUsed",
    "NotPosted",
    "OfficialsOnly",
    "Outcome",
    "SlugRefused",
    "ask_to_leave",
    "change_delivery",
    "close_thread",
    "confirm",
    "create_list",
    "discard",
    "end_subscription",
    "end_unverified",
    "hide_message",
    "import_mbox",
    "ingest",
    "post",
    "process",
    "reject",
    "release",
    "reopen_list",
    "reopen_thread",
    "set_notice",
    "set_settings",
    "show_message",
    "stop_list",
    "store_inbound",
    "subscribe",
    "unsubscribe",
    "would_hold",
    "write",
]
