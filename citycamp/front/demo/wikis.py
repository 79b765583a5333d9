"""The city's wiki: opened, written, and changed a few times, as wikis are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from citycamp.front.demo.places import RALEIGH_PLACES
from citycamp.front.demo.wiki_words import PAGES, Words
from wiki import actions as wiki
from wiki.content import content_of

if TYPE_CHECKING:
    from citycamp.front.demo.world import World


def write_wiki(world: World) -> None:
    world.say("Wiki")
    city = world.made["city"].wiki
    writers = {words.by for words in PAGES} | {who for words in PAGES for who, _, _ in words.states}
    people = [world[key] for key in sorted(writers)]
    wiki.add_members(city, people, world["hanna"], "They write the first pages.", trusted=True)
    for number, words in enumerate(PAGES):
        write_page(world, city, words, world.now - timedelta(days=90 - number * 4))
    for stage in ("campaign", "open"):
        reason = "Twelve pages are a beginning."
        city.refresh_from_db()
        wiki.change_stage(city, stage, by=world["hanna"], reason=reason, now=world.now)


def write_page(world: World, city: Any, words: Words, began: Any) -> None:
    """One page through all its states."""
    (first, _, html), *later = words.states
    page = wiki.create_page(
        city, title=words.title, html=html, by=world[first], tags=words.tags, places=places(words.place), now=began
    )
    if words.title == "Front page":
        wiki.set_front_page(city, page, by=world["hanna"])
    for step, (who, said, text) in enumerate(later, start=1):
        page.refresh_from_db()
        content = replace(content_of(page.current), html=text)
        at = began + timedelta(days=9 * step)
        wiki.save_page(page, base=page.current, content=content, by=world[who], summary=said, now=at)


def places(name: str) -> list[dict[str, Any]]:
    if not name:
        return []
    latitude, longitude = RALEIGH_PLACES[name]
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return [{"key": "here", "name": name, "address": "", "geometry": point}]
