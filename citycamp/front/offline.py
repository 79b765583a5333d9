"""Reading without a network: the worker that keeps pages of a camp, and the page that says what was not kept."""

from pathlib import Path

from django.contrib.auth.signals import user_logged_out
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SCOPE = "/events/"


# Asked for at each visit, so that a new one is there with the next page.
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the folder that is its scope."""
    path = finders.find("front/worker.js")
    if path is None:
        raise Http404
    answer = HttpResponse(Path(path).read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = SCOPE
    return answer


@require_safe
@cache_control(public=True, max_age=3600)
def not_kept(request: HttpRequest) -> HttpResponse:
    """What the worker answers where there is neither network nor a kept page. The same for everybody."""
    return render(request, "front/not_kept.html")


def note_the_end(request: HttpRequest | None, **_more) -> None:
    """Whoever signs out leaves nothing on the device: guards.Headers tells the browser."""
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]


def listen() -> None:
    user_logged_out.connect(note_the_end, dispatch_uid="front.offline")
