"""manage.py worker: mail out and timed work, by itself."""

from django.core.management.base import BaseCommand

from citycamp.front import worker


class Command(BaseCommand):
    help = "Run the timed work (mail, news, offers, the arranger) without a web server. Several may run at once."

    def handle(self, **options) -> None:
        worker.run()
