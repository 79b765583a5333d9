"""One of everything, open and closed, with a marker of its own in each closed thing."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, get_resolver
from django.utils import timezone

from citycamp.people.actions import end_verification
from citycamp.people.models import Verification
from events.actions import promise
from events.actions.places import make_camp_page
from events.communities.actions import change_meeting, plan_series, start_community
from events.models import CitiesPage, CityPage
from mailinglists.actions import write
from mailinglists.models import Attachment
from sessions.actions import propose_at_the_door
from sessions.actions.finding import index
from sessions.exports.reading import read
from tests.factories import events as events_factory
from tests.factories import mailinglists as lists_factory
from tests.factories import people as people_factory
from tests.factories import sessions as sessions_factory
from tests.factories import wiki as wiki_factory
from wiki.actions import create_page

ROLES = ("visitor", "attendee", "lapsed", "official")


def marker() -> str:
    """A word that stands nowhere else, and that every index takes for one word."""
    return "zq" + secrets.token_hex(6)


@dataclass
class World:
    people: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)  # what fills the arguments of a route, on open things
    closed: dict[str, Any] = field(default_factory=dict)  # the same on closed things
    officials: dict[str, str] = field(default_factory=dict)  # markers that an official must find, by where they lie
    nobodys: dict[str, str] = field(default_factory=dict)  # markers that none of the four may find


def make() -> World:
    world = World()
    board = sessions_factory.board()
    camp = board.camp
    camp.listed = True
    camp.save()
    world.people = {
        "visitor": None,
        "attendee": sessions_factory.attendee(camp, "Noor Haddad"),
        "lapsed": lists_factory.official("Lena Lapsed"),
        "official": lists_factory.official("Ray Oduya"),
    }
    world.opened |= the_board(world, board)
    world.closed |= a_draft_camp(world)
    the_lists(world)
    the_wikis(world)
    the_community(world)
    the_profiles(world)
    lapsed = Verification.objects.get(user=world.people["lapsed"])
    end_verification(lapsed, "changed jobs", by=world.people["lapsed"])
    return world


def the_board(world: World, board) -> dict:
    host = world.people["attendee"]
    card = sessions_factory.card(board, "Bus lanes", host=host, cell=(board.slots.first(), board.rooms.first()))
    world.nobodys["held session"] = title = marker()
    held = propose_at_the_door(board, f"Held {title}", "Rae")
    world.nobodys["hidden session"] = title = marker()
    hidden = sessions_factory.card(board, f"Hidden {title}", host=sessions_factory.attendee(board.camp), state="hidden")
    index(hidden)
    make_camp_page(board.camp)
    CitiesPage.objects.get().add_child(
        instance=CityPage(title=board.camp.city.name, slug=board.camp.city.slug, city=board.camp.city)
    )
    promise(board.camp, "A bench", by=host, by_when="2027")
    world.closed |= {"code": hidden.code, "held": held.code}
    city = board.camp.city
    card.themes.add(sessions_factory.theme())
    person = read(board).items[0].hosts[0].guid
    where = {"slug": board.camp.slug, "city": city.slug, "code": card.code, "theme": "housing", "person": person}
    return where | {"number": board.rooms.first().pk, "version": 1, "pk": 1}


def a_draft_camp(world: World) -> dict:
    world.nobodys["draft camp"] = name = marker()
    draft = events_factory.camp(name=f"CityCamp {name}", slug=f"draft-{secrets.token_hex(3)}", state="draft")
    return {"slug": draft.slug}


def the_lists(world: World) -> None:
    secret = {part: marker() for part in ("subject", "text", "attachment", "file name")}
    world.officials |= {f"government list, {part}": word for part, word in secret.items()}
    government = lists_factory.government_list("gov-talk", listed=True)
    public = lists_factory.public_list("town-talk", listed=True)
    for mailing_list, author, words in (
        (public, world.people["attendee"], dict.fromkeys(secret, "plain")),
        (government, world.people["official"], secret),
    ):
        lists_factory.member(mailing_list, author)
        outcome = write(
            mailing_list,
            by=author,
            address=author.email,
            subject=f"About {words['subject']}",
            text=f"Dear all,\n\n{words['text']} is due on Friday.\n",
            key=f"access:{mailing_list.slug}",
            files=[(f"{words['file name']}.txt", "text/plain", f"inside {words['attachment']}\n".encode())],
        )
        message = outcome.message
        file = Attachment.objects.get(message=message)
        arguments = {
            "list": mailing_list.slug, "id_hash": message.id_hash, "file": file.number, "file name": file.name,
            "year": f"{message.date:%Y}", "month": f"{message.date:%m}",
        }  # fmt: skip
        (world.opened if mailing_list is public else world.closed).update(arguments)


def the_wikis(world: World) -> None:
    world.officials["officials' wiki, title"] = title = marker()
    world.officials["officials' wiki, text"] = text = marker()
    world.nobodys["wiki that is not open yet"] = seed = marker()
    for audience, stage, words in (("public", "open", "plain"), ("officials", "open", text), ("public", "seed", seed)):
        wiki = wiki_factory.wiki(stage, audience)
        steward = lists_factory.official(factor=True)
        people_factory.role(steward, "steward", wiki)
        steward.strong = True
        page = create_page(
            wiki,
            tags=["creek"],
            title=f"Creek {title if audience == 'officials' else stage}",
            html=f"<p>Here is {words}.</p>",
            by=steward,
        )
        if stage == "open":
            arguments = {"wiki": wiki.slug, "page": page.slug, "tag": "creek"}
            (world.opened if audience == "public" else world.closed).update(arguments)


def the_community(world: World) -> None:
    """A series whose first meeting is open and whose others are closed."""
    staff = people_factory.person("Stella", factor=True)
    community = start_community("Plain notices", "plain", by=staff, steward=staff)
    first = (timezone.now() + timedelta(days=3)).replace(tzinfo=None)
    series = plan_series(
        community, "Second Tuesday", "FREQ=WEEKLY;COUNT=4", first, by=staff, open_every=4, open_first=1
    )
    opened, closed = series.meetings.order_by("starts_at")[:2]
    world.officials["call address of a closed meeting"] = word = marker()
    change_meeting(closed, by=staff, now=timezone.now(), call_address=f"https://call.example.org/{word}")
    world.opened |= {"community": community.slug, "meeting": opened.pk}
    world.closed |= {"community": community.slug, "meeting": closed.pk}


def the_profiles(world: World) -> None:
    world.nobodys["words about oneself that are not shown"] = word = marker()
    shy = people_factory.person("Shy", about=word)
    shown = people_factory.person("Ana Petrov", shows=["name"])
    world.opened |= {"public_id": shown.public_id}
    world.closed |= {"public_id": shy.public_id}


# Routes


def routes() -> dict[str, URLPattern]:
    """Every route of Django's resolver, as one pattern each."""

    def walk(patterns, prefix=""):
        for entry in patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield route, entry
            else:
                yield from walk(entry.url_patterns, route)

    return dict(walk(get_resolver().url_patterns))


