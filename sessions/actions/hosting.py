"""Who runs a session: asking somebody, being asked, stepping back, and when one cannot be there. board.md 4."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from citycamp.people.notices.actions import notify_all
from sessions.actions import finding
from sessions.actions.journal import LeftAsItWas, Replayed, Turn, turn
from sessions.actions.limits import in_time
from sessions.actions.proposals import EDITS, EDITS_IN, in_line
from sessions.errors import NotAllowed, Refused, Unusable
from sessions.models import Away, Board, Change, Host, Session, Slot
from sessions.permissions import ask, stand
from sessions.vocabulary import MOST_HOSTS, HostState, SessionKind, ShowName, State

ASKED = "board.hosting"
"""The news of being asked to host, or of somebody who asks to host as well."""


def invite_host(session: Session, user, *, by, key: UUID | None = None) -> Host:
    """Ask somebody to host as well; they accept or decline themselves."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "edit", here.board, session)
            in_time(here, EDITS, EDITS_IN, [Change.Kind.HOSTS])
            room_for_one_more(session)
            host = add(session, user, HostState.INVITED, here, _("They are asked already."))
            tell([user], session, here.write(Change.Kind.HOSTS, session, after={"invited": user.pk}))
    except Replayed:
        return Host.objects.get(session=session, user=user)
    return host


def room_for_one_more(session: Session) -> None:
    if session.hosts.exclude(state=HostState.ASKED).count() >= MOST_HOSTS:
        raise Refused(_("A session has at most %(n)s hosts.") % {"n": MOST_HOSTS})


def add(session: Session, user, state: HostState, here: Turn, twice: str) -> Host:
    try:
        with transaction.atomic():
            return Host.objects.create(
                board=here.board, session=session, user=user, name=user.name or _("a participant"), state=state
            )
    except IntegrityError:
        raise Refused(twice) from None


def tell(people, session: Session, change: Change) -> None:
    notify_all(
        people,
        ASKED,
        session,
        key=lambda who: f"hosting:{session.pk}:{change.version}:{who.pk}",
        scope=session.board.camp,
        now=change.at,
    )


