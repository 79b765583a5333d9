"""Undoing what one person did here in a span of time, as one act that can itself be undone. board.md 7.

What nobody touched since is put back; the rest is left and listed. Every act goes by the journal: an entry counts as
untouched while no entry of the same kind followed on that session, but for others that are put back with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from citycamp.audit.actions import record
from citycamp.people.models import User
from sessions.actions import finding
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.proposals import WORDS, clean_text, leave_board
from sessions.actions.together import Move, place_together
from sessions.errors import Refused, Unusable
from sessions.models import Board, Change, Session, Star, TakenStar
from sessions.permissions import ask, stand
from sessions.vocabulary import State

Kind = Change.Kind
APPEARS = {Kind.PROPOSED, Kind.HELD}
PLACES = APPEARS | {
    Kind.PLACED, Kind.PUBLISHED, Kind.REFUSED, Kind.WITHDRAWN, Kind.CANCELLED, Kind.HIDDEN, Kind.UNHIDDEN,
    Kind.RESTORED,
}  # fmt: skip
ASPECTS = (PLACES, {Kind.EDITED}, {Kind.PINNED})
MOST_ACTS = 2000


@dataclass(frozen=True)
class Left:
    """An entry that stands as it is, and why: `touched`, `not_here`, or what is in its way."""

    version: int
    why: str


@dataclass
class Reverted:
    batch: UUID
    done: list[Change] = field(default_factory=list)
    stars: int = 0
    left: list[Left] = field(default_factory=list)


def acts_of(board: Board, person: User, since: datetime, until: datetime):
    """The person's entries in the span, newest first, and how many stars they gave in it."""
    entries = Change.objects.filter(board=board, by=person, at__gte=since, at__lte=until).order_by("-version")
    return entries.select_related("session", "by"), stars_of(board, person, since, until).count()


def stars_of(board: Board, person: User, since: datetime, until: datetime):
    return Star.objects.filter(board=board, user=person, at__gte=since, at__lte=until)


def revert_burst(
    board: Board, person: User, since: datetime, until: datetime, *, by, reason: str, key: UUID | None = None
) -> UUID:
    """Put back all that the person did here in the span; gives the batch. Raises Unusable, Refused, NotAllowed."""
    reason = clean_text(reason, "reason", 300)
    if not reason:
        raise Unusable(_("Write why. It stands in the journal."), "reason")
    if until < since:
        raise Unusable(_("The end is before the start."), "until")
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "moderate", here.board)
            acts = list(acts_of(board, person, since, until)[0][: MOST_ACTS + 1])
            stars = list(stars_of(board, person, since, until))
            if len(acts) > MOST_ACTS:
                raise Unusable(_("That is a very long list. Choose a shorter span."), "since")
            if not acts and not stars:
                raise Refused(_("There is nothing of this person in that span."))
            made = revert(here, acts, reason)
            taken = [
                TakenStar(board=board, batch=made.batch, session_id=s.session_id, user=person, at=s.at) for s in stars
            ]
            TakenStar.objects.bulk_create(taken)
            Star.objects.filter(pk__in=[star.pk for star in stars]).delete()
            made.stars = len(stars)
            close(here, made, reason)
            about = {"person": person.pk, "since": since.isoformat(), "until": until.isoformat()}
            detail = about | {"batch": str(made.batch), "done": len(made.done), "left": len(made.left)}
            record(by, "board.burst_undone", board.camp, reason, detail)
    except Replayed as replay:
        return replay.change.batch or uuid4()
    return made.batch


def undo_batch(board: Board, batch: UUID, *, by, reason: str = "", key: UUID | None = None) -> UUID:
    """Take the undoing of a burst back, where nobody touched anything since; this is a batch like any other."""
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "moderate", here.board)
            acts = list(Change.objects.filter(board=board, batch=batch, session__isnull=False).order_by("-version"))
            stars = TakenStar.objects.filter(board=board, batch=batch)
            if not acts and not stars.exists():
                raise Refused(_("There is nothing left of it to take back."))
            made = revert(here, acts, reason)
            made.stars = turn_stars(board, list(stars.select_related("session")), made.batch)
            close(here, made, reason)
            record(by, "board.burst_restored", board.camp, reason, {"batch": str(batch), "as": str(made.batch)})
    except Replayed as replay:
        return replay.change.batch or uuid4()
    except LeftAsItWas:
        raise Refused(_("There is nothing left of it to take back.")) from None
    return made.batch


def turn_stars(board: Board, stars: Sequence[TakenStar], batch: UUID) -> int:
    """Put stars back that were taken, and take those that were put back; says how many. A card that is off the board
    gets none back."""
    back = [star for star in stars if star.gone and star.session.state == State.OPEN]
    Star.objects.bulk_create(
        [Star(board=board, session=star.session, user_id=star.user_id, at=star.at) for star in back],
        ignore_conflicts=True,
    )
    away = [star for star in stars if not star.gone]
    for star in away:
        Star.objects.filter(session=star.session_id, user=star.user_id).delete()
    for star in stars:
        star.batch, star.gone = batch, star not in back
    TakenStar.objects.bulk_update(stars, ["batch", "gone"])
    return len(back) + len(away)


