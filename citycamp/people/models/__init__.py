"""Who somebody is here, and what they may decide. people.md 2."""

from citycamp.people.moderation.models import Appeal, Notice, Report, Sanction
from citycamp.people.notices.models import Choice, Item
from citycamp.people.scopes import scope_key, scope_label

from .network import DemoWorld, Network
from .officials import EmailDomain, Organization, Verification
from .person import User, active_person, new_public_id
from .roles import Role, RoleInvite, has_factor
from .tokens import Token

__all__ = [
    "Appeal",
    "Choice",
    "DemoWorld",
    "EmailDomain",
    "Item",
    "Network",
    "Notice",
    "Organization",
    "Report",
    "Role",
    "RoleInvite",
    "Sanction",
    "Token",
    "User",
    "Verification",
    "active_person",
    "has_factor",
    "new_public_id",
    "scope_key",
    "scope_label",
]