def ask_to_host(session: Session, *, by, key: UUID | None = None) -> Host:
    """“May I host it with you?”: the hosts are told, and one of them, or a facilitator, says yes or no."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "star", here.board)
            if session.kind != SessionKind.SESSION or session.state != State.OPEN:
                raise Refused(_("Nobody hosts this."))
            in_time(here, EDITS, EDITS_IN, [Change.Kind.HOSTS])
            host = add(session, by, HostState.ASKED, here, _("You asked already, or you host it."))
            hosts = [each.user for each in accepted(session).select_related("user") if each.user]
            tell(hosts, session, here.write(Change.Kind.HOSTS, session, after={"asked": by.pk}))
    except Replayed:
        return Host.objects.get(session=session, user=by)
    return host


def answer_asking(session: Session, whom: Host, *, by, accept: bool, key: UUID | None = None) -> None:
    """A host, or a facilitator, takes somebody in who asked to host as well, or does not."""
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            ask(stand(by, here.board), "edit", here.board, session)
            host = session.hosts.filter(pk=whom.pk, state=HostState.ASKED).select_related("user").first()
            if host is None or host.user is None:
                raise Refused(_("They are no longer asking."))
            if accept:
                asker = stand(host.user, here.board)
                if asker.silenced or not asker.attendee:
                    raise Refused(_("They are no longer asking."))
                room_for_one_more(session)
                if clash := hosts_elsewhere(session, host.user):
                    raise Refused(
                        _("%(who)s hosts “%(title)s” at that time. Move one of the two first.")
                        % {"who": host.name, "title": clash.title}
                    )
                host.state = HostState.ACCEPTED
                host.save(update_fields=["state"])
            else:
                host.delete()
            here.write(Change.Kind.HOSTS, session, after={"accepted" if accept else "declined": host.user_id})
            finding.index(session)
    except Replayed:
        pass


def accepted(session: Session):
    return session.hosts.filter(state=HostState.ACCEPTED)


def answer_invitation(session: Session, *, by, accept: bool, key: UUID | None = None) -> None:
    try:
        with turn(session.board, by=by, key=key) as here:
            host = Host.objects.filter(session=session, user=by, state=HostState.INVITED).first()
            if host is None:
                raise NotAllowed(_("There is no invitation for you here."))
            ask(stand(by, here.board), "star", here.board)
            if accept:
                not_elsewhere(in_line(session, here), by)
                host.state = HostState.ACCEPTED
                host.save(update_fields=["state"])
            else:
                host.delete()
            here.write(Change.Kind.HOSTS, session, after={"accepted" if accept else "declined": by.pk})
            finding.index(session)
    except Replayed:
        pass


def not_elsewhere(session: Session, user) -> None:
    """Nobody becomes host of two sessions of one time."""
    if other := hosts_elsewhere(session, user):
        facts = {"title": other.title}
        raise Refused(_("You host “%(title)s” at that time already. Move one of the two first.") % facts)


def hosts_elsewhere(session: Session, user) -> Session | None:
    """What they host at the time of this session, if it has one."""
    if session.slot_id is None:
        return None
    hosted = Host.objects.filter(user=user, state=HostState.ACCEPTED, session__slot=session.slot_id)
    other = hosted.exclude(session=session).select_related("session").first()
    return other.session if other else None


def leave_hosting(session: Session, *, by, key: UUID | None = None) -> None:
    """A host steps back. The last one withdraws the session or hands it over instead."""
    try:
        with turn(session.board, by=by, key=key) as here:
            host = Host.objects.filter(session=session, user=by).first()
            if host is None:
                raise NotAllowed(_("You do not host this session."))
            others = accepted(session).exclude(pk=host.pk)
            if host.state == HostState.ACCEPTED and not others.exists():
                raise Refused(_("You are its last host. Withdraw the session, or ask somebody to take over first."))
            host.delete()
            here.write(Change.Kind.HOSTS, session, after={"left": by.pk})
            finding.index(session)
    except Replayed:
        pass


def show_name(session: Session, to: str, *, by, key: UUID | None = None) -> None:
    """Who reads this host's name on the card: everybody, or people at this camp."""
    if to not in ShowName.values:
        raise Unusable(_("Choose who sees your name from the list."), "show_name")
    try:
        with turn(session.board, by=by, key=key) as here:
            session = in_line(session, here)
            host = session.hosts.filter(user=by).first()
            if host is None:
                raise NotAllowed(_("You do not host this session."))
            ask(stand(by, here.board), "edit_words", here.board, session)
            if host.show_name == to:
                raise LeftAsItWas
            in_time(here, EDITS, EDITS_IN, [Change.Kind.HOSTS])
            before, host.show_name = host.show_name, ShowName(to)
            host.save(update_fields=["show_name"])
            here.write(Change.Kind.HOSTS, session, before={"show_name": before}, after={"show_name": to, "host": by.pk})
            finding.index(session)
    except (Replayed, LeftAsItWas):
        pass


def tick_absences(board: Board, slots: Iterable[Slot], *, by, key: UUID | None = None) -> None:
    """“I cannot be there”, for all own sessions, without a reason."""
    try:
        with turn(board, by=by, key=key) as here:
            ask(stand(by, here.board), "star", here.board)
            chosen = {slot.pk for slot in slots if slot.board_id == board.pk}
            had = set(Away.objects.filter(board=board, user=by).values_list("slot_id", flat=True))
            if chosen == had:
                raise LeftAsItWas
            in_time(here, EDITS, EDITS_IN, [Change.Kind.AWAY])
            Away.objects.filter(board=board, user=by).exclude(slot__in=chosen).delete()
            Away.objects.bulk_create(Away(board=board, user=by, slot_id=pk) for pk in sorted(chosen - had))
            here.write(Change.Kind.AWAY, after={"slots": len(chosen)})
    except (Replayed, LeftAsItWas):
        pass
