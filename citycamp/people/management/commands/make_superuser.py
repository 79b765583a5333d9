"""The first operator of an install: a one-time link on the terminal, no password."""

from django.core import signing
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from citycamp.audit.actions import record
from citycamp.links import absolute
from citycamp.people import actions, addresses
from citycamp.people.models import User
from citycamp.people.views.doors import FIRST_LINK, new_mark


class Command(BaseCommand):
    help = "Make a superuser, who is staff too, and print a link that signs them in once, within an hour."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the mail address of the operator")
        parser.add_argument("--name", default="", help="the name that others read")

    @transaction.atomic
    def handle(self, *args, address, name, **options):
        key = addresses.key(address)
        if not key:
            raise CommandError(f"{address} is not a mail address.")
        user = User.objects.filter(emailaddress__email=key, emailaddress__verified=True).first()
        user = user or User.objects.filter(email=key).first() or User.objects.create_user(key, name=name)
        user.is_superuser, user.password = True, new_mark()
        user.save()
        actions.prove_address(user, key)
        actions.grant_role(user, "staff", None, by=None)
        record(None, "operator.made", user)
        token = signing.dumps([user.pk, user.password], salt=FIRST_LINK)
        self.stdout.write("Open this within an hour; it works once, and leads to enrolling a passkey:\n")
        self.stdout.write(absolute(reverse("people:first_link", args=[token])))
