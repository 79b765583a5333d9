"""Search in one list, or in all lists that a person reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mailinglists import search as index
from mailinglists.models import MailingList
from mailinglists.views.doors import page, reader

A_PAGE = 30
MOST = 2_000


def asked(request: HttpRequest) -> tuple[str, int]:
    """The words, and from which hit on."""
    start = request.GET.get("from", "0")
    return request.GET.get("q", "").strip()[:500], min(int(start), MOST) if start.isascii() and start.isdecimal() else 0


def found(request: HttpRequest, mailing_list: MailingList | None) -> dict:
    q, start = asked(request)
    hits, total, more = index.search(request.user, q, mailing_list=mailing_list, limit=A_PAGE, offset=start)
    following = start + A_PAGE if total > start + A_PAGE else None
    return {"q": q, "hits": hits, "total": total, "more": more, "following": following}


@reader
def search(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    return page(request, "search", mailing_list, "search", found(request, mailing_list))


def search_all(request: HttpRequest) -> HttpResponse:
    """Over every list that this person may read; the notices of those that were hit stand on the page."""
    context = found(request, None)
    lists = {hit.message.list_id: hit.message.list for hit in context["hits"]}
    response = render(request, "mailinglists/search_all.html", context | {"lists": list(lists.values())})
    if request.user.is_authenticated:
        response["Cache-Control"] = "private, no-store"
    return response
