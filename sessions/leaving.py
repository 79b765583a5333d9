"""A person who leaves, or asks for what is theirs. board.md 11; heard in people's transaction."""

from collections.abc import Iterable

from django.db.models import Q

from citycamp.people.models import User
from sessions.actions import finding
from sessions.actions.journal import turn
from sessions.models import Away, Board, Change, Host, Session, Star, TakenStar
from sessions.vocabulary import HostState


def account_closed(user: User, **_kwargs) -> None:
    """Stars and absences go, host names become "a former member", the journal keeps its acts."""
    Star.objects.filter(user=user).delete()
    TakenStar.objects.filter(user=user).delete()
    Away.objects.filter(user=user).delete()
    Host.objects.filter(user=user, state__in=[HostState.INVITED, HostState.ASKED]).delete()
    wished = Session.objects.filter(proposer=user).exclude(wished_by="")
    named = Host.objects.filter(user=user).exclude(name="")
    boards = Q(pk__in=named.values("board")) | Q(pk__in=wished.values("board"))
    for board in Board.objects.filter(boards).select_related("camp"):
        # With an entry for each name, since what is kept of a board is kept for its version.
        with turn(board, by=None) as here:
            for session in wished.filter(board=board):
                session.wished_by = ""
                session.save(update_fields=["wished_by"])
                here.write(Change.Kind.HOSTS, session, after={"former": True})
            for host in named.filter(board=board).select_related("session"):
                host.name = ""
                host.save(update_fields=["name"])
                session = host.session
                session.board = board
                here.write(Change.Kind.HOSTS, session, after={"former": True})
                finding.index(session)


Stream = tuple[str, Iterable[dict]]


def own_data(user: User, **_kwargs) -> list[Stream]:
    """What the boards hold of a person, as named streams of rows."""
    return [
        ("board_proposals", proposals(user)),
        ("board_hosting", hosting(user)),
        ("board_stars", stars(user)),
        ("board_absences", absences(user)),
        ("board_changes", changes(user)),
    ]


def proposals(user: User) -> Iterable[dict]:
    for row in Session.objects.filter(proposer=user).select_related("board__camp").order_by("pk").iterator(500):
        yield {
            "camp": row.board.camp.slug,
            "session": row.code,
            "kind": row.kind,
            "state": row.state,
            "title": row.title,
            "summary": row.summary,
            "needs": row.needs,
            "made_at": row.made_at.isoformat(),
        }


def hosting(user: User) -> Iterable[dict]:
    for row in Host.objects.filter(user=user).select_related("session__board__camp").order_by("pk").iterator(500):
        yield {
            "camp": row.session.board.camp.slug,
            "session": row.session.code,
            "title": row.session.title,
            "name": row.name,
            "state": row.state,
            "show_name": row.show_name,
        }


def stars(user: User) -> Iterable[dict]:
    for row in Star.objects.filter(user=user).select_related("session__board__camp").order_by("pk").iterator(500):
        yield {
            "camp": row.session.board.camp.slug,
            "session": row.session.code,
            "title": row.session.title,
            "at": row.at.isoformat(),
        }


def absences(user: User) -> Iterable[dict]:
    for row in Away.objects.filter(user=user).select_related("board__camp", "slot").order_by("pk").iterator(500):
        yield {"camp": row.board.camp.slug, "from": row.slot.starts_at.isoformat(), "to": row.slot.ends_at.isoformat()}


def changes(user: User) -> Iterable[dict]:
    for row in Change.objects.filter(by=user).select_related("board__camp", "session").order_by("pk").iterator(500):
        yield {
            "camp": row.board.camp.slug,
            "version": row.version,
            "at": row.at.isoformat(),
            "kind": row.kind,
            "session": row.session.code if row.session else None,
            "before": row.before,
            # Why the arranger chose a cell are counts of other people's stars: not theirs to take along.
            "after": {key: value for key, value in row.after.items() if key != "why"},
            "reason": row.reason,
        }
