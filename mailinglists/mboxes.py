"""Where a message begins and ends in an mbox file. Pure, streaming; RFC 4155 and its relatives.

A frame is `From `, a sender (one word, or pipermail's `ana at example.org`) and a date that parses, at
the start of the file or after a blank line. `From the office` is body. Mozilla's bare `From -` is a
frame where a header follows it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

FLAVOURS = ("auto", "mboxrd", "mboxo", "mboxcl", "pipermail")
MONTHS = {m: n for n, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".lower().split(), 1)}
SEPARATOR = re.compile(rb"^From (\S+(?: at \S+)?|-) +(\S[^\r\n]{10,60}?)\s*$")
CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
ZONE = re.compile(r"^[+-]\d{4}$")
QUOTED_RD = re.compile(rb"^>(>*From )", re.MULTILINE)
QUOTED_O = re.compile(rb"^>(From )", re.MULTILINE)
NEEDS_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
BARE = re.compile(rb"^From -\s*$")
HEADER = re.compile(rb"^[!-9;-~]+:")
BOM = b"\xef\xbb\xbf"
LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,12})\s*$", re.IGNORECASE | re.MULTILINE)
AT = re.compile(rb"^(From:\s*)([\w.+-]+) at ([\w.-]+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it lies in the file: where, its `From ` line, and its bytes with quoting undone."""

    offset: int
    length: int
    line: str
    raw: bytes | None  # None: longer than the limit


def separator(line: bytes) -> tuple[str, datetime] | None:
    """Sender and date of a `From ` line, or None where the line is body text."""
    found = SEPARATOR.match(line) if line.startswith(b"From ") else None
    if not found:
        return None
    at = separator_date(found[2].decode("ascii", "replace"))
    return (found[1].decode("utf-8", "replace"), at) if at else None


def separator_date(words: str) -> datetime | None:
    """The date of a `From ` line: asctime, with or without zone, or an RFC 2822 date."""
    day = month = year = None
    clock: re.Match[str] | None = None
    shift = timedelta()
    for word in words.replace(",", " ").split():
        low = word.lower()
        if low[:3] in MONTHS and low.isalpha() and month is None:
            month = MONTHS[low[:3]]
        elif found := CLOCK.match(word):
            clock = found
        elif ZONE.match(word):
            sign = -1 if word[0] == "-" else 1
            shift = sign * timedelta(hours=int(word[1:3]), minutes=int(word[3:]))
        elif word.isdecimal() and len(word) <= 2 and day is None:
            day = int(word)
        elif word.isdecimal() and len(word) in (2, 4):
            year = int(word)
    if not (day and month and year is not None and clock):
        return None
    if year < 100:
        year += 2000 if year < 69 else 1900
    hour, minute, second = (int(part or 0) for part in clock.groups())
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - shift
    except (ValueError, OverflowError):
        return None


def frames(handle: BinaryIO, offset: int = 0, flavour: str = "auto", limit: int = 64 << 20) -> Iterator[Frame]:
    """Every message from `offset`, which must be 0 or where a frame begins. Holds one message in memory."""
    handle.seek(offset)
    start, line = offset, b""
    parts: list[bytes] = []
    size, blank, inside = 0, True, False
    at = offset
    while True:
        row = handle.readline()
        if at == 0 and row.startswith(BOM):
            row, at, start = row[3:], 3, 3
        if not row or (blank and row.startswith(b"From ") and is_frame(handle, row, at)):
            if inside:
                yield framed(start, at, line, parts, size, flavour, limit)
            if not row:
                return
            start, line, parts, size, inside = at, row, [], 0, True
            at += len(row)
            told = told_length(handle, at) if flavour in ("auto", "mboxcl") else 0
            if told:
                handle.seek(at)
                size = told
                parts = [handle.read(told)] if told <= limit else []
                at += told
                handle.seek(at)
                blank = True
            else:
                handle.seek(at)
                blank = False
            continue
        at += len(row)
        blank = row in (b"\n", b"\r\n")
        if inside:
            size += len(row)
            if size <= limit:
                parts.append(row)
        elif not blank:
            # A single message without a frame line is its own file.
            inside, line, start = True, b"", at - len(row)
            parts, size = [row], len(row)


def is_frame(handle: BinaryIO, row: bytes, at: int) -> bool:
    if separator(row):
        return True
    if not BARE.match(row):
        return False
    after = handle.readline()
    handle.seek(at + len(row))
    return bool(HEADER.match(after))


def told_length(handle: BinaryIO, at: int) -> int:
    """Header and body together as Content-Length tells, believed only if a frame or the end follows there."""
    handle.seek(at)
    head = handle.read(16 * 1024)
    end = re.search(rb"\r?\n\r?\n", head)
    if not end or not (found := LENGTH.search(head[: end.start()])):
        return 0
    total = end.end() + int(found[1])
    handle.seek(at + total)
    after = handle.read(400)
    rest = after.lstrip(b"\r\n")
    if len(after) - len(rest) > 4:
        return 0
    if not rest:
        return total if handle.tell() - len(after) == at + total and total > end.end() else 0
    return total if separator(rest.split(b"\n", 1)[0]) else 0


def framed(start: int, end: int, line: bytes, parts: list[bytes], size: int, flavour: str, limit: int) -> Frame:
    text = line.rstrip(b"\r\n").decode("utf-8", "replace")
    if size > limit:
        return Frame(start, end - start, text, None)
    raw = b"".join(parts)
    if line:
        for tail in (b"\r\n\r\n", b"\n\n"):
            if raw.endswith(tail):
                raw = raw[: -len(tail) // 2]
                break
        if b">From " in raw and not re.search(rb"^From ", raw, re.MULTILINE):
            raw = (QUOTED_O if flavour == "mboxo" else QUOTED_RD).sub(rb"\1", raw)
    if flavour == "pipermail":
        raw = AT.sub(rb"\1\2@\3", raw, count=1)
    return Frame(start, end - start, text, raw)


def mboxrd(raw: bytes, sender: str, at: datetime) -> bytes:
    """One message as it stands in an mboxrd file: exact but for `>` before `From ` lines."""
    word = sender if sender and " " not in sender and sender.isascii() else "MAILER-DAEMON"
    line = f"From {word} {at.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode()
    body = NEEDS_QUOTE.sub(rb">\1", raw)
    return line + body + (b"\n" if body.endswith(b"\n") else b"\n\n")


def joined(messages: Iterable[tuple[bytes, str, datetime]]) -> Iterator[bytes]:
    for raw, sender, at in messages:
        yield mboxrd(raw, sender, at)
