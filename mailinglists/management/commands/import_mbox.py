"""An archive from elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mailinglists import actions, mboxes
from mailinglists.models import MailingList


class Command(BaseCommand):
    help = "Import mbox files into a list. Can be run again: what is there already is counted, nothing is doubled."

    def add_arguments(self, parser):
        parser.add_argument("list", help="slug or address of the list")
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--flavour", choices=mboxes.FLAVOURS, default="auto")

    def handle(self, **options):
        slug = options["list"].partition("@")[0]
        mailing_list = MailingList.objects.filter(slug=slug).first()
        if mailing_list is None:
            raise CommandError(f"There is no list {slug}.")
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"{path} is not a file.")
            run = actions.import_mbox(mailing_list, path, flavour=options["flavour"], progress=self.progress)
            self.stdout.write(
                f"\r{path.name}: {run.read} read, {run.new} new, {run.known} already there, "
                f"{run.unparseable} could not be taken"
            )
            for code, count in sorted(run.defects.items()):
                self.stdout.write(f"  {count:6} {code}")
            for fault in run.faults.all()[:100]:
                self.stdout.write(f"  message {fault.ordinal} at byte {fault.offset}: {fault.code}")

    def progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done * 100 // max(total, 1):3} %", ending="")
        self.stderr.flush()
