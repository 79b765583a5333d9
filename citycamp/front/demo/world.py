"""One world, made in the order in which people would have lived it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from citycamp.front.demo import boards, camps, lists, wikis
from citycamp.front.demo.cast import CAST, DOMAINS, DOORS, RECORDS
from citycamp.mail import actions as mail
from citycamp.people import actions as people
from citycamp.people.domain_files import read


@dataclass
class World:
    """What the parts hand to each other: who lives here, what time it is, and dice that fall the same way."""

    now: datetime
    dice: Random
    say: Callable[[str], None]
    people: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.people[key]

    def remember(self, key: str, thing: Any) -> Any:
        self.made[key] = thing
        return thing


def make(*, now: datetime, seed: int, say: Callable[[str], None]) -> None:
    """Fill an empty database with the demo world. Called once, inside a transaction: all of it, or nothing."""
    world = World(now=now, dice=Random(seed), say=say)  # noqa: S311
    people.make_demo_world(seed=seed)
    move_in(world)
    camps.hold_camps(world)
    wikis.write_wiki(world)
    boards.fill_boards(world)
    lists.write_lists(world)
    camps.promise_and_report(world)
    mail.withdraw("")  # Invitations and receipts to people who do not exist.


def move_in(world: World) -> None:
    """Everybody gets an account; whoever decides somewhere has a second factor that nobody can use."""
    world.say("People")
    table = "domain,type,organization,city,state\n" + "\n".join(",".join(row) for row in DOMAINS)
    people.import_domains(read(table.encode()), by=None, source="demo")
    for person in CAST:
        world.people[person.key] = people.make_demo_person(
            person.name,
            person.address,
            factor=person.key in {*DOORS.values(), *RECORDS},
            shows=["name"],
            now=world.now - timedelta(days=300),
        )
        world.people[person.key].strong = True
    people.name_doors({door: world[key] for door, key in DOORS.items()})
