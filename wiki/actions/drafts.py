"""Words that are not saved yet. wiki.md 5."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from citycamp.people.models import User
from wiki.models import Draft, Revision, Wiki, WikiPage


def keep_draft(
    wiki: Wiki,
    content: dict[str, Any],
    *,
    by: User,
    tab: str,
    page: WikiPage | None = None,
    base: Revision | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep what one open editor holds now; `content` is title, html, tags, places, summary as typed."""
    draft, _new = Draft.objects.update_or_create(
        user=by,
        tab=tab[:40],
        defaults={
            "wiki": wiki,
            "page": page,
            "base": base,
            "title": str(content.get("title", ""))[:200],
            "content": content,
            "updated_at": now or timezone.now(),
        },
    )
    return draft


def drop_draft(by: User, tab: str) -> None:
    """Saved, or thrown away."""
    Draft.objects.filter(user=by, tab=tab[:40]).delete()
