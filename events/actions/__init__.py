"""Every change worth a verb around camps, by noun."""

from events.actions.camps import cancel_camp, close_registration, list_camp, move_days, open_registration, rename_camp
from events.actions.cloning import clone_camp, publish_camp
from events.actions.commitments import answer, give_news, promise
from events.actions.plan import add_item, tick, write_plan
from events.actions.registration import (
    Details,
    accept_offer,
    cancel_registration,
    offer_free_seats,
    pass_on_unanswered,
    register,
    set_seats,
)
from events.actions.starting import start_camp

__all__ = [
    "Details",
    "accept_offer",
    "add_item",
    "answer",
    "cancel_camp",
    "cancel_registration",
    "clone_camp",
    "close_registration",
    "give_news",
    "list_camp",
    "move_days",
    "offer_free_seats",
    "open_registration",
    "pass_on_unanswered",
    "promise",
    "publish_camp",
    "register",
    "rename_camp",
    "set_seats",
    "start_camp",
    "tick",
    "write_plan",
]