def address(route: str, things: dict[str, Any]) -> str:
    """The route with its arguments filled from `things`."""

    def fill(found: re.Match) -> str:
        kind, name = found.group(1) or "str", found.group(2)
        if route.startswith("lists/"):
            name = {"slug": "list", "key": "list", "name": "file name", "number": "file"}.get(name, name)
        elif route.startswith("wiki/"):
            name = {"slug": "page", "number": "part", "key": "wiki"}.get(name, name)
        elif route.startswith("cities/"):
            name = {"slug": "city", "key": "city"}.get(name, name)
        elif route.startswith("events/"):
            name = {"key": "slug"}.get(name, name)
        elif route.startswith("communities/"):
            name = {"slug": "community", "key": "community", "pk": "meeting"}[name]
        if name in things:
            return str(things[name])
        return {"int": "1", "idhash": "A" * 32}.get(kind, "x")

    plain = re.sub(r"\(\?P<slug>[^)]*\)", "<slug:slug>", route)
    plain = re.sub(r"\(\?P<year>[^)]*\)", str(things.get("year", "2027")), plain)
    plain = re.sub(r"\(\?P<number>[^)]*\)", str(things.get("month", "01")), plain)
    plain = plain.replace("^", "").replace("$", "").replace("\\", "")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", fill, plain)
