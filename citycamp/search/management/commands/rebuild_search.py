"""manage.py rebuild_search [KIND]: the index, made anew from what it is about."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from citycamp.search import engines
from citycamp.search.actions import drop, put
from citycamp.search.kinds import KINDS
from citycamp.search.models import Row


class Command(BaseCommand):
    help = "Make the full-text index anew. It can be stopped and run again, and searching goes on meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("kind", nargs="?", help="one kind only, such as wiki.page")

    def handle(self, *, kind: str | None, **options) -> None:
        if kind and kind not in KINDS:
            raise CommandError(f"There is no kind {kind}. There are: {', '.join(sorted(KINDS)) or 'none'}.")
        if not kind:
            self.words_again()
        for name in [kind] if kind else sorted(KINDS):
            self.rebuild(name)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA analysis_limit=1000")
                cursor.execute("ANALYZE")

    def words_again(self) -> None:
        """Rows whose words were lost, as after a restore, get them back."""
        with transaction.atomic():
            engines.empty()
            for row in Row.objects.iterator():
                engines.add(row)

    def rebuild(self, kind: str) -> None:
        seen = set()
        for count, entry in enumerate(KINDS[kind](), 1):
            put(kind, *entry)
            seen.add(entry.id)
            if count % 500 == 0:
                self.stdout.write(f"{kind}: {count}")
        gone = set(Row.objects.filter(kind=kind).values_list("object_id", flat=True)) - seen
        for id in gone:
            drop(kind, id)
        self.stdout.write(f"{kind}: {len(seen)} in the index, {len(gone)} taken out.")
