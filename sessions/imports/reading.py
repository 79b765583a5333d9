"""From bytes to what is in them: which format it is, and whether it is taken at all. Pure."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from sessions.imports import calendar, frab_json, frab_xml, table
from sessions.imports.found import Found, Refused

LARGEST = 10_000_000  # bytes, of any kind


def read(raw: bytes, *, rooms: Collection[str] = ()) -> Found:
    """Judged by its content, never by its name. Raises Refused with a sentence for the person who sent it."""
    if not raw.strip():
        raise Refused(_("The file is empty."))
    if raw[:2] in (b"PK", b"\x1f\x8b", b"BZ", b"7z") or raw[:4] == b"Rar!":
        raise Refused(
            _("This is an archive or a spreadsheet file. Unpack it, or save the table as CSV, and send that.")
        )
    start = raw[:2_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<" or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return frab_xml.read(limited(raw, frab_xml.MOST_BYTES))
    if start[:1] in (b"{", b"["):
        return frab_json.read(limited(raw, frab_json.MOST_BYTES))
    if b"BEGIN:V" in start.upper():
        return calendar.read(limited(raw, calendar.MOST_BYTES), rooms)
    return table.read(limited(raw, table.MOST_BYTES))


def limited(raw: bytes, most: int) -> bytes:
    if len(raw) > most:
        raise Refused(_("It is too big: at most %(n)s MB of this kind.") % {"n": most // 1_000_000})
    return raw
