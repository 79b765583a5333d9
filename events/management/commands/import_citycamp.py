"""manage.py import_citycamp FILE"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from events.actions.importing import import_list
from events.citycamp_list import NotAList, read

LARGEST = 5_000_000


class Command(BaseCommand):
    help = "Read citycamp.com's list of camps: each fault is reported, nothing is guessed, twice changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if file.stat().st_size > LARGEST:
            raise CommandError(f"{file} is larger than {LARGEST // 1_000_000} MB.")
        try:
            entries, faults = read(file.read_text(encoding="utf-8"))
        except (NotAList, UnicodeDecodeError) as error:
            raise CommandError(f"{file} is no list of camps: {error}") from None
        done = import_list(entries)
        for fault in [*faults, *done.faults]:
            self.stdout.write(f"entry {fault.entry:>3} {fault.slug}: {fault.words}")
        dated = sum(1 for entry in entries if entry.day)
        self.stdout.write(
            f"{len(entries)} entries read, {dated} with a date, {len({entry.place for entry in entries})} places, "
            f"{len({entry.country for entry in entries})} countries, {len(faults) + len(done.faults)} faults."
        )
        self.stdout.write(
            f"Made: {done.cities} cities, {done.camps} camps, {done.old_addresses} old addresses. "
            f"Already here: {done.there}."
        )
