"""What the three schedule formats of voc/schedule share: names, numbers and words. Pure."""

import re
from datetime import datetime, timedelta

from sessions.exports.programme import EVERYBODY_FROM, Item, Programme, Slot

GENERATOR = {"name": "CityCamp", "version": "1"}
LINK_TYPES = {"slides": "slides", "recording": "media", "other": "web"}
TYPES = {
    "discussion": "DISCUSSION",
    "talk": "TALK",
    "workshop": "WORKSHOP",
    "demo": "HANDS-ON",
    "walk": "OTHER",
    "game": "GAME",
    "other": "OTHER",
}
ZONE_SHAPE = re.compile(r"([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
# What XML 1.0 cannot hold, section 2.2.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def acronym(programme: Programme) -> str:
    """The camp's address with `_` for `-`, at least four letters."""
    return programme.slug.lower().replace("-", "_").ljust(4, "_")


def session_slug(programme: Programme, item: Item) -> str:
    return f"{acronym(programme)}-{item.code.lower()}"


def slot_slug(programme: Programme, slot: Slot) -> str:
    return f"{acronym(programme)}-everybody-{slot.id}"


def slot_id(slot: Slot) -> int:
    return EVERYBODY_FROM + slot.id


def slot_title(programme: Programme, slot: Slot) -> str:
    return slot.title or programme.words["together"]


def length(starts: datetime, ends: datetime) -> str:
    """H:MM."""
    minutes = round((ends - starts) / timedelta(minutes=1))
    return f"{minutes // 60}:{minutes % 60:02}"


def kind_of(item: Item) -> str:
    return TYPES.get(item.format, "OTHER")


def language(programme: Programme, item: Item | None = None) -> str:
    """Two letters: the session's, else the camp's, else English."""
    for said in (item.language if item else "", *programme.languages):
        if re.fullmatch(r"[a-z]{2}", said[:2].lower()):
            return said[:2].lower()
    return "en"


def clean(text: str) -> str:
    return NOT_XML.sub("", text)
