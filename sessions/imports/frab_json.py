"""Read a schedule.json, version 1 or 2 of voc/schedule's JSON, with the dialects of frab, pretalx and the hub."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sessions.exports.programme import EVERYBODY_FROM
from sessions.imports.found import Event, Found, Refused, line_of, link, names, plain, read_length, read_moment
from sessions.imports.json_text import Object, Text

MOST_BYTES = 5_000_000
NOT_HAPPENING = {"DRAFT", "SUBMITTED", "REJECTED", "WITHDRAWN", "DELETED"}


def read(raw: bytes) -> Found:
    """Raises Refused for what is no JSON, too deep, or no schedule."""
    try:
        text = Text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(_("JSON is UTF-8, and this is not.")) from None
    schedule = text.value.get("schedule") if isinstance(text.value, Object) else None
    if not isinstance(schedule, Object) or not isinstance(schedule.get("conference"), Object):
        raise Refused(_("This JSON is no schedule: there is no “schedule” with a “conference” in it."))
    found = Found("json")
    for line, key in text.repeated:
        found.fault(line, _("The key “%(key)s” is there twice.") % {"key": key[:40]}, _("The last one counts."))
    conference = schedule["conference"]
    found.zone = words(conference.get("time_zone_name"))
    for rooms in (conference.get("rooms"), schedule.get("rooms")):
        for room in rooms if isinstance(rooms, list) else []:
            if isinstance(room, Object) and isinstance(room.get("capacity"), int):
                found.seats.setdefault(line_of(words(room.get("name")))[:60], room["capacity"])
    if isinstance(schedule.get("events"), list):
        for entry in schedule["events"]:
            if isinstance(entry, Object):
                version2(entry, found, text.line(entry))
        return found
    days = conference.get("days")
    for day in days if isinstance(days, list) else []:
        rooms = day.get("rooms") if isinstance(day, Object) else None
        for name, entries in rooms.items() if isinstance(rooms, Object) else ():
            for entry in entries if isinstance(entries, list) else []:
                if isinstance(entry, Object):
                    version1(entry, found, text.line(entry), str(name), words(day.get("date")))
    return found


def words(value: Any) -> str:
    """A text, the English or first one of several languages, or nothing."""
    if isinstance(value, dict):
        value = value.get("en") or next(iter(value.values()), "")
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def objects(value: Any) -> list[Object]:
    return [each for each in value if isinstance(each, Object)] if isinstance(value, list) else []


def links(entry: Object, found: Found, line: int) -> list[tuple[str, str, str]]:
    made = []
    for key, usual in (("links", ""), ("attachments", "slides")):
        for each in objects(entry.get(key)):
            address, label = words(each.get("url")), words(each.get("title"))
            made += link(address, label, words(each.get("type")) or usual, found, line)
    return made


def title_of(entry: Object) -> str:
    return line_of(
        " – ".join(part for part in (words(entry.get("title")), words(entry.get("subtitle"))) if part.strip())
    )


def summary_of(entry: Object) -> str:
    parts = (plain(words(entry.get("abstract"))), plain(words(entry.get("description"))))
    return "\n\n".join(part for part in parts if part)


def version1(entry: Object, found: Found, line: int, room: str, day: str) -> None:
    number = entry.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        found.fault(line, _("The id “%(id)s” is no number.") % {"id": words(number)[:40]}, _("Kept as it is."))
    starts = read_moment(words(entry.get("date"))) or read_moment(f"{day}T{words(entry.get('start'))}")
    persons = [words(each.get("public_name")) or words(each.get("name")) for each in objects(entry.get("persons"))]
    for each in objects(entry.get("persons")):
        if not isinstance(each.get("id", 0), int):
            found.fault(
                line,
                _("The number of “%(name)s” is none: “%(id)s”.")
                % {"name": words(each.get("public_name"))[:40], "id": words(each.get("id"))[:40]},
                _("The name is enough."),
            )
    found.add(
        Event(
            line=line,
            title=title_of(entry),
            guid=words(entry.get("guid")).strip(),
            number=words(number).strip(),
            code=words(entry.get("code")).strip(),
            summary=summary_of(entry),
            starts=starts,
            length=read_length(words(entry.get("duration")), found, line),
            room=line_of(words(entry.get("room")) or room),
            hosts=names(persons),
            theme=line_of(words(entry.get("track"))),
            format=line_of(words(entry.get("type"))),
            language=line_of(words(entry.get("language")))[:12],
            on_record=entry.get("do_not_record") is not True,
            links=links(entry, found, line),
            everybody=isinstance(number, int) and number >= EVERYBODY_FROM and "code" not in entry,
        )
    )


def version2(entry: Object, found: Found, line: int) -> None:
    state = words(entry.get("state")).upper()
    if state in NOT_HAPPENING:
        found.fault(
            line,
            _("“%(title)s” is %(state)s.") % {"title": title_of(entry)[:60], "state": state.lower()},
            _("It is left out."),
        )
        return
    starts, ends = read_moment(words(entry.get("start"))), read_moment(words(entry.get("end")))
    track, room = entry.get("track"), entry.get("room")
    theme = words(track.get("slug")) if isinstance(track, Object) else words(track)
    found.add(
        Event(
            line=line,
            title=title_of(entry),
            guid=words(entry.get("guid")).strip(),
            code=words(entry.get("code")).strip(),
            summary=summary_of(entry),
            starts=starts,
            length=between(starts, ends) or read_length(words(entry.get("duration")), found, line),
            room=line_of(words(room.get("name")) if isinstance(room, Object) else words(room)),
            hosts=names(words(each.get("name")) for each in objects(entry.get("participants"))),
            theme=line_of(theme if theme != "no-theme" else ""),
            format=line_of(words(entry.get("type"))),
            language=line_of(words(entry.get("language")))[:12],
            links=links(entry, found, line),
            cancelled=state == "CANCELED",
            everybody=words(entry.get("type")) in ("BREAK", "META"),
            carries=Event(0).carries - {"on_record"},
        )
    )


def between(starts: datetime | None, ends: datetime | None) -> timedelta | None:
    if starts is None or ends is None or (starts.tzinfo is None) != (ends.tzinfo is None):
        return None
    return ends - starts