def close(here: Turn, made: Reverted, reason: str) -> None:
    """The entry that stands for the whole: how many stars, and what was left. Refused where nothing was put back."""
    if not made.done and not made.stars:
        raise Refused(_("Nothing could be put back: it was taken back already, or others changed it since."))
    left = [[each.version, each.why] for each in made.left]
    here.write(Kind.RESTORED, after={"stars": made.stars, "left": left}, reason=reason, batch=made.batch)


def revert(here: Turn, acts: Sequence[Change], reason: str) -> Reverted:
    """Put back what these entries changed, in one batch: pins off, states and words, then all moves together."""
    made = Reverted(uuid4())
    chosen = {act.pk for act in acts}
    ids = {act.session_id for act in acts if act.session_id}
    sessions = {s.pk: s for s in Session.objects.filter(pk__in=ids).select_related("slot", "room")}
    trails = history(ids)
    moves: dict[int, Move] = {}
    pins: list[tuple[Session, Change]] = []
    for act in acts:
        if act.session_id is None or not any(act.kind in aspect for aspect in ASPECTS):
            made.left.append(Left(act.version, "not_here"))
    for pk, session in sorted(sessions.items()):
        session.board = here.board
        pinnings, placings, edits = (
            taken(trails[pk], aspect, chosen, made) for aspect in (ASPECTS[2], PLACES, ASPECTS[1])
        )
        if pinnings:
            if session.pinned:
                pin(here, session, pinnings[-1], made, False, reason)
            elif pinnings[-1].before.get("pinned"):
                pins.append((session, pinnings[-1]))
        if placings and placings[-1].kind in APPEARS:
            others = [each for each in trails[pk] if each.pk not in chosen and each.version > placings[-1].version]
            if others:
                made.left += [Left(each.version, "touched") for each in placings]
            elif session.state != State.HIDDEN:
                hide(here, session, placings[-1], made, reason)
            continue
        if edits:
            put_words_back(here, session, edits, made, reason)
        if placings:
            target = placings[-1].before
            state = target.get("state", State.OPEN)
            if state != session.state:
                restore(here, session, state, placings[-1], made, reason)
            if state == State.OPEN:
                cell = (target["slot"], target["room"]) if target.get("slot") else None
                moves[pk] = Move(pk, session.place_version, cell, placings[-1])
    moved = place_together(here, list(moves.values()), reason=reason, override=True)
    for change in moved.changes:
        Change.objects.filter(pk=change.pk).update(batch=made.batch)
    made.done += moved.changes
    for session, obstacle in moved.left:
        undone = moves[session.pk].undoes
        if undone is not None:
            made.left.append(Left(undone.version, obstacle.code))
    for session, act in pins:
        session.refresh_from_db()
        session.board = here.board
        if session.placed:
            pin(here, session, act, made, True, reason)
    return made


def history(ids: Iterable[int]) -> dict[int, list[Change]]:
    """All entries of these sessions, newest first."""
    found: dict[int, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(session__in=list(ids)).order_by("-version"):
        found[change.session_id or 0].append(change)
    return found


def taken(trail: Sequence[Change], aspect: set, chosen: set[int], made: Reverted) -> list[Change]:
    """The newest entries of this aspect that are to be put back, newest first; what lies deeper was touched since."""
    found: list[Change] = []
    covered = False
    for change in (each for each in trail if each.kind in aspect):
        if change.pk not in chosen:
            covered = True
        elif covered:
            made.left.append(Left(change.version, "touched"))
        else:
            found.append(change)
    return found


def pin(here: Turn, session: Session, act: Change, made: Reverted, pinned: bool, reason: str) -> None:
    session.pinned = pinned
    session.save(update_fields=["pinned"])
    before, after = {"pinned": not pinned}, {"pinned": pinned}
    made.done.append(
        here.write(Kind.PINNED, session, before=before, after=after, reason=reason, batch=made.batch, undoes=act)
    )


def hide(here: Turn, session: Session, act: Change, made: Reverted, reason: str) -> None:
    leave_board(here, session, State.HIDDEN, Kind.HIDDEN, reason, batch=made.batch, undoes=act)
    made.done.append(here.changes[-1])


def restore(here: Turn, session: Session, state: str, act: Change, made: Reverted, reason: str) -> None:
    """Back to the state it had; in the tray at first, for its cell may be another's now."""
    leave_board(here, session, State(state), Kind.RESTORED, reason, batch=made.batch, undoes=act)
    if state == State.OPEN:
        session.reason = ""
        session.save(update_fields=["reason"])
    made.done.append(here.changes[-1])


def put_words_back(here: Turn, session: Session, edits: Sequence[Change], made: Reverted, reason: str) -> None:
    """The words before the first of these edits, newest first."""
    before = {name: getattr(session, name) for name in WORDS}
    had = sorted(session.themes.values_list("pk", flat=True))
    themes = had
    for edit in edits:
        for name, value in edit.before.items():
            if name in WORDS:
                setattr(session, name, value)
        themes = edit.before.get("themes", themes)
    changed = [name for name in WORDS if before[name] != getattr(session, name)]
    if not changed and themes == had:
        return
    session.themes.set(themes)
    session.words_version += 1
    session.changed_at = here.now
    session.save()
    made.done.append(
        here.write(
            Kind.EDITED,
            session,
            before={name: before[name] for name in changed} | {"themes": had},
            after={name: getattr(session, name) for name in changed} | {"themes": themes},
            reason=reason,
            batch=made.batch,
            undoes=edits[-1],
        )
    )
    finding.index(session)
