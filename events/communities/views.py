"""Pages of communities, joining, meetings and the open calendar."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from citycamp import links
from events import calendar
from events.communities import actions
from events.communities.models import OPEN, CommunitiesPage, Community, CommunityPage, Meeting


def communities(request):
    return get_object_or_404(CommunitiesPage, live=True).serve(request)


def community(request, slug):
    pages = CommunityPage.objects.select_related(
        "community__open_wiki", "community__closed_wiki", "community__open_list", "community__closed_list"
    )
    return get_object_or_404(pages, community__slug=slug, live=True).serve(request)


@login_required
@require_POST
def join(request, slug):
    found = get_object_or_404(Community, slug=slug)
    try:
        actions.join(found, request.user)
    except actions.ShutOut:
        return render(request, "events/shut_out.html", {"camp": found}, status=403)
    return redirect(found)


def meeting(request, slug, pk):
    """One meeting; a closed one and an absent one are the same 404 for who may not see it."""
    now = timezone.now()
    meetings = Meeting.objects.visible_to(request.user, now).select_related("series__community")
    found = get_object_or_404(meetings, series__community__slug=slug, pk=pk)
    return render(request, "communities/meeting.html", {"meeting": found, "community": found.series.community})


def open_calendar(request, slug):
    """Open meetings as single entries with UIDs of their own, so that the closed rhythm does not show."""
    found = get_object_or_404(Community, slug=slug)
    meetings = Meeting.objects.filter(series__community=found, audience=OPEN).select_related("series__community")
    entries = [
        calendar.Entry(
            uid=str(one.guid),
            title=f"{found.name}: {one.series.title}",
            starts=one.starts_at,
            ends=one.ends_at,
            changed_at=one.changed_at,
            sequence=one.sequence,
            cancelled=one.state == Meeting.CANCELLED,
            url=links.absolute(one.get_absolute_url()),
        )
        for one in meetings.order_by("starts_at", "pk")
    ]
    body = calendar.feed(found.name, entries, source=links.absolute(request.path))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
