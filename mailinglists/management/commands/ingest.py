"""Read the mail that came in."""

import time

from django.core.management.base import BaseCommand

from mailinglists import actions


class Command(BaseCommand):
    help = "Read and judge the mail that waits; with --once, stop when nothing waits."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true")

    def handle(self, **options):
        while True:
            count = actions.ingest()
            if count:
                self.stdout.write(f"{count} read")
            elif options["once"]:
                return
            else:
                time.sleep(1)
