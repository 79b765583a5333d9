"""Pages that a browser may keep for when the network fails, and for whom. board.md 11.

The worker (front/worker.js) keeps a page only if the answer says whose it is, and gives it back to nobody else.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

KEPT_FOR = "X-Kept-For"
NOBODY = "0"


def owner(user) -> str:
    """Whose pages these are: a word that stands for this person on this site only; "0" without a sign-in."""
    if user is None or not user.is_authenticated:
        return NOBODY
    return salted_hmac("citycamp.keeping", str(user.pk)).hexdigest()[:20]


def keep(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let this browser keep this page: nothing of it may be about people who are not shown to everybody there."""
    if request.method == "GET" and answer.status_code == 200:
        answer[KEPT_FOR] = owner(request.user)
    return answer


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose page may always be kept."""

    @wraps(view)
    def keeping(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return keep(request, view(request, *args, **kwargs))

    return keeping
