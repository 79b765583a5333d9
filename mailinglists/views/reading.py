"""The archive: all lists, one list, a month, a thread, a message."""

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mailinglists import permissions, showing
from mailinglists.models import MailingList, Message, MonthCount, Thread
from mailinglists.views.doors import page, passer_by, reader

A_PAGE = 100
THREADS_A_PAGE = 30


class Counted(Paginator):
    """A paginator that was told how many there are."""

    def __init__(self, rows, per_page: int, known: int):
        super().__init__(rows, per_page)
        self.known = known

    @cached_property
    def count(self) -> int:
        return self.known


def index(request: HttpRequest) -> HttpResponse:
    """Every list whose name is shown to everybody, and those this person reads."""
    mine = MailingList.objects.visible_to(request.user)
    rows = list(MailingList.objects.filter(Q(listed=True) | Q(pk__in=mine)).order_by("name"))
    open_ = set(mine.values_list("pk", flat=True))
    for row in rows:
        row.readable = row.pk in open_
    notices = {row.notice for row in rows}
    news = MailingList.Posting.ANNOUNCE
    context = {
        "groups": [
            (_("To talk"), [row for row in rows if row.posting != news]),
            (_("News from organizers"), [row for row in rows if row.posting == news]),
        ],
        "lists": rows,
        # One notice that holds for all of them is said once.
        "notice": notices.pop() if len(notices) == 1 else "",
        "may_create": permissions.may_create(request.user),
    }
    return render(request, "mailinglists/index.html", context)


@reader
def home(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    threads = Thread.objects.filter(list=mailing_list, root__isnull=False).order_by("-last_at", "-pk")
    threads = threads.select_related("root", "root__user")
    rows = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("page"))
    months = list(MonthCount.objects.filter(list=mailing_list, messages__gt=0))
    return page(
        request,
        "home",
        mailing_list,
        "home",
        {
            "page": rows,
            "months": months,
            "may_moderate": permissions.may_moderate(request.user, mailing_list),
        },
    )


@passer_by
def about(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    readable = permissions.reads(request.user, mailing_list)
    return page(request, "about", mailing_list, "about", {"readable": readable})


@reader
def month(request: HttpRequest, mailing_list: MailingList, year: str, number: str) -> HttpResponse:
    return month_of(request, mailing_list, int(year), int(number))


def month_of(request: HttpRequest, mailing_list: MailingList, year: int, number: int) -> HttpResponse:
    if not 1 <= number <= 12 or not 1970 <= year <= 2200:
        raise Http404
    start = datetime(year, number, 1, tzinfo=UTC)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    found = Message.objects.filter(list=mailing_list, date__gte=start, date__lt=end)
    rows = Paginator(found.select_related("user").order_by("date", "pk"), A_PAGE).get_page(request.GET.get("page"))
    if not rows.paginator.count:
        raise Http404
    return page(request, "month", mailing_list, "home", {"page": rows, "start": start})


@reader
def thread(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    """A conversation, nested or flat, a hundred messages a page in stored order."""
    found = named(mailing_list, id_hash)
    root = found.thread.root
    if root.pk != found.pk:
        return redirect("lists:thread", mailing_list.slug, root.id_hash)
    flat = request.GET.get("view") == "flat"
    messages = Message.objects.filter(thread=found.thread).select_related("user", "notice")
    order = ("date", "pk") if flat else ("position",)
    rows = Counted(messages.order_by(*order), A_PAGE, found.thread.messages_count).get_page(request.GET.get("page"))
    full = permissions.sees_addresses(request.user, mailing_list)
    shown = showing.shown(mailing_list, list(rows), full=full)
    context = {
        "thread": found.thread,
        "page": rows,
        "rows": showing.nested(shown),
        "flat": flat,
        "full": full,
        "people": list(dict.fromkeys(row.who for row in shown))[:12],
        "may_moderate": permissions.may_moderate(request.user, mailing_list),
        "may_write": request.user.is_authenticated and found.thread.state == Thread.State.OPEN,
    }
    if flat:
        context["rows"] = shown
    return page(request, "thread", mailing_list, "home", context)


@reader
def message(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    found = named(mailing_list, id_hash)
    full = permissions.sees_addresses(request.user, mailing_list)
    (row,) = showing.shown(mailing_list, [found], full=full)
    parent = found.parent
    if parent is not None:
        row.answers = showing.who(parent)
    near = Message.objects.filter(thread=found.thread_id, position__in=[found.position - 1, found.position + 1])
    context = {
        "row": row,
        "thread": found.thread,
        "full": full,
        "before": next((one for one in near if one.position < found.position), None),
        "after": next((one for one in near if one.position > found.position), None),
        "may_moderate": permissions.may_moderate(request.user, mailing_list),
        "may_write": request.user.is_authenticated and found.thread.state == Thread.State.OPEN,
    }
    return page(request, "message", mailing_list, "home", context)


def named(mailing_list: MailingList, id_hash: str) -> Message:
    """The message with this hash in this list, or 404."""
    messages = Message.objects.select_related("thread__root", "user", "notice", "parent__user")
    return get_object_or_404(messages, list=mailing_list, id_hash=id_hash)
