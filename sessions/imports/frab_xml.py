"""Read a schedule.xml as frab, pretalx, pentabarf and FOSDEM write it: streamed, no DTD, no entity, depth 60."""

import io
import re
from datetime import date, datetime, time, timedelta
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from sessions.exports.programme import EVERYBODY_FROM
from sessions.imports.found import (
    LONGEST_TEXT,
    Event,
    Found,
    Refused,
    line_of,
    link,
    names,
    plain,
    read_length,
    read_moment,
)

MOST_BYTES = 10_000_000
DEEPEST = 60
MOST_ELEMENTS = 300_000
# The parser takes a tag in whole, and each attribute costs memory: nothing may be longer between two tags.
TOO_LONG = re.compile(rb"<[^<]{500000}")


def read(raw: bytes) -> Found:
    """Raises Refused for what is no schedule, holds a DTD or entities, or is too deep."""
    found = Found("xml")
    if TOO_LONG.search(raw):
        raise Refused(_("One tag or text in it is longer than %(n)s letters.") % {"n": "500,000"})
    handler = Handler(found)
    parser = make_parser()
    parser.forbid_dtd = parser.forbid_entities = parser.forbid_external = True
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(raw))
    except DefusedXmlException:
        raise Refused(_("It has a DTD or entities, and these are not read. Export it again without them.")) from None
    except SAXParseException as fault:
        raise Refused(
            _("The XML ends or breaks at line %(line)s: %(what)s.")
            % {"line": fault.getLineNumber(), "what": fault.getMessage()},
            fault.getLineNumber() or 0,
        ) from None
    except (ValueError, LookupError) as fault:
        raise Refused(_("Its letters cannot be read: %(what)s.") % {"what": str(fault)[:80]}) from None
    if not handler.is_schedule:
        raise Refused(_("This XML is no schedule: it begins with <%(tag)s>.") % {"tag": handler.first or "?"})
    return found


class Handler(ContentHandler):
    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found
        self.path: list[str] = []
        self.elements = 0
        self.text: list[str] = []
        self.letters = 0
        self.first = ""
        self.is_schedule = False
        self.day: date | None = None
        self.room = ""
        self.changes_at = time(6)
        self.event: dict[str, str] | None = None
        self.line = 0
        self.persons: list[str] = []
        self.links: list[tuple[str, str, str]] = []
        self.attributes: dict[str, str] = {}

    def startElement(self, name: str, attrs) -> None:
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise Refused(_("It is nested more than %(n)s deep.") % {"n": DEEPEST}, self.here())
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise Refused(_("It holds too many elements for a schedule. Split it by day."), self.here())
        if not self.first:
            self.first, self.is_schedule = name, name == "schedule"
        self.text, self.letters = [], 0
        self.attributes = dict(attrs.items())
        if name == "day" and self.event is None:
            self.day = self.read_day(self.attributes.get("date", ""))
        elif name == "room" and self.event is None:
            self.room = self.attributes.get("name", "")
        elif name == "event" and self.event is None:
            self.line = self.here()
            self.event = {f"@{key}": value for key, value in self.attributes.items()}
            self.persons, self.links = [], []

    def here(self) -> int:
        return self._locator.getLineNumber() or 0  # type: ignore[attr-defined]

    def read_day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.found.fault(
                self.here(),
                _("The day “%(text)s” is no date.") % {"text": text[:20]},
                _("Only events with a date of their own are read from it."),
            )
            return None

    def characters(self, content: str) -> None:
        if self.letters < LONGEST_TEXT:
            self.text.append(content)
        self.letters += len(content)

    def endElement(self, name: str) -> None:
        text = "".join(self.text)
        self.text, self.letters = [], 0
        self.path.pop()
        if self.event is None:
            if self.path[-1:] == ["conference"] and name == "time_zone_name":
                self.found.zone = line_of(text)
            elif self.path[-1:] == ["conference"] and name == "day_change":
                moment = text.strip()[:5]
                if len(moment) == 5 and moment.replace(":", "").isdigit() and "00:00" <= moment < "24:00":
                    self.changes_at = time.fromisoformat(moment)
            return
        if name == "event" and self.path[-1:] != ["event"]:
            self.finish(self.event)
            self.event = None
        elif name == "person":
            self.persons.append(text)
        elif name in ("link", "attachment"):
            kind = self.attributes.get("type", "") or ("slides" if name == "attachment" else "")
            address = self.attributes.get("href", "")
            self.links += link(address, text, kind, self.found, self.here())
        elif self.path[-1:] == ["event"] or name == "optout":
            self.event.setdefault(name, text)

    def finish(self, event: dict[str, str]) -> None:
        number = event.get("@id", "").strip()
        if number and not number.isdigit():
            self.found.fault(self.line, _("The id “%(id)s” is no number.") % {"id": number[:40]}, _("Kept as it is."))
        length = read_length(event.get("duration", ""), self.found, self.line)
        self.found.add(
            Event(
                line=self.line,
                title=line_of(
                    " – ".join(part for part in (event.get("title", ""), event.get("subtitle", "")) if part.strip())
                ),
                guid=event.get("@guid", "").strip(),
                number=number,
                code=event.get("@code", "").strip(),
                summary="\n\n".join(
                    part for part in (plain(event.get("abstract", "")), plain(event.get("description", ""))) if part
                ),
                starts=self.moment(event),
                length=length,
                room=line_of(event.get("room", "") or self.room),
                hosts=names(self.persons),
                theme=line_of(event.get("track", "")),
                format=line_of(event.get("type", "")),
                language=line_of(event.get("language", ""))[:12],
                on_record=event.get("optout", "").strip().lower() not in ("true", "1"),
                links=self.links,
                everybody=number.isdigit()
                and len(number) < 19
                and int(number) >= EVERYBODY_FROM
                and "@code" not in event,
            )
        )

    def moment(self, event: dict[str, str]) -> datetime | None:
        """Its own date, else the day's with the local start; after midnight that is the next date."""
        if given := event.get("date", "").strip():
            if (read := read_moment(given)) is not None:
                return read
            self.found.fault(
                self.line, _("“%(text)s” is no date.") % {"text": given[:40]}, _("The day's date is taken.")
            )
        try:
            clock = time.fromisoformat(event.get("start", "").strip().zfill(5))
        except ValueError:
            return None
        if self.day is None or clock.tzinfo is not None:
            return None
        return datetime.combine(self.day, clock) + timedelta(days=int(clock < min(self.changes_at, time(9))))
