"""The sessions as rows of a table, for CSV and XLSX alike. Pure."""

from collections.abc import Iterator

from sessions.exports.programme import Programme

COLUMNS = (
    "code",
    "guid",
    "state",
    "kind",
    "title",
    "hosts",
    "start",
    "end",
    "zone",
    "room",
    "seats",
    "themes",
    "format",
    "language",
    "needs",
    "on_record",
    "stars",
    "summary",
    "links",
    "address",
)


def rows(programme: Programme) -> Iterator[list[str | int]]:
    """Placed ones by time and room, then what had a place, then the tray; text, but seats and stars are numbers."""
    listed = [*programme.placed, *programme.cancelled, *programme.tray]
    there = {item.id for item in listed}
    for item in [*listed, *(item for item in programme.items if item.id not in there)]:
        known = item.placed or item.cancelled
        starts = programme.local(item.starts) if known and item.starts else None
        ends = programme.local(item.ends) if known and item.ends else None
        room = item.room if known else None
        yield [
            item.code,
            str(item.guid),
            item.state,
            item.kind,
            item.title,
            "; ".join(host.name for host in item.hosts),
            f"{starts:%Y-%m-%d %H:%M}" if starts else "",
            f"{ends:%Y-%m-%d %H:%M}" if ends else "",
            programme.zone,
            room.name if room else "",
            room.capacity if room else 0,
            "; ".join(theme.slug for theme in item.themes),
            item.format,
            item.language,
            "; ".join(item.needs),
            "yes" if item.on_record else "no",
            item.stars,
            item.summary,
            "\n".join(f"{link.kind} {link.address} {link.label}".strip() for link in item.links),
            item.url,
        ]
