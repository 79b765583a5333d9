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
from events.models.pages import (
    CampPage,
    CitiesPage,
    CityPage,
    EventsPage,
    HomePage,
    ResourcePage,
    ResourcesPage,
    StandardPage,
)
from events.models.places import City, Venue
from events.models.registration import PrivateAnswer, Registration, Seat

__all__ = [
    "Camp",
    "CampDay",
    "CampPage",
    "CitiesPage",
    "City",
    "CityPage",
    "Commitment",
    "CommitmentNews",
    "ConductAcceptance",
    "ConductText",
    "EventsPage",
    "HomePage",
    "OldSlug",
    "PlanItem",
    "PrivateAnswer",
    "Registration",
    "ResourcePage",
    "ResourcesPage",
    "Seat",
    "StandardPage",
    "StartDraft",
    "Theme",
    "Venue",
]
