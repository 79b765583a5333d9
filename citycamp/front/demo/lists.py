"""Two lists, the open one and the officials', and what was written there."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from citycamp.front.demo.cast import CAST
from citycamp.front.demo.list_words import GOVERNMENT, GOVERNMENT_THREADS, PUBLIC, PUBLIC_THREADS
from citycamp.people import actions as people
from events.communities import actions as communities
from mailinglists import actions as lists

if TYPE_CHECKING:
    from citycamp.front.demo.world import World


def write_lists(world: World) -> None:
    world.say("Mailing lists")
    community = found_community(world)
    for mailing_list, (name, purpose), threads in (
        (community.open_list, PUBLIC, PUBLIC_THREADS),
        (community.closed_list, GOVERNMENT, GOVERNMENT_THREADS),
    ):
        people.grant_role(world["ruth"], "owner", mailing_list, by=None)
        people.grant_role(world["ruth"], "records_officer", mailing_list, by=None)
        lists.set_settings(
            mailing_list,
            by=world["ruth"],
            name=name,
            purpose=purpose,
            posting="members",
            first_posts_held=0,
            listed=True,
        )
        for person in CAST:
            if not mailing_list.government or ".gov." in person.address:
                lists.subscribe(mailing_list, person.address, user=world[person.key], delivery="none")
        for subject, mails in threads:
            write_thread(world, mailing_list, subject, mails)


def found_community(world: World) -> Any:
    """Officials and residents who go on between camps: two lists, two wikis, a meeting each second Tuesday."""
    community = communities.start_community(
        PUBLIC[0], "notices", by=world["ruth"], purpose=PUBLIC[1], steward=world["ruth"]
    )
    for person in CAST[:24]:
        communities.join(community, world[person.key], now=world.now)
    first = datetime.combine((world.now - timedelta(days=150)).date().replace(day=1), time(12))
    communities.plan_series(
        community, "Second Tuesday", "FREQ=MONTHLY;BYDAY=2TU", first, by=world["ruth"], open_every=3, now=world.now
    )
    return community


def write_thread(world: World, mailing_list: Any, subject: str, mails: list[Any]) -> None:
    sent: list[Any] = []
    for number, mail in enumerate(mails):
        parent = None if mail.answers is None else sent[mail.answers]
        author = world[mail.by]
        outcome = lists.write(
            mailing_list,
            by=author,
            address=author.email,
            subject=subject if parent is None else f"Re: {subject}",
            text=mail.text,
            key=f"demo:{subject}:{number}",
            parent=parent,
            now=world.now - timedelta(days=mail.days_ago),
        )
        if outcome.message is None:
            raise RuntimeError(f"{subject!r} by {mail.by} was not posted: {outcome}")
        sent.append(outcome.message)
