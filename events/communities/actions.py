"""Starting a community, joining it, and its meetings."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycamp.audit.actions import record
from citycamp.people.actions import grant_role
from citycamp.people.models import User
from citycamp.people.permissions import is_official, is_stopped
from citycamp.search import actions as search
from events.communities import recurrence
from events.communities.models import CommunitiesPage, Community, CommunityPage, Meeting, Member, Series, local_instant
from mailinglists.actions import create_list
from wiki.actions import open_wiki


class ShutOut(Exception):
    """A sanction keeps this person out."""


def start_community(
    name: str, slug: str, *, by: User, purpose: str = "", zone: str = "America/New_York", steward: User | None = None
) -> Community:
    """Make the page, two wikis and two lists, one of each open and one for officials. Staff do this."""
    with transaction.atomic():
        short = slug[:26].rstrip("-")
        community = Community.objects.create(
            name=name,
            slug=slug,
            purpose=purpose,
            zone=zone,
            open_wiki=open_wiki(name, slug, "public", by=by),
            closed_wiki=open_wiki(_("%(name)s, officials") % {"name": name}, f"{slug}-officials", "officials", by=by),
            open_list=create_list(short, name, by=by),
            closed_list=create_list(
                f"{short}-gov", _("%(name)s, officials") % {"name": name}, audience="government", by=by
            ),
        )
        page = CommunityPage(title=name, slug=slug, community=community)
        CommunitiesPage.objects.get().add_child(instance=page)
        if steward is not None:
            for scope in (community, community.open_wiki, community.closed_wiki):
                grant_role(steward, "steward", scope, by=None)
        search.put("community", community.pk, f"community:{community.pk}", name, purpose)
        record(by, "community.started", community)
    return community


def join(community: Community, user: User, *, now: datetime | None = None) -> Member:
    """Make somebody a member: official while verified, else civil society. Joining twice changes nothing."""
    if is_stopped(user, "out", community):
        raise ShutOut
    kind = "official" if is_official(user, now) else "civil"
    member, _made = Member.objects.get_or_create(community=community, user=user, defaults={"kind": kind})
    return member


def plan_series(
    community: Community,
    title: str,
    rrule: str,
    first_start: datetime,
    *,
    by: User,
    minutes: int = 60,
    open_every: int = 0,
    open_first: int = 1,
    now: datetime | None = None,
) -> Series:
    """A series from its first local start, with its meetings 18 months ahead. Raises recurrence.NotARule."""
    recurrence.check_rule(rrule)
    first = first_start.replace(tzinfo=None)
    with transaction.atomic():
        series = Series.objects.create(
            community=community,
            title=title,
            first_start=local_instant(first, community.zone),
            minutes=minutes,
            rrule=rrule,
            zone=community.zone,
            open_every=open_every,
            open_first=open_first,
        )
        make_meetings(series, first, now=now or timezone.now())
        record(by, "community.series_planned", series)
    return series


def make_meetings(series: Series, first: datetime, *, now: datetime) -> int:
    """Make the meetings up to 18 months ahead; those that are there stay as they are. Says how many are new."""
    until = max(now.replace(tzinfo=None), first) + recurrence.AHEAD
    rows = []
    for number, local in enumerate(recurrence.occurrences(series.rrule, first, until), start=1):
        starts = local_instant(local, series.zone)
        rows.append(
            Meeting(
                series=series,
                recurrence_id=starts,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=series.minutes),
                audience=recurrence.audience_of(number, series.open_every, series.open_first),
                changed_at=now,
            )
        )
    before = series.meetings.count()
    Meeting.objects.bulk_create(rows, ignore_conflicts=True)
    return series.meetings.count() - before


def change_meeting(meeting: Meeting, *, by: User, now: datetime, **changes) -> Meeting:
    """Move, open, close or cancel one occurrence (`starts_at`, `ends_at`, `audience`, `state`, `call_address`)."""
    with transaction.atomic():
        for name, value in changes.items():
            setattr(meeting, name, value)
        meeting.sequence += 1
        meeting.changed_at = now
        meeting.save()
        record(by, "community.meeting_changed", meeting, detail={name: str(value) for name, value in changes.items()})
    return meeting
