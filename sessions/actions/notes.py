"""The notes of a session: one page in the camp's space of the city's wiki, however many tap. board.md 11."""

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from sessions import reading
from sessions.errors import NotAllowed, Unusable
from sessions.models import Session
from sessions.permissions import ask, stand
from sessions.vocabulary import HostState, ShowName, State
from wiki import errors as wiki_errors
from wiki.actions import create_page
from wiki.models import WikiPage
from wiki.wikilinks import LONGEST_TITLE


def open_notes(session: Session, *, by) -> WikiPage:
    """The session's page, made now if nobody has. The wiki's stage says who may write it."""
    board = session.board
    ask(stand(by, board), "take_notes", board, session)
    hub = board.camp.hub
    if session.state != State.OPEN or not session.on_record:
        raise Unusable(_("This session has no notes: it is off the record, or not on the board."))
    if hub is None:
        raise Unusable(_("This camp has no pages in a wiki."))
    try:
        page = create_page(
            hub.wiki, title=title_of(session), html=outline(session), by=by, key=f"session:{session.guid}", space=hub
        )
    except wiki_errors.NotAllowed:
        raise NotAllowed(_("The city’s wiki is by invitation. Checking in at the camp makes you a member.")) from None
    Session.objects.filter(pk=session.pk).update(notes=page)
    session.notes = page
    return page


def title_of(session: Session) -> str:
    title = " ".join(session.title.split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


def outline(session: Session) -> str:
    """Hosts, time and room as they stand, and three headings to write under."""
    board = session.board
    hosts = session.hosts.filter(state=HostState.ACCEPTED, show_name=ShowName.PUBLIC).values_list("name", flat=True)
    with override(session.language or None):
        facts = [", ".join(hosts)]
        if session.slot and session.room:
            facts += [
                reading.day_name(session.slot.starts_at, board),
                f"{reading.clock(session.slot.starts_at, board)} {reading.zone_name(session.slot.starts_at, board)}",
                session.room.name,
            ]
        headings = (_("What was said"), _("What we agreed"), _("Links"))
    first = f"<p>{escape(', '.join(fact for fact in facts if fact))}</p>" if any(facts) else ""
    return first + "".join(f"<h2>{escape(heading)}</h2><p></p>" for heading in headings)
