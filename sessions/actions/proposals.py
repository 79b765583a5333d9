"""Proposing, wishing, editing, hosting, withdrawing; and what facilitators decide. board.md 4 and 7."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import permissions
from sessions.actions import finding
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.limits import clean_text, clean_title, in_time
from sessions.actions.placing import leaving_asks, starred_words
from sessions.errors import Confirm, NotAllowed, Refused, TooMany, Unusable
from sessions.likeness import SHOWN_FROM as ALIKE_FROM
from sessions.likeness import likeness
from sessions.models import Board, Change, Host, Session
from sessions.permissions import ask, stand
from sessions.vocabulary import (
    MOST_THEMES,
    Feature,
    Format,
    HostState,
    SessionKind,
    ShowName,
    State,
)

MOST_HELD = 200
EDITS, EDITS_IN = 30, timedelta(minutes=10)
MOST_ALIKE = 3


def propose(
    board: Board,
    title: str,
    *,
    by,
    summary: str = "",
    wish: bool = False,
    needs: Sequence[str] = (),
    themes: Sequence = (),
    format: str = "",
    language: str = "",
    on_record: bool = True,
    show_name: str = ShowName.PUBLIC,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Session:
    """Put a new card on the board. A title is enough; the proposer is host. A wish has no host.

    Raises Unusable, NotAllowed, WrongPhase, or TooMany at the board's limit of open sessions.
    """
    title, summary = clean_title(title), clean_text(summary, "summary", 5000)
    needs, format = known_needs(needs), known_format(format)
    try:
        with turn(board, by=by, key=key, now=now) as here:
            ask(stand(by, here.board), "propose", here.board)
            open_ones = Session.objects.filter(board=board, proposer=by, state__in=[State.OPEN, State.HELD]).count()
            if open_ones >= here.board.session_limit:
                raise TooMany(
                    ngettext(
                        "You have %(n)s open session, and that is the limit here. Withdraw it first.",
                        "You have %(n)s open sessions, and that is the limit here. Withdraw one first.",
                        open_ones,
                    )
                    % {"n": open_ones},
                    0,
                )
            session = Session.objects.create(
                board=board,
                kind=SessionKind.WISH if wish else SessionKind.SESSION,
                title=title,
                summary=summary,
                needs=needs,
                format=format,
                language=language,
                on_record=on_record,
                proposer=by,
                wished_by=(by.name or "") if wish else "",
                changed_at=here.now,
            )
            if chosen := list(themes)[:MOST_THEMES]:
                session.themes.add(*chosen)
            hosts = []
            if not wish:
                name = by.name or _("a participant")
                hosts = [Host.objects.create(board=board, session=session, user=by, name=name, show_name=show_name)]
            here.write(Change.Kind.PROPOSED, session, after={"kind": session.kind})
            finding.index_new(session, hosts)
    except Replayed as replay:
        return replay.session
    return session


def propose_at_the_door(board: Board, title: str, name: str, *, key: UUID | None = None) -> Session:
    """A proposal without an account: held until a facilitator publishes it, with a guest host."""
    title, name = clean_title(title), clean_text(" ".join(name.split()), "name", 80)
    if not name:
        raise Unusable(_("Write your name, as you want to be called on the board."), "name")
    try:
        with turn(board, by=None, key=key, by_name=name) as here:
            ask(permissions.Viewer(), "propose_at_the_door", here.board)
            if not here.board.door_proposals:
                raise NotAllowed(_("Proposals without an account are off here. Register first, it takes a minute."))
            if Session.objects.filter(board=board, state=State.HELD).count() >= MOST_HELD:
                raise TooMany(_("Many proposals wait for the facilitators just now. Try again in ten minutes."), 600)
            session = Session.objects.create(board=board, title=title, state=State.HELD, changed_at=here.now)
            Host.objects.create(board=board, session=session, name=name)
            here.write(Change.Kind.HELD, session)
    except Replayed as replay:
        return replay.session
    return session


def look_alikes(
    board: Board, title: str, summary: str = "", themes: Iterable[int] = (), *, but: int = 0
) -> list[Session]:
    """Up to three open sessions that look alike, most alike first."""
    mine = (title, summary, tuple(themes))
    scored = []
    for other in Session.objects.on_the_board().filter(board=board).exclude(pk=but).prefetch_related("themes"):
        score = likeness(mine, (other.title, other.summary, [theme.pk for theme in other.themes.all()]))
        if score >= ALIKE_FROM:
            scored.append((-score, other.pk, other))
    return [other for _score, _pk, other in sorted(scored, key=lambda each: each[:2])[:MOST_ALIKE]]


def run_wish(session: Session, *, by, key: UUID | None = None) -> Session:
    """“I will run it”: the wish becomes a session with this host; who wished is kept."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "star", here.board)
            if session.kind != SessionKind.WISH or session.state != State.OPEN:
                raise Refused(_("Somebody was quicker: “%(title)s” has a host already.") % {"title": session.title})
            session.kind, session.changed_at = SessionKind.SESSION, here.now
            session.save(update_fields=["kind", "changed_at"])
            Host.objects.create(board=here.board, session=session, user=by, name=by.name or _("a participant"))
            here.write(Change.Kind.HOSTS, session, before={"kind": "wish"}, after={"kind": "session"})
            finding.index(session)
    except Replayed as replay:
        return replay.session
    return session


