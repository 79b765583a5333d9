"""Who runs a session, on its page: asking and being asked, one's name, and when one cannot be there. board.md 4."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.models import Registration
from sessions import actions, reading
from sessions.errors import Unusable
from sessions.models import Board, Host, Session
from sessions.permissions import Viewer, ask, may
from sessions.views.buttons import button
from sessions.views.entrance import at_board, key_of, whole_number
from sessions.vocabulary import HostState, SessionKind, ShowName, SlotKind, State


def of(board: Board, viewer: Viewer, shown: Session) -> dict:
    """What the page of a session says of its hosts to this viewer; the list of attendees only to who may ask them."""
    hosts = list(shown.hosts.all())
    own = next((host for host in hosts if viewer.known is not None and host.user_id == viewer.known.pk), None)
    found: dict = {"invited": own is not None and own.state == HostState.INVITED, "own_host": own}
    if shown.state != State.OPEN or shown.kind != SessionKind.SESSION:
        return found
    found["asking"] = own is not None and own.state == HostState.ASKED
    found["may_ask_to_host"] = viewer.known is not None and own is None and may(viewer, "star", board)
    if not may(viewer, "edit", board, shown):
        return found
    accepted = [host for host in hosts if host.state == HostState.ACCEPTED]
    people = listed(board).exclude(user__in=[host.user_id for host in hosts if host.user_id]).order_by("name", "pk")
    return found | {
        "hosting": [
            {"host": host, "name": reading.host_name(host, "attendee"), "asked": host.state == HostState.INVITED}
            for host in hosts
            if host.state != HostState.ASKED
        ],
        "askers": [host for host in hosts if host.state == HostState.ASKED],
        "may_leave": own in accepted and len(accepted) > 1,
        "names_shown": ShowName.choices if own in accepted else [],
        "people_to_ask": list(people.values_list("pk", "name")),
    }


def listed(board: Board):
    """Attendees who agreed to be listed, and have an account to answer with."""
    return Registration.objects.confirmed().filter(camp=board.camp, listed=True, user__isnull=False)


def change_hosts(request: HttpRequest, board: Board, viewer: Viewer, shown: Session) -> None:
    """One step: ask somebody by the number of their registration, ask to host oneself, answer, leave, or one's name."""
    step, key = request.POST.get("step", ""), key_of(request)
    if step in ("accept", "decline"):
        actions.answer_invitation(shown, by=viewer.known, accept=step == "accept", key=key)
    elif step == "ask":
        actions.ask_to_host(shown, by=viewer.known, key=key)
    elif step in ("take-in", "turn-down"):
        asker = Host.objects.filter(session=shown, pk=whole_number(request, "host")).first()
        if asker is None:
            raise Unusable(_("Choose somebody from the page."), "host")
        actions.answer_asking(shown, asker, by=viewer.known, accept=step == "take-in", key=key)
    elif step == "leave":
        actions.leave_hosting(shown, by=viewer.known, key=key)
    elif step == "name":
        actions.show_name(shown, request.POST.get("show_name", ""), by=viewer.known, key=key)
    elif step == "invite":
        number = request.POST.get("whom", "")
        known = listed(board).select_related("user")
        whom = known.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
        if whom is None:
            raise Unusable(_("Choose somebody from the list of attendees."), "whom")
        actions.invite_host(shown, whom.user, by=viewer.known, key=key)
    else:
        raise Unusable(_("Choose what to do from the page."), "step")


host = button(change_hosts)


@require_POST
@at_board
def away(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """“I cannot be there”: the ticked times, for all own sessions, without a reason."""
    ask(viewer, "star", board)
    chosen = {int(text) for text in request.POST.getlist("slot") if text.isdecimal() and len(text) < 18}
    slots = [slot for slot in board.slots.all() if slot.pk in chosen and slot.kind == SlotKind.SESSIONS]
    actions.tick_absences(board, slots, by=viewer.known, key=key_of(request))
    return HttpResponseRedirect(reverse("sessions:board", args=[board.camp.slug]) + "?show=mine")
