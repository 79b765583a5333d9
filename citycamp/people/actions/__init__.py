"""Every change worth a verb in this room. people.md 9."""

from .domains import import_domains
from .leaving import ask_close, close_account, close_due, stay
from .officials import (
    address_bounced,
    ask_verification,
    decide_verification,
    domain_for,
    end_verification,
    propose_verification,
    prove_address,
    revoke_verification,
    suspend_verification,
    switch_domain,
    verify_again,
)
from .persons import change_name, change_profile, make_demo_person, make_demo_world, name_doors
from .roles import accept_invite, decline_invite, end_role, grant_role, invite_role, invites_for, withdraw_invite
from .tokens import make_token, revoke_token, token_for

__all__ = [
    "accept_invite",
    "address_bounced",
    "ask_close",
    "ask_verification",
    "change_name",
    "change_profile",
    "close_account",
    "close_due",
    "decide_verification",
    "decline_invite",
    "domain_for",
    "end_role",
    "end_verification",
    "grant_role",
    "import_domains",
    "invite_role",
    "invites_for",
    "make_demo_person",
    "make_demo_world",
    "make_token",
    "name_doors",
    "propose_verification",
    "prove_address",
    "revoke_token",
    "revoke_verification",
    "stay",
    "suspend_verification",
    "switch_domain",
    "token_for",
    "verify_again",
    "withdraw_invite",
]
