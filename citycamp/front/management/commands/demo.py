"""A world worth exploring: `make demo` makes it and then serves it."""

import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from citycamp.front.demo import world
from citycamp.links import absolute
from citycamp.people.models import DemoWorld, User

ADDRESSES = [
    ("/", "the front page: the next camps, and what became of promises"),
    ("/events/{camp}/board/", "today's session board; open it in two windows"),
    ("/events/{camp}/board/wall/", "the same board on the big screen"),
    ("/wiki/raleigh/pullen-creek-park/", "a page of the city's wiki, with its history"),
    ("/lists/notices/", "the open list; /lists/notices-gov/ opens for the official only"),
]


class Command(BaseCommand):
    help = "Makes the demo world in an empty database, and serves it."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="make the world, and stop")
        parser.add_argument("--seed", type=int, default=2027, help="which stars fall where")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, no_serve: bool, seed: int, port: int, **options):
        if not settings.DEMO:
            raise CommandError("The demo world is made only where DEMO=1 is set. `make demo` sets it.")
        if self.behind():
            self.say("Tables")
            call_command("migrate", verbosity=0, interactive=False)
        if not DemoWorld.objects.exists():
            if User.objects.exists():
                raise CommandError(
                    "This database holds accounts that no demo made, so nothing was changed. "
                    "Set DATA_DIR or DATABASE_URL to an empty place, or remove var/."
                )
            started = time.monotonic()
            with transaction.atomic():
                world.make(now=timezone.now(), seed=seed, say=self.say)
            self.stdout.write(f"The demo world stands, after {time.monotonic() - started:.0f} seconds.")
        self.tell()
        if not no_serve:
            connections.close_all()  # serve forks, and a connection must not be in two processes.
            call_command("serve", port=port)

    def behind(self) -> bool:
        """Whether a migration is missing; cheaper to ask than to run `migrate` in vain."""
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    def say(self, what: str) -> None:
        self.stdout.write(f"  {what} ..." if sys.stdout.isatty() else f"  {what}")

    def tell(self) -> None:
        from events.models import Camp

        today = Camp.objects.filter(city__name="Raleigh").by_date().last()
        self.stdout.write("")
        self.stdout.write(self.style.SUCCESS(f"CityCamp: {absolute('/')}"))
        self.stdout.write(
            f"Sign in with one tap, as organizer, attendee, official, steward or records officer: {absolute('/demo/')}"
        )
        self.stdout.write("Try:")
        for address, what in ADDRESSES:
            self.stdout.write(f"  {absolute(address.format(camp=today.slug if today else ''))}  {what}")
        self.stdout.write("Stop with Ctrl+C. It can be run again; the world stays as you left it.")
