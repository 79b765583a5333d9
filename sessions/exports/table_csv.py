"""sessions.csv: exact UTF-8 after RFC 4180. Pure.

A spreadsheet may take a cell that begins with = + - @ for a formula; `guarded` puts ' before such cells.
"""

import csv
import io

from sessions.exports.programme import Programme
from sessions.exports.rows import COLUMNS, rows

LEADING = ("=", "+", "-", "@", "\t", "\r")


def write(programme: Programme, *, guarded: bool = False) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in rows(programme):
        table.writerow([guard(cell) for cell in row] if guarded else row)
    return out.getvalue().encode()


def guard(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LEADING) else cell
