"""The LMTP door by itself."""

import contextlib

from django.conf import settings
from django.core.management.base import BaseCommand

from mailinglists import lmtp


class Command(BaseCommand):
    help = "Take mail from a mail server over LMTP, until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=settings.LISTS_LMTP_HOST)
        parser.add_argument("--port", type=int, default=settings.LISTS_LMTP_PORT)
        parser.add_argument("--socket", default="", help="path of a Unix socket, instead of host and port")

    def handle(self, **options):
        where = options["socket"] or f"{options['host']}:{options['port']}"
        self.stdout.write(f"LMTP listens on {where}")
        self.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            lmtp.run(options["host"], options["port"], options["socket"])
