"""Official mail domains from a CSV file."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from citycamp.people.actions import import_domains
from citycamp.people.domain_files import read
from citycamp.people.models import Organization


class Command(BaseCommand):
    help = "Take a list of official mail domains in. Can be stopped and run again; twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--rehearse", action="store_true", help="say what would happen, and write nothing")

    def handle(self, *args, file, rehearse, **options):
        try:
            raw = file.read_bytes()
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None
        reading = read(raw)
        total = len(reading.rows)

        def progress(done: int) -> None:
            if sys.stdout.isatty():
                self.stdout.write(f"\r{done} of {total} domains", ending="\n" if done == total else "")

        taken = import_domains(reading, by=None, source=file.name, progress=progress, rehearse=rehearse)
        for line, fault in reading.faults:
            self.stdout.write(f"line {line}: {fault}")
        for domain in reading.repeated:
            self.stdout.write(f"{domain} stands in the file twice; the first was taken")
        if reading.without_city:
            self.stdout.write(f"without a city: {', '.join(reading.without_city)}")
        if reading.without_state:
            self.stdout.write(f"without a state, too: {', '.join(reading.without_state)}")
        alike = Organization.objects.look_alikes().count()
        if alike:
            self.stdout.write(f"{alike} organizations look alike under another spelling, and wait for a person")
        self.stdout.write(
            f"{'Would be' if rehearse else 'Done'}: {taken.new} new domains, {taken.changed} changed, {taken.same} as"
            f" before; {taken.organizations} new organizations; {reading.cleaned} rows with stray spaces cleaned;"
            f" {len(reading.faults)} refused."
        )
        if reading.faults and not total:
            raise CommandError("Nothing was taken in.")
