"""Says whether the audit log is whole, and names the first bad row."""

from django.core.management.base import BaseCommand, CommandError

from citycamp.audit.actions import first_fault
from citycamp.audit.models import Head


class Command(BaseCommand):
    help = "Check the hash chain of the audit log."

    def handle(self, *args, **options):
        fault = first_fault()
        if fault:
            raise CommandError(fault)
        head = Head.objects.filter(pk=1).first()
        self.stdout.write(f"{head.sequence if head else 0} entries, whole. Head: {head.hash if head else 'none'}")
