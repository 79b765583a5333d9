"""Two lists, the open one and the officials', and what was written there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from citycamp.front.demo.cast import CAST
from citycamp.front.demo.list_words import GOVERNMENT, GOVERNMENT_THREADS, PUBLIC, PUBLIC_THREADS
from mailinglists import actions as lists

if TYPE_CHECKING:
    from citycamp.front.demo.world import World


def write_lists(world: World) -> None:
    world.say("Mailing lists")
    for key, (slug, name, purpose), audience, threads in (
        ("public list", PUBLIC, "public", PUBLIC_THREADS),
        ("government list", GOVERNMENT, "government", GOVERNMENT_THREADS),
    ):
        mailing_list = world.remember(
            key,
            lists.create_list(
                slug, name, purpose=purpose, audience=audience, posting="members", by=world["ruth"],
                owner=world["ruth"], first_posts_held=0,
            ),
        )  # fmt: skip
        for person in CAST:
            if audience == "public" or ".gov." in person.address:
                lists.subscribe(mailing_list, person.address, user=world[person.key], delivery="none")
        for subject, mails in threads:
            write_thread(world, mailing_list, subject, mails)


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
