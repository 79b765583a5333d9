"""Send the copies that wait."""

import time

from django.core.management.base import BaseCommand

from mailinglists import delivery


class Command(BaseCommand):
    help = "Send copies to subscribers; with --once, stop when nothing is due."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true")

    def handle(self, **options):
        while True:
            count = delivery.deliver()
            if count:
                self.stdout.write(f"{count} taken")
            elif options["once"]:
                return
            else:
                time.sleep(1)
