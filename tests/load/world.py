"""Worlds to measure: `python -m tests.load.world` in the settings of the site that is measured.

The demo world must stand. A camp of 300 sessions in 20 rooms and 15 times is added, made through the actions that
people reach; prints its address as the last line.
"""

import os

import django

ROOMS, TIMES, HOSTS, EACH = 20, 15, 60, 5
FEATURES = (["screen"], ["screen", "step-free"], ["hearing loop", "step-free"], [])
TOPICS = (
    "Bus lanes on Person Street", "What the creek does after rain", "Reading a city budget in an hour",
    "Housing next to the depot", "Who may use the school yard in summer", "Library cards for everybody",
    "Lamps along the greenway", "Open data about potholes", "Trees, heat and bus stops", "A code for short rentals",
)  # fmt: skip


def make() -> str:
    """The slug of a camp with a full board of 300 sessions, its hosts registered, about 2,000 stars given."""
    from datetime import time, timedelta
    from random import Random

    from django.db import transaction
    from django.utils import timezone

    from citycamp.front.demo.camps import answers, harlan_school
    from citycamp.people import actions as people
    from citycamp.people.models import User
    from events import actions as events
    from events.starting import Day
    from sessions import actions
    from sessions.models import Slot

    now, dice = timezone.now(), Random(300)
    day = (now + timedelta(days=30)).date()
    maya = User.objects.get(email="maya@example.org")
    with transaction.atomic():
        camp = events.start_camp(
            answers(
                "Raleigh", "CityCamp of three hundred", (Day(day, doors=time(7), starts=time(8), ends=time(21)),),
                venue=harlan_school(), people=400, rooms=ROOMS, themes=("housing", "transport", "opengov"),
            ),
            by=maya,
        )  # fmt: skip
        events.open_registration(camp, by=maya, now=now)
        board = camp.board
        for number, room in enumerate(list(board.rooms.all())):
            actions.save_room(
                board, by=maya, room=room, name=f"{room.name} {'ABCD'[number % 4]}", capacity=20 + 10 * (number % 7),
                features=FEATURES[number % 4],
            )  # fmt: skip
        Slot.objects.filter(board=board).delete()  # the usual day has fewer times
        first = camp.settled_days[0].starts
        for number in range(TIMES):
            starts = first + timedelta(minutes=50 * number)
            actions.save_slot(board, by=maya, starts_at=starts, ends_at=starts + timedelta(minutes=45))
        actions.change_settings(board, {"session_limit": EACH}, by=maya)
        cells = [(slot, room) for room in board.rooms.all() for slot in board.slots.all()]  # a host once a time
        hosts = [people.make_demo_person(f"Host {n}", f"bench{n}@example.org", now=now) for n in range(HOSTS)]
        cards = []
        for number, host in enumerate(hosts):
            events.register(camp, host, events.Details(name=host.name), now=now)
            cards += [
                actions.propose(
                    board, f"{TOPICS[(number + n) % len(TOPICS)]}, part {number * EACH + n + 1}", by=host,
                    summary="What we know, what we do not, and who takes it on. Come with a question and a map.",
                )
                for n in range(EACH)
            ]  # fmt: skip
        for host in hosts:
            for card in dice.sample(cards, 35):
                actions.star(card, by=host)
        for phase in ("pitch", "place"):
            board = actions.change_phase(board, phase, by=maya, confirmed=True)
        for card, (slot, room) in zip(cards, cells, strict=True):
            actions.place_session(card, slot=slot, room=room, seen=0, by=maya, confirmed=True, override=True)
    return camp.slug


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycamp.settings")
    django.setup()
    print(make())
