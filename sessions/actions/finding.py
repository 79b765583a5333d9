"""A session's row in the one full-text index, written in the act's transaction."""

from citycamp.search import actions as search
from sessions.models import Host, Session
from sessions.models.cards import SHOWN
from sessions.vocabulary import HostState, ShowName

KIND = "session"


def index(session: Session) -> None:
    """Title, summary and the host names that everybody may read; nothing for what is held or hidden."""
    if session.state not in SHOWN:
        search.drop(KIND, session.pk)
        return
    search.put(KIND, *facts_of(session, public_names(session)))


def index_new(session: Session, hosts: list[Host]) -> None:
    """The same for an open session that was made in this very transaction, with these hosts."""
    names = [host.name for host in hosts if host.show_name == ShowName.PUBLIC and host.name]
    search.put_new(KIND, [facts_of(session, names)])


def public_names(session: Session) -> list[str]:
    public = session.hosts.filter(state=HostState.ACCEPTED, show_name=ShowName.PUBLIC).exclude(name="")
    return list(public.values_list("name", flat=True))


def facts_of(session: Session, names: list[str]) -> tuple[int, str, str, str, str]:
    text = "\n".join([session.summary, ", ".join(names)])
    return session.pk, f"camp:{session.board.camp_id}", session.title, text, session.language
