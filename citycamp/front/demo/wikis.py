"""The city's wiki: opened, written, and changed a few times, as wikis are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from citycamp.front.demo.places import RALEIGH_PLACES
from citycamp.front.demo.wiki_words import PAGES
from wiki import actions as wiki

if TYPE_CHECKING:
    from citycamp.front.demo.world import World


def write_wiki(world: World) -> None:
    world.say("Wiki")
    city = world.made["today"].city
    people = [
        world[key] for key in {words.by for words in PAGES} | {who for page in PAGES for who, _, _ in page.states}
    ]
    wiki.add_members(city.wiki, people, world["hanna"], "They write the first pages.", trusted=True)
    for number, words in enumerate(PAGES):
        began = world.now - timedelta(days=90 - number * 4)
        (first, said, html), *later = words.states
        page = wiki.create_page(
            city.wiki,
            title=words.title,
            html=html,
            by=world[first],
            tags=words.tags,
            places=places(words.place),
            now=began,
        )
        for step, (who, said, text) in enumerate(later, start=1):
            change(world, page, text, who, said, began + timedelta(days=9 * step))
    wiki.set_front_page(city.wiki, "Front page", by=world["hanna"])
    for stage in ("campaign", "open"):
        wiki.change_stage(city.wiki, stage, by=world["hanna"], reason="Twelve pages are a beginning.", now=world.now)


def places(name: str) -> list[dict[str, Any]]:
    if not name:
        return []
    latitude, longitude = RALEIGH_PLACES[name]
    return [
        {
            "key": "here",
            "name": name,
            "address": "",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        }
    ]


def change(world: World, page: Any, html: str, who: str, said: str, at: Any) -> None:
    page.refresh_from_db()
    content = wiki.content_of(page.current)
    wiki.save_page(
        page, base=page.current, content=wiki.replace(content, html=html), by=world[who], summary=said, now=at
    )
