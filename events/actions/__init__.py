"""Every change worth a verb around camps, by noun."""

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

__all__ = [
    "Details",
    "accept_offer",
    "add_item",
    "answer",
    "cancel_registration",
    "give_news",
    "offer_free_seats",
    "pass_on_unanswered",
    "promise",
    "register",
    "set_seats",
    "tick",
    "write_plan",
]
