"""manage.py try_mail ADDRESS: try the way out."""

import secrets

from django.core.management.base import BaseCommand

from citycamp.mail.actions import send


class Command(BaseCommand):
    help = "Put a mail to this address into the outbox; a running worker sends it."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address: str, **options) -> None:
        send("mail/test", address, {}, key=f"test:{secrets.token_hex(8)}")
        self.stdout.write("The mail waits in the outbox; the worker sends it within seconds.")
