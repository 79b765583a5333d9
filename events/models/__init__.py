"""The facts: places, camps, seats, promises; and the Wagtail pages that point at them."""

from events.models.camps import (
    Camp,
    CampDay,
    ConductAcceptance,
    ConductText,
    OldSlug,
    PlanItem,
    StartDraft,
    Theme,
)
from events.models.commitments import Commitment, CommitmentNews
from events.models.places import City, Venue
from events.models.registration import PrivateAnswer, Registration, Seat

__all__ = [
    "Camp",
    "CampDay",
    "City",
    "Commitment",
    "CommitmentNews",
    "ConductAcceptance",
    "ConductText",
    "OldSlug",
    "PlanItem",
    "PrivateAnswer",
    "Registration",
    "Seat",
    "StartDraft",
    "Theme",
    "Venue",
]
