"""Who may do what in a wiki: the table of wiki.md 15, asked by pages, buttons and commands alike."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import Q
from django.utils import timezone

from citycamp.people.rights import rights_of
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
    """One query for somebody signed in beside their rights, none for a visitor."""
    if not user.is_authenticated:
        return Standing(wiki, user, Level.VISITOR)
    rights = rights_of(user, now)
    mine = Membership.objects.filter(user=user, wiki=wiki).values_list("role", "trusted_at").first()
    role, trusted_at = mine or (None, None)
    member = role == Membership.Role.MEMBER
    open_to_all = wiki.read_as in (Wiki.Stage.CAMPAIGN, Wiki.Stage.OPEN)
    if rights.holds("staff", None):
        level = Level.STAFF
    elif rights.holds("steward", wiki):
        level = Level.STEWARD
    elif trusted_at and (member or open_to_all):
        level = Level.TRUSTED
    else:
        level = Level.MEMBER if member else Level.ACCOUNT
    put_out, no_writing, no_upload = (rights.stopped(act, wiki) for act in ("out", "write", "upload"))
    return Standing(wiki, user, level, rights.official, put_out, no_writing, no_upload)


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
