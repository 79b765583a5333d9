"""sessions.xlsx: each cell typed as text or as a number, so no spreadsheet runs one as a formula. Pure."""

import io
from datetime import UTC

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from sessions.exports.programme import Programme
from sessions.exports.rows import COLUMNS, rows

LONGEST = 32_767  # letters in one cell
WIDTHS = {"title": 44, "hosts": 24, "start": 17, "end": 17, "zone": 18, "room": 18, "summary": 60, "address": 44}


def write(programme: Programme) -> bytes:
    book = Workbook(write_only=True)
    changed = max([programme.changed_at, *(item.changed_at for item in programme.items)])
    book.properties.creator = "CityCamp"
    book.properties.title = programme.camp
    book.properties.created = book.properties.modified = changed.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    sheet = book.create_sheet("Sessions")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS):
        letter = chr(ord("A") + number)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 12)
    sheet.append([cell(sheet, name, bold=True) for name in COLUMNS])
    for row in rows(programme):
        sheet.append([cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(sheet, value: str | int, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"  # or openpyxl takes "=1+1" for a formula
    if bold:
        made.font = Font(bold=True)
    return made
