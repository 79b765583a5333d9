"""Read sessions from CSV: our own columns, or what people call them. RFC 4180, UTF-8 first. Pure."""

import csv
import io
from datetime import timedelta

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from sessions.imports.found import (
    LINKS_READ,
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

MOST_BYTES = 5_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 1_000
NAMES = {
    "title": ("title", "session", "name", "subject", "titel", "título"),
    "guid": ("guid", "uuid", "uid"),
    "number": ("id", "number"),
    "code": ("code",),
    "summary": ("summary", "abstract", "description"),
    "hosts": ("hosts", "host", "speakers", "speaker", "persons"),
    "starts": ("start", "starts", "start time", "date", "begin"),
    "ends": ("end", "ends", "end time"),
    "duration": ("duration", "minutes", "length"),
    "zone": ("zone", "time zone", "timezone"),
    "room": ("room", "location", "place"),
    "theme": ("themes", "theme", "track"),
    "format": ("format", "type"),
    "language": ("language", "lang"),
    "on_record": ("on_record",),
    "links": ("links", "link", "url"),
    "state": ("state", "status"),
}


def read(raw: bytes) -> Found:
    """Raises Refused for a file without a header that names a title."""
    found = Found("csv")
    text = decoded(raw, found)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(1_000_000)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(rows, [])[:MOST_COLUMNS]
        columns = columns_of(header)
        if "title" not in columns:
            raise Refused(_("The first row has to name the columns, and one of them has to be “title”."), 1)
        line = rows.line_num + 1
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise Refused(_("It has more than %(n)s rows.") % {"n": f"{MOST_ROWS:,}"}, line)
            if any(cell.strip() for cell in row):
                read_row({name: row[at] for name, at in columns.items() if at < len(row)}, columns, found, line)
            line = rows.line_num + 1
    except csv.Error as fault:
        raise Refused(
            _("The table breaks at line %(line)s: %(what)s.") % {"line": rows.line_num, "what": fault}
        ) from None
    return found


def decoded(raw: bytes, found: Found) -> str:
    if b"\x00" in raw:
        raise Refused(_("This is no text. Save the table as CSV in UTF-8."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        guess = from_bytes(raw[:100_000]).best()
        name = guess.encoding if guess else "latin-1"
        found.fault(1, _("It is not UTF-8."), _("Read as %(name)s. Look at the letters.") % {"name": name})
        return raw.decode(name, errors="replace")


def columns_of(header: list[str]) -> dict[str, int]:
    plain_names = [line_of(cell).lower() for cell in header]
    return {
        name: plain_names.index(called)
        for name, all_called in NAMES.items()
        for called in all_called[::-1]
        if called in plain_names
    }


def read_row(cells: dict[str, str], columns: dict[str, int], found: Found, line: int) -> None:
    state = cells.get("state", "").strip().lower()
    if state in ("withdrawn", "refused", "held"):
        return
    starts, ends = read_moment(cells.get("starts", "")), read_moment(cells.get("ends", ""))
    if cells.get("starts", "").strip() and starts is None:
        found.fault(
            line,
            _("“%(text)s” is no date and time.") % {"text": cells["starts"][:40]},
            _("Write it as 2027-05-08 10:00. It goes to the tray."),
        )
    length: timedelta | None = None
    if starts and ends and (starts.tzinfo is None) == (ends.tzinfo is None):
        length = ends - starts
    elif given := cells.get("duration", "").strip():
        length = (
            timedelta(minutes=int(given)) if given.isdigit() and len(given) < 6 else read_length(given, found, line)
        )
    links = []
    for each in cells.get("links", "")[:LONGEST_TEXT].splitlines()[:LINKS_READ]:
        kind, _space, rest = each.strip().partition(" ")
        if kind.lower().startswith("http"):
            kind, rest = "other", each.strip()
        address, _space, label = rest.partition(" ")
        links += link(address, label, kind, found, line)
    found.add(
        Event(
            line=line,
            title=line_of(cells["title"]) if "title" in cells else "",
            guid=cells.get("guid", "").strip(),
            number=cells.get("number", "").strip()[:40],
            code=cells.get("code", "").strip(),
            summary=plain(cells.get("summary", "")),
            starts=starts,
            length=length,
            zone=cells.get("zone", "").strip(),
            room=line_of(cells.get("room", "")),
            hosts=names(cells.get("hosts", "")[:LONGEST_TEXT].split(";")),
            theme=line_of(cells.get("theme", "").split(";")[0]),
            format=line_of(cells.get("format", "")),
            language=line_of(cells.get("language", ""))[:12],
            on_record=cells.get("on_record", "").strip().lower() not in ("no", "false", "0"),
            links=links,
            cancelled=state == "cancelled",
            carries=frozenset(columns) & Event(0).carries,
        )
    )
