"""What a reader finds in a file: events as they stand there, and each fault with its line. Pure. board.md 12."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from itertools import islice

from django.utils.translation import gettext as _

MOST_EVENTS = 5_000
MOST_ROOMS = 200
MOST_DAYS = 30
# What nobody writes and a hostile file may hold: longer texts are read this far, more faults are counted and not kept.
LONGEST_LINE, LONGEST_TEXT = 10_000, 100_000
MOST_FAULTS, NAMES_READ, LINKS_READ = 5_000, 100, 100
WHOLE = frozenset({"summary", "hosts", "links", "format", "language", "on_record", "theme"})


class Refused(Exception):
    """The file is not taken at all; `reason` says why and what to do."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(frozen=True)
class Fault:
    line: int
    what: str
    remedy: str


@dataclass
class Event:
    """One entry of a file. `starts` is aware, or naive local time of `zone`; `guid` and `number` are as written."""

    line: int
    title: str = ""
    guid: str = ""
    number: str = ""
    code: str = ""
    summary: str = ""
    starts: datetime | None = None
    length: timedelta | None = None
    zone: str = ""
    room: str = ""
    hosts: list[str] = field(default_factory=list)
    theme: str = ""
    format: str = ""
    language: str = ""
    on_record: bool = True
    links: list[tuple[str, str, str]] = field(default_factory=list)
    cancelled: bool = False
    everybody: bool = False
    carries: frozenset[str] = WHOLE  # which of these this file speaks of; the others are left as they are
    repeats: bool = False  # one of an event's recurrences, beyond the first


@dataclass
class Found:
    kind: str
    zone: str = ""
    events: list[Event] = field(default_factory=list)
    seats: dict[str, int] = field(default_factory=dict)  # room name -> seats, where the file says
    faults: list[Fault] = field(default_factory=list)
    unsaid: int = 0  # faults beyond those that are kept

    def fault(self, line: int, what: str, remedy: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, what, remedy))
        else:
            self.unsaid += 1

    def add(self, event: Event) -> None:
        """Raises Refused beyond 5,000 events."""
        if len(self.events) >= MOST_EVENTS:
            raise too_many(event.line)
        self.events.append(event)


def too_many(line: int) -> Refused:
    return Refused(_("It holds more than %(n)s sessions. Split it by day.") % {"n": f"{MOST_EVENTS:,}"}, line)


# Small texts that every format writes its own way

CLOCK = re.compile(r"(\d{1,3}):(\d{1,3})(?::(\d{1,2}))?")
ISO_LENGTH = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})(?:\.\d{1,6})?S)?)?")
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
LOOKS_HTML = re.compile(
    r"</?(?:p|br|ul|ol|li|div|h[1-6]|a|b|i|em|strong|span|code|pre|blockquote)\b[^<>]{0,500}>", re.I
)
BLOCK_END = re.compile(r"<(?:br|hr)\b[^<>]{0,50}>|</(?:p|div|ul|ol|pre|blockquote|h[1-6]|tr)\s*>", re.I)
ITEM = re.compile(r"<li\b[^<>]{0,200}>", re.I)
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def line_of(text: str) -> str:
    """One line without control characters, NFC."""
    return unicodedata.normalize("NFC", " ".join(UNSEEN.sub("", text[:LONGEST_LINE]).split()))


def plain(text: str) -> str:
    """Words of a description. HTML, which many publish in this field, becomes text; other signs stay as typed."""
    text = UNSEEN.sub("", text[:LONGEST_TEXT].replace("\r\n", "\n"))
    if LOOKS_HTML.search(text):
        text = " ".join(text.split()) if "<pre" not in text.lower() else text
        text = unescape(TAG.sub("", ITEM.sub("\n- ", BLOCK_END.sub("\n\n", text))))
        text = UNSEEN.sub("", text)
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def read_length(text: str, found: Found, line: int) -> timedelta | None:
    """H:MM, H:MM:SS or PT1H30M; minutes over 59 are counted on, and said."""
    text = text.strip()
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if minutes > 59:
            found.fault(
                line,
                _("The duration “%(text)s” has more than 59 minutes.") % {"text": text},
                _("Read as %(n)s minutes.") % {"n": hours * 60 + minutes},
            )
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if (iso := ISO_LENGTH.fullmatch(text)) and len(text) > 1:
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if text:
        found.fault(line, _("“%(text)s” is no duration.") % {"text": text[:40]}, _("It gets the usual length."))
    return None


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 date and time, with or without offset; None for anything else."""
    text = text.strip()
    if len(text) < 12 or len(text) > 40:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


LINK_KINDS = {"slides": "slides", "media": "recording", "recording": "recording", "video": "recording"}


def link(address: str, label: str, kind: str, found: Found, line: int) -> list[tuple[str, str, str]]:
    """One link, or none with the reason: only http and https become links."""
    address = line_of(address)
    if not address:
        return []
    if not address.lower().startswith(("http://", "https://")) or len(address) > 500 or " " in address:
        found.fault(line, _("“%(address)s” is no web address.") % {"address": address[:80]}, _("The link is left out."))
        return []
    return [(LINK_KINDS.get(kind.strip().lower(), "other"), line_of(label)[:80], address)]


def names(parts: Iterable[str]) -> list[str]:
    return list(islice((name for name in (line_of(part)[:80] for part in parts) if name), NAMES_READ))
