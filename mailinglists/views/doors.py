"""The way to a list's page: fetch only what this person may see, and answer absent and hidden alike."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mailinglists.models import MailingList

View = Callable[..., HttpResponse]


def reader(view: View) -> View:
    """The list, if this person may read it; else the 404 of an unknown address."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        mailing_list = get_object_or_404(MailingList.objects.visible_to(request.user), slug=slug)
        return guarded(view(request, mailing_list, *args, **kwargs), mailing_list)

    return opened


def passer_by(view: View) -> View:
    """The list, if its name and door are shown to everybody, or this person may read it."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        known = MailingList.objects.filter(Q(listed=True) | Q(pk__in=MailingList.objects.visible_to(request.user)))
        mailing_list = get_object_or_404(known, slug=slug)
        return guarded(view(request, mailing_list, *args, **kwargs), mailing_list)

    return opened


def holder_of_a_link(view: View) -> View:
    """The list, for whoever holds a mailed link: the view checks the link."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args, **kwargs) -> HttpResponse:
        mailing_list = get_object_or_404(MailingList, slug=slug)
        response = view(request, mailing_list, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


def allowed(permission: Callable) -> Callable[[View], View]:
    """As `reader`, and only for whom this permission says yes; 404 for all others."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, mailing_list: MailingList, *args, **kwargs) -> HttpResponse:
            if not permission(request.user, mailing_list):
                raise Http404
            response = view(request, mailing_list, *args, **kwargs)
            response["Cache-Control"] = "private, no-store"
            return response

        return reader(checked)

    return decorate


def guarded(response: HttpResponse, mailing_list: MailingList) -> HttpResponse:
    if mailing_list.government or mailing_list.archive == MailingList.Archive.MEMBERS:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def page(
    request: HttpRequest, template: str, mailing_list: MailingList, here: str, context: dict, status: int = 200
) -> HttpResponse:
    """A page of a list: with its strip, its tabs and its notice."""
    base = mailing_list.get_absolute_url()
    tabs = [
        {"label": _("Threads"), "href": base, "current": here == "home"},
        {"label": _("Search"), "href": f"{base}search/", "current": here == "search"},
        {"label": _("About and join"), "href": f"{base}about/", "current": here == "about"},
    ]
    known = {"list": mailing_list, "tabs": tabs, "base": base, "notice": mailing_list.notice}
    return render(request, f"mailinglists/{template}.html", known | context, status=status)


def download(content: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """Bytes that no browser will run: an attachment, nosniff, sandboxed."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
