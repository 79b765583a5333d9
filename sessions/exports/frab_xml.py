"""schedule.xml, the format of frab and pretalx; valid by voc/schedule's schedule.xml.xsd. Pure."""

from xml.etree import ElementTree as etree

from sessions.exports import frab
from sessions.exports.programme import Day, Item, Programme, Slot


def write(programme: Programme) -> bytes:
    days = programme.days
    root = etree.Element("schedule")
    etree.SubElement(root, "generator", {"name": "CityCamp", "version": frab.GENERATOR["version"]})
    add(root, "url", f"{programme.url}schedule.xml")
    add(root, "version", str(programme.version))
    conference = etree.SubElement(root, "conference")
    add(conference, "title", programme.camp)
    add(conference, "acronym", frab.acronym(programme))
    add(conference, "start", days[0].date.isoformat())
    add(conference, "end", days[-1].date.isoformat())
    add(conference, "days", str(len(days)))
    add(conference, "timeslot_duration", "0:05")
    add(conference, "base_url", programme.url)
    add(conference, "url", programme.camp_url)
    add(conference, "time_zone_name", programme.zone)
    for theme in programme.themes:
        etree.SubElement(conference, "track", {"name": frab.clean(theme.name)})
    for day in days:
        add_day(root, programme, day)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def add(parent: etree.Element, name: str, text: str = "", **attributes: str) -> etree.Element:
    made = etree.SubElement(parent, name, attributes)
    made.text = frab.clean(text)
    return made


def add_day(root: etree.Element, programme: Programme, day: Day) -> None:
    made = etree.SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.date.isoformat(),
            "start": programme.local(day.starts).isoformat(),
            "end": programme.local(day.ends).isoformat(),
        },
    )
    of_room = {room.id: [item for item in day.items if item.placed and item.room == room] for room in programme.rooms}
    for room in programme.rooms:
        if of_room[room.id]:
            under = etree.SubElement(
                made, "room", {"name": frab.clean(room.name), "guid": str(programme.room_guid(room))}
            )
            for item in of_room[room.id]:
                add_item(under, programme, item)
    if day.everybody:
        name = programme.words["everybody"]
        under = etree.SubElement(made, "room", {"name": name, "guid": str(programme.everybody_guid)})
        for slot in day.everybody:
            add_slot(under, programme, slot)


def add_item(room: etree.Element, programme: Programme, item: Item) -> None:
    made = etree.SubElement(room, "event", {"guid": str(item.guid), "id": str(item.id), "code": item.code})
    starts, ends = programme.local(item.starts), programme.local(item.ends)  # type: ignore[arg-type]
    add(made, "room", item.room.name if item.room else "")
    add(made, "title", item.title)
    add(made, "subtitle")
    add(made, "type", frab.kind_of(item).lower())
    add(made, "date", starts.isoformat())
    add(made, "start", f"{starts:%H:%M}")
    add(made, "duration", frab.length(starts, ends))
    add(made, "abstract", item.summary)
    add(made, "slug", frab.session_slug(programme, item))
    add(made, "track", item.themes[0].name if item.themes else "")
    persons = etree.SubElement(made, "persons")
    for host in item.hosts:
        add(persons, "person", host.name, guid=str(host.guid))
    add(made, "language", frab.language(programme, item))
    if not item.on_record:
        recording = etree.SubElement(made, "recording")
        add(recording, "license")
        add(recording, "optout", "true")
    links = etree.SubElement(made, "links")
    for link in item.links:
        add(links, "link", link.label, href=frab.clean(link.address), type=frab.LINK_TYPES[link.kind])
    add(made, "url", item.url)


def add_slot(room: etree.Element, programme: Programme, slot: Slot) -> None:
    made = etree.SubElement(room, "event", {"guid": str(slot.guid), "id": str(frab.slot_id(slot))})
    starts, ends = programme.local(slot.starts), programme.local(slot.ends)
    add(made, "room", programme.words["everybody"])
    add(made, "title", frab.slot_title(programme, slot))
    add(made, "type", "other")
    add(made, "date", starts.isoformat())
    add(made, "start", f"{starts:%H:%M}")
    add(made, "duration", frab.length(starts, ends))
    add(made, "abstract", slot.place)
    add(made, "slug", frab.slot_slug(programme, slot))
    add(made, "track")
