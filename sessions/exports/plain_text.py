"""board.txt: the board in 80 columns, for a terminal, a mail or a printer without pictures. Pure."""

import unicodedata
from collections.abc import Iterator

from sessions.exports.programme import Item, Programme

COLUMNS = 80
INDENT = 15


def write(programme: Programme) -> bytes:
    return ("\n".join(line.rstrip() for line in lines(programme)) + "\n").encode()


def lines(programme: Programme) -> Iterator[str]:
    words = programme.words
    yield from wrapped(programme.camp)
    if programme.place:
        yield from wrapped(programme.place)
    yield from wrapped(words["times_in"] % {"zone": programme.zone})
    yield programme.url if width(programme.url) <= COLUMNS else ""
    everything = programme.placed or programme.everybody or programme.cancelled
    if not everything and not programme.tray:
        yield from ("", words["nothing"])
    for day in programme.days if everything else []:
        yield from ("", day.date.isoformat(), "-" * COLUMNS)
        entries: list[tuple] = [(slot.starts, 0, slot) for slot in day.everybody]
        entries += [(item.starts, 1, item) for item in day.items]
        for starts, kind, entry in sorted(entries, key=lambda each: each[:2]):
            local, until = programme.local(starts), programme.local(entry.ends)
            hours = f"{local:%H:%M}-{until:%H:%M}"
            if kind == 0:
                yield from entered(hours, [entry.title or words["together"], entry.place])
            else:
                yield from entered(hours, item_words(programme, entry))
    for title, found in (
        (words["tray"], [item for item in programme.tray if item.kind != "wish"]),
        (words["wishes"], [item for item in programme.tray if item.kind == "wish"]),
    ):
        if found:
            yield from ("", title, "-" * COLUMNS)
            for item in found:
                yield from entered(item.code, item_words(programme, item))


def item_words(programme: Programme, item: Item) -> list[str]:
    title = programme.words["cancelled"] % {"title": item.title} if item.cancelled else item.title
    facts = []
    if item.starts and (item.placed or item.cancelled):
        facts = [f"{programme.local(item.starts):%Z}", item.room.name if item.room else "", item.code]
    if not item.on_record:
        facts.append(programme.words["off_record"])
    return [title, item.host_names, ", ".join(fact for fact in facts if fact)]


def entered(head: str, parts: list[str]) -> Iterator[str]:
    """Hours or code at the left, what it is at the right."""
    for part in parts:
        if part:
            for line in wrapped(part, COLUMNS - INDENT):
                yield head.ljust(INDENT) + line
                head = ""


def width(text: str) -> int:
    """Columns on a terminal: wide East Asian letters take two, combining marks none (UAX 11)."""
    return sum(letter_width(letter) for letter in text)


def letter_width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrapped(text: str, most: int = COLUMNS) -> Iterator[str]:
    """Lines of at most `most` columns; a word longer than a line is cut."""
    line, wide = "", 0
    for word in text.split():
        space = 1 if line else 0
        if wide + space + width(word) <= most:
            line, wide = f"{line} {word}" if line else word, wide + space + width(word)
            continue
        if line:
            yield line
        line, wide = "", 0
        for letter in word:
            if wide + letter_width(letter) > most:
                yield line
                line, wide = "", 0
            line, wide = line + letter, wide + letter_width(letter)
    if line:
        yield line
