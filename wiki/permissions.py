"""Who may do what in a wiki: the table of wiki.md 15, asked by pages, buttons and commands alike."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, DateTimeField, Exists, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from citycamp.people.models import Role, Verification
from citycamp.people.moderation.models import stopped
from wiki.models import Membership, Protection, Wiki, WikiPage


class Level(IntEnum):
    """The least role that may; a higher one may all that a lower may."""

    VISITOR = 0
    ACCOUNT = 1
    MEMBER = 2
    TRUSTED = 3
    STEWARD = 4
    STAFF = 5
    NOBODY = 9


V, C, M, T, S, NO = Level.VISITOR, Level.ACCOUNT, Level.MEMBER, Level.TRUSTED, Level.STEWARD, Level.NOBODY
# Each act by stage: seed, invited, campaign, open, archived. Reading an archived wiki goes by what it was.
TABLE: dict[str, tuple[Level, ...]] = {
    "read": (S, M, V, V, NO),
    "edit": (S, M, C, C, NO),
    "rename": (S, M, T, T, NO),
    "check": (S, T, T, T, NO),
    "decide": (S, S, S, S, NO),
    "run": (S, S, S, S, NO),
    "change_stage": (S, S, S, S, S),
    "hide": (S, S, S, S, S),
}
STAGES = ("seed", "invited", "campaign", "open", "archived")
WRITING = ("edit", "rename", "check", "decide", "run", "change_stage", "hide")
# What lets others in or takes something from sight asks for the second factor in this session.
STRONG = ("run", "change_stage", "hide")
PROTECTED = {"members": M, "trusted": T, "stewards": S}


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person is in one wiki at one moment."""

    wiki: Wiki
    user: Any
    level: Level
    official: bool = False
    put_out: bool = False
    may_not_write: bool = False
    may_not_upload: bool = False

    @property
    def strong(self) -> bool:
        return bool(self.user.strong) if self.user.is_authenticated else False


def standing(user: Any, wiki: Wiki, now: datetime | None = None) -> Standing:
    """One query for somebody signed in, none for a visitor."""
    if not user.is_authenticated:
        return Standing(wiki, user, Level.VISITOR)
    now = now or timezone.now()
    mine = Membership.objects.filter(user=user, wiki=OuterRef("pk"))
    here = {"scope_type": "its_type", "scope_id": "pk"}
    known = (
        Wiki.objects.filter(pk=wiki.pk)
        .annotate(viewer=Value(user.pk), its_type=Value(ContentType.objects.get_for_model(Wiki).pk))
        .annotate(
            out=Case(When(stopped("viewer", "out", now, **here), then=True), default=False),
            no_writing=Case(When(stopped("viewer", "write", now, **here), then=True), default=False),
            no_upload=Case(When(stopped("viewer", "upload", now, **here), then=True), default=False),
        )
        .values_list(
            Exists(Role.objects.awake(now).at(None).filter(user=user, role="staff")),
            Exists(Role.objects.awake(now).at(wiki).filter(user=user, role="steward")),
            Subquery(mine.values("role"), output_field=CharField()),
            Subquery(mine.values("trusted_at"), output_field=DateTimeField()),
            Exists(Verification.objects.in_force(now).filter(user=user)),
            "out",
            "no_writing",
            "no_upload",
        )
        .first()
    )
    if known is None:
        return Standing(wiki, user, Level.VISITOR)
    staff, steward, role, trusted_at, official, put_out, no_writing, no_upload = known
    member = role == Membership.Role.MEMBER
    open_to_all = wiki.read_as in (Wiki.Stage.CAMPAIGN, Wiki.Stage.OPEN)
    if staff:
        level = Level.STAFF
    elif steward:
        level = Level.STEWARD
    elif trusted_at and (member or open_to_all):
        level = Level.TRUSTED
    else:
        level = Level.MEMBER if member else Level.ACCOUNT
    return Standing(wiki, user, level, official, put_out, no_writing, no_upload)


def least(act: str, wiki: Wiki) -> Level:
    stage = wiki.read_as if act == "read" else wiki.stage
    return TABLE[act][STAGES.index(stage)]


def in_audience(who: Standing) -> bool:
    match who.wiki.audience:
        case Wiki.Audience.MEMBERS:
            return who.level >= Level.MEMBER and not (who.level == Level.TRUSTED and not is_member(who))
        case Wiki.Audience.OFFICIALS:
            return who.official
    return True


def is_member(who: Standing) -> bool:
    return Membership.objects.filter(wiki=who.wiki, user=who.user, role=Membership.Role.MEMBER).exists()


def may(who: Standing, act: str) -> bool:
    """Whether this person may, by role, stage, audience and sanctions. `act` is a row of TABLE, or `upload`."""
    uploads = act == "upload"
    act = "edit" if uploads else act
    if who.put_out:
        return act == "read" and who.wiki.is_public
    if not in_audience(who) or who.level < least(act, who.wiki):
        return False
    if act in WRITING and (who.may_not_write or (uploads and who.may_not_upload)):
        return False
    return act not in STRONG or who.strong


def may_change(who: Standing, page: WikiPage | None, slug: str = "", now: datetime | None = None) -> bool:
    """Whether this person may edit this page, or make one at this slug: the table, and protection on top."""
    return may(who, "edit") and who.level >= needed(who.wiki, page, slug, now)


def needed(wiki: Wiki, page: WikiPage | None, slug: str = "", now: datetime | None = None) -> Level:
    target = Q(page=page) if page else Q(page__isnull=True, slug=slug)
    levels = (
        Protection.objects.in_force(now or timezone.now()).filter(target, wiki=wiki).values_list("level", flat=True)
    )
    return max((PROTECTED[level] for level in levels), default=Level.VISITOR)


def may_open(user: Any, wiki: Wiki, now: datetime | None = None) -> bool:
    """Whether this person may read this wiki; agrees with `Wiki.objects.visible_to`."""
    return may(standing(user, wiki, now), "read")
