"""A mail from standard input, for mail servers that pipe."""

import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from mailinglists import actions
from mailinglists.models import InboundMessage

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the mail.


class Command(BaseCommand):
    help = "Store one mail from standard input; ends with 75 where it could not be stored."

    def add_arguments(self, parser):
        parser.add_argument("--recipient", required=True)
        parser.add_argument("--sender", default="")

    def handle(self, **options):
        try:
            source = InboundMessage.Source.PIPE
            actions.store_inbound(sys.stdin.buffer.read(), options["recipient"], options["sender"], source)
        except (DatabaseError, OSError) as fault:
            self.stderr.write(str(fault))
            sys.exit(TRY_AGAIN)
