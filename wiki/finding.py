"""Pages in the one index of the house, narrowed to what somebody may see. wiki.md 11."""

from collections.abc import Iterable
from typing import Any

from citycamp.search import finding
from citycamp.search.kinds import Entry
from wiki.content import content_of
from wiki.models import Wiki, WikiPage
from wiki.writing import SEARCH_KIND, search_text


def within(user: Any, wiki: Wiki | None = None) -> dict[str, Any]:
    pages = WikiPage.objects.visible_to(user)
    return {SEARCH_KIND: (pages.filter(wiki=wiki) if wiki else pages).values("pk")}


def find(user: Any, q: str, wiki: Wiki | None = None, *, limit: int = 30) -> finding.Found:
    return finding.find(q, within=within(user, wiki), limit=limit)


def titles(user: Any, wiki: Wiki, prefix: str) -> list[str]:
    return [hit.title for hit in finding.titles(prefix, within=within(user, wiki))]


def entries() -> Iterable[Entry]:
    """Every page that can be found at all, for rebuilding the index."""
    for page in WikiPage.objects.live().select_related("current").light().iterator(chunk_size=200):
        if page.current:
            yield Entry(page.pk, str(page.wiki_id), page.title, search_text(content_of(page.current)), page.language)
