"""A session's row in the one full-text index, written in the act's transaction."""

from citycamp.search import actions as search
from sessions.models import Session
from sessions.models.cards import SHOWN
from sessions.vocabulary import HostState, ShowName

KIND = "session"


def index(session: Session) -> None:
    """Title, summary and the host names that everybody may read; nothing for what is held or hidden."""
    if session.state not in SHOWN:
        search.drop(KIND, session.pk)
        return
    public = session.hosts.filter(state=HostState.ACCEPTED, show_name=ShowName.PUBLIC).exclude(name="")
    names = public.values_list("name", flat=True)
    search.put(
        KIND,
        session.pk,
        f"camp:{session.board.camp_id}",
        session.title,
        "\n".join([session.summary, ", ".join(names)]),
        session.language,
    )