def in_line(session: Session, here: Turn) -> Session:
    now = Session.objects.get(pk=session.pk)
    now.board = here.board
    return now


def known_needs(needs: Iterable[str]) -> list[str]:
    wanted = sorted(set(needs))
    if not set(wanted) <= set(Feature.values):
        raise Unusable(_("Choose needs from the list."), "needs")
    return wanted


def known_format(format: str) -> str:
    if format and format not in Format.values:
        raise Unusable(_("Choose a format from the list."), "format")
    return format


WORDS = ("title", "summary", "format", "needs", "language", "on_record")


def edit_session(
    session: Session, *, by, seen: int, themes: Sequence | None = None, key: UUID | None = None, **words
) -> Session:
    """Change a session's words. `seen` is the words_version that was read; a newer one is refused."""
    if "title" in words:
        words["title"] = clean_title(words["title"])
    if "summary" in words:
        words["summary"] = clean_text(words["summary"], "summary", 5000)
    if "needs" in words:
        words["needs"] = known_needs(words["needs"])
    if "format" in words:
        words["format"] = known_format(words["format"])
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "edit_words", here.board, session)
            in_time(here, EDITS, EDITS_IN, [Change.Kind.EDITED])
            if session.state != State.OPEN:
                raise NotAllowed(_("Only sessions on the board are edited."))
            if session.words_version != seen:
                raise Refused(
                    _("Somebody changed these words while you wrote. Yours are still here; compare, then save again."),
                    words_version=session.words_version,
                )
            before = {name: getattr(session, name) for name in WORDS}
            for name in WORDS:
                if name in words:
                    setattr(session, name, words[name])
            after = {name: getattr(session, name) for name in WORDS}
            theme_ids = sorted(theme.pk for theme in themes) if themes is not None else None
            had = sorted(session.themes.values_list("pk", flat=True))
            if after == before and theme_ids in (None, had):
                raise LeftAsItWas
            if theme_ids is not None:
                session.themes.set(theme_ids[:MOST_THEMES])
            changed = [name for name in WORDS if before[name] != after[name]]
            session.words_version += 1
            session.changed_at = here.now
            session.save()
            here.write(
                Change.Kind.EDITED,
                session,
                before={name: before[name] for name in changed} | {"themes": had},
                after={name: after[name] for name in changed} | {"themes": had if theme_ids is None else theme_ids},
            )
            finding.index(session)
    except Replayed as replay:
        return replay.session
    except LeftAsItWas:
        return Session.objects.get(pk=session.pk)
    return session


# Leaving the board


def leave_board(
    here: Turn,
    session: Session,
    state: State,
    kind: Change.Kind,
    reason: str,
    *,
    batch: UUID | None = None,
    undoes: Change | None = None,
) -> None:
    """Leaving `open` frees the cell at once and keeps where it was."""
    before = {"slot": session.slot_id, "room": session.room_id, "state": session.state}
    if session.slot is not None:
        session.last_start, session.last_end = session.slot.starts_at, session.slot.ends_at
        session.last_room, session.slot, session.room = session.room, None, None
    session.pinned = False
    session.state, session.reason, session.changed_at = state, reason, here.now
    session.place_version += 1
    session.sequence += 1
    session.save()
    here.write(
        kind,
        session,
        before=before,
        after={"slot": None, "room": None, "state": state, "place_version": session.place_version},
        reason=reason,
        batch=batch,
        undoes=undoes,
    )
    finding.index(session)


