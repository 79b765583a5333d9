"""What the worker does for this room."""

from datetime import datetime, timedelta

from wiki.models import Draft

DRAFTS_KEPT = timedelta(days=30)


def tidy(now: datetime) -> None:
    """Drafts that nobody touched for 30 days go. wiki.md 5."""
    Draft.objects.filter(updated_at__lt=now - DRAFTS_KEPT).delete()
