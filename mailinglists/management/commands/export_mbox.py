"""An archive on its way out."""

import gzip
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mailinglists import mboxes
from mailinglists.models import MailingList, Message


class Command(BaseCommand):
    help = "Write a list as mboxrd: every message byte for byte, but for the quoting of `From ` lines."

    def add_arguments(self, parser):
        parser.add_argument("list", help="slug or address of the list")
        parser.add_argument("--month", default="", help="only this month, as 2027-06")
        parser.add_argument("--thread", default="", help="only the thread of the message with this hash")
        parser.add_argument("--output", default="-", help="a file, or - for standard output")
        parser.add_argument("--gzip", action="store_true")

    def handle(self, **options):
        slug = options["list"].partition("@")[0]
        mailing_list = MailingList.objects.filter(slug=slug).first()
        if mailing_list is None:
            raise CommandError(f"There is no list {slug}.")
        found = Message.objects.filter(list=mailing_list)
        if options["month"]:
            year, _, month = options["month"].partition("-")
            if not (year.isdecimal() and month.isdecimal()):
                raise CommandError("Write the month as 2027-06.")
            found = found.filter(date__year=int(year), date__month=int(month))
        if options["thread"]:
            found = found.filter(thread__messages__id_hash=options["thread"].upper())
        rows = found.order_by("number").select_related("raw").iterator(chunk_size=50)
        with ExitStack() as open_files:
            out = sys.stdout.buffer
            if options["output"] != "-":
                out = open_files.enter_context(Path(options["output"]).open("wb"))
            if options["gzip"]:
                out = open_files.enter_context(gzip.GzipFile(fileobj=out, mode="wb", mtime=0))
            count = 0
            for count, row in enumerate(rows, 1):  # noqa: B007 - told at the end
                out.write(mboxes.mboxrd(row.raw.content, row.sender_address, row.date))
        self.stderr.write(f"{count} messages")