def decide(
    session: Session,
    act: str,
    state: State,
    kind: Change.Kind,
    *,
    by,
    reason: str,
    key: UUID | None,
    was: Collection[State],
    confirmed: bool = True,
) -> Session:
    reason = clean_text(reason, "reason", 300)
    try:
        with turn(session.board, by=by, key=key) as here:
            session = Session.objects.select_related("slot", "room").get(pk=session.pk)
            session.board = here.board
            ask(stand(by, here.board), act, here.board, session)
            if session.state not in was:
                raise Refused(
                    _("“%(title)s” is not open to that any more: %(state)s.")
                    % {"title": session.title, "state": session.get_state_display()}
                )
            if not confirmed:
                confirm_cancelling(session, here.now)
            leave_board(here, session, state, kind, reason)
    except Replayed as replay:
        return replay.session
    return session


def confirm_cancelling(session: Session, now: datetime) -> None:
    """Ask before people who starred a placed session lose it. board.md 6."""
    if session.slot is None:
        return
    stars = session.stars.count()
    if leaving_asks(session.slot, stars, now):
        raise Confirm(
            _("%(facts)s; all will be told. Cancel “%(title)s” all the same?")
            % {"facts": starred_words(stars), "title": session.title}
        )


def withdraw(session: Session, *, by, reason: str = "", confirmed: bool = False, key: UUID | None = None) -> Session:
    """Its host takes it back. Placed before, it reads as cancelled, so that calendars say so. Raises as `cancel`."""
    if session.slot_id or session.last_start:
        return cancel(session, by=by, reason=reason, confirmed=confirmed, key=key)
    return decide(
        session, "withdraw", State.WITHDRAWN, Change.Kind.WITHDRAWN, by=by, reason=reason, key=key, was=[State.OPEN]
    )


def cancel(session: Session, *, by, reason: str = "", confirmed: bool = False, key: UUID | None = None) -> Session:
    """It was placed and will not happen. Raises Confirm, unless `confirmed`, where five people or more starred it or
    it begins within half an hour.
    """
    return decide(
        session,
        "withdraw",
        State.CANCELLED,
        Change.Kind.CANCELLED,
        by=by,
        reason=reason,
        key=key,
        was=[State.OPEN],
        confirmed=confirmed,
    )


def hide(session: Session, *, by, reason: str, key: UUID | None = None) -> Session:
    """A facilitator takes it out of sight; code, time and reason stay."""
    if not reason.strip():
        raise Unusable(_("Write why. The reason stays where the card was."), "reason")
    nobody_about_themselves(session, by)
    return decide(
        session,
        "moderate",
        State.HIDDEN,
        Change.Kind.HIDDEN,
        by=by,
        reason=reason,
        key=key,
        was=[State.OPEN, State.HELD, State.WITHDRAWN, State.CANCELLED],
    )


def unhide(session: Session, *, by, key: UUID | None = None) -> Session:
    nobody_about_themselves(session, by)
    return decide(session, "moderate", State.OPEN, Change.Kind.UNHIDDEN, by=by, reason="", key=key, was=[State.HIDDEN])


def publish(session: Session, *, by, key: UUID | None = None) -> Session:
    """A held proposal goes on the board, with its guest as host."""
    nobody_about_themselves(session, by)
    return decide(session, "moderate", State.OPEN, Change.Kind.PUBLISHED, by=by, reason="", key=key, was=[State.HELD])


def refuse(session: Session, *, by, reason: str = "", key: UUID | None = None) -> Session:
    nobody_about_themselves(session, by)
    return decide(
        session, "moderate", State.REFUSED, Change.Kind.REFUSED, by=by, reason=reason, key=key, was=[State.HELD]
    )


def nobody_about_themselves(session: Session, by) -> None:
    own = session.proposer_id is not None and session.proposer_id == by.pk
    if own or session.hosts.filter(user=by, state=HostState.ACCEPTED).exists():
        raise NotAllowed(_("Nobody decides about their own session. Ask another facilitator."))


def pin(session: Session, *, by, pinned: bool, key: UUID | None = None) -> Session:
    """Pinned, nobody moves it before a facilitator unpins it."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "moderate", here.board, session)
            if session.pinned == pinned or (pinned and not session.placed):
                raise LeftAsItWas
            session.pinned = pinned
            session.save(update_fields=["pinned"])
            here.write(Change.Kind.PINNED, session, before={"pinned": not pinned}, after={"pinned": pinned})
    except Replayed as replay:
        return replay.session
    except LeftAsItWas:
        return Session.objects.get(pk=session.pk)
    return session


def new_cards(session: Session, *, by, key: UUID | None = None) -> Session:
    """End the printed cards of a session: a new round has a new key."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "moderate", here.board, session)
            session.card_round += 1
            session.save(update_fields=["card_round"])
            here.write(Change.Kind.SETTINGS, session, after={"card_round": session.card_round})
    except Replayed as replay:
        return replay.session
    return session
