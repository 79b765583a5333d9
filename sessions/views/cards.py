"""One session: proposing it, its page, editing, hosting, leaving the board. board.md 4 and 10."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycamp import keeping
from citycamp.links import absolute
from events.models import Commitment
from sessions import actions, around, drawing, reading
from sessions.actions.links import open_for_links
from sessions.errors import Refused, TooMany
from sessions.exports import linked_data
from sessions.exports.reading import read_one
from sessions.forms import DoorForm, PlaceForm, ProposeForm, WordsForm
from sessions.models import Board, Pitch, Session, SessionLink
from sessions.permissions import OUTCOMES_UNTIL, Viewer, may, refusal
from sessions.views import hosting
from sessions.views.board import filled, may_at_the_door
from sessions.views.buttons import button, reason_of
from sessions.views.entrance import at_board, camp_frame, key_of, session_or_404
from sessions.vocabulary import MOST_LINKS, LinkKind, PitchState, SessionKind, State
from wiki import permissions as wiki_permissions
from wiki.models import Wiki, WikiPage

DOOR_PROPOSALS, DOOR_SECONDS = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def propose(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """A title is enough. Without an account, a title and a name."""
    wish = request.POST.get("wish") == "1" or request.GET.get("wish") == "1"
    registered = viewer.attendee
    if not registered and not may_at_the_door(board, viewer):
        closed = refusal(viewer, "propose_at_the_door", board)
        if viewer.known is None and closed is None:
            return redirect_to_login(request.get_full_path())
        raise closed or refusal(viewer, "propose", board) or Refused(_("Proposals at the door are off here."))
    kind = ProposeForm if registered else DoorForm
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if registered:
                session = actions.propose(
                    board, form.cleaned_data["title"], by=viewer.known, wish=wish, key=key_of(request)
                )
                return HttpResponseRedirect(f"{drawing.session_address(board, session.code)}?new=1")
            at_the_door(request)
            actions.propose_at_the_door(
                board, form.cleaned_data["title"], form.cleaned_data["name"], key=key_of(request)
            )
            return render(request, "sessions/proposed.html", {**camp_frame(board, "board"), "form": form})
        except Refused as refused:
            return again(request, board, form, refused, "sessions/propose.html", {"wish": wish})
    context = {**camp_frame(board, "board"), "form": form, "wish": wish, "key": uuid4(), "registered": registered}
    return render(request, "sessions/propose.html", context, status=422 if form.errors else 200)


def at_the_door(request: HttpRequest) -> None:
    """Five an hour from one browser; never by network address, for a venue is one."""
    now = int(timezone.now().timestamp())
    recent = [at for at in request.session.get("door", []) if at > now - DOOR_SECONDS]
    if len(recent) >= DOOR_PROPOSALS:
        wait = recent[0] + DOOR_SECONDS - now
        raise TooMany(_("Five proposals an hour from one device. Ask a facilitator to write the next one down."), wait)
    request.session["door"] = [*recent, now]


def again(
    request: HttpRequest, board: Board, form: forms.Form, refused: Refused, template: str, more: dict
) -> HttpResponse:
    """The form once more, with what was typed and why it was turned down."""
    field = refused.facts.get("field", "")
    form.add_error(field if field in form.fields else None, refused.message)
    answer = render(
        request,
        template,
        {**camp_frame(board, "board"), "form": form, "key": uuid4(), **more},
        status=refused.status,
    )
    if wait := refused.facts.get("wait"):
        answer["Retry-After"] = str(wait)
    return answer


@require_safe
@at_board
def alike(request: HttpRequest, board: Board, viewer: Viewer) -> HttpResponse:
    """What is like the words typed so far: up to three cards, as a fragment."""
    title = request.GET.get("title", "")[:200]
    found = actions.look_alikes(board, title) if len(title) > 3 else []
    cards = [drawing.face(each, board, viewer.audience) for each in found]
    titles = {each.pk: (each.title, each.code) for each in found}
    return filled(request, "sessions/alike.html", board, viewer, titles, {"cards": cards})


@require_safe
@at_board
def session(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    """All of one session."""
    shown = session_or_404(board, viewer, code)
    answer = session_page(request, board, viewer, shown)
    return keeping.keep(request, answer) if shown.state == State.OPEN else answer


def session_page(
    request: HttpRequest,
    board: Board,
    viewer: Viewer,
    shown: Session,
    *,
    place_form: PlaceForm | None = None,
    links: list[tuple[str, str, str]] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with `links` as they were typed, and why they were refused."""
    now = timezone.now()
    prefetch_related_objects([shown], "hosts", "themes")
    prefetch_related_objects([board.camp], "days")
    beside = around.around(board, viewer, shown)
    face = drawing.face(shown, board, viewer.audience)
    open_now = shown.state == State.OPEN
    places = open_now and may(viewer, "place", board, shown) and shown.kind != SessionKind.WISH
    context = {
        **camp_frame(board, "board"),
        "session": shown,
        "card": face,
        "when": when_words(shown, board),
        "where": shown.room.name if shown.room else "",
        "directions": shown.room.directions if shown.room else "",
        "online_url": shown.room.online_url if shown.room and viewer.audience == "attendee" else "",
        **links_of(board, viewer, shown, beside.links, links, now),
        "refused": refused,
        "why_here": beside.why_here,
        "clashes": around.meter(board, viewer, shown, now),
        "happened": beside.happened,
        "address": absolute(drawing.session_address(board, shown.code)),
        "og_image": absolute(static("front/mark-512.png")),
        **first_and_more(acts(board, viewer, shown, in_line := place_in_line(board, viewer, shown))),
        "in_line": in_line,
        "place_form": place_form
        or (place_form_for(board, shown, now, beside, overrides=viewer.facilitator) if places else None),
        "place_url": drawing.session_address(board, shown.code, "place"),
        "key": uuid4(),
        "is_new": request.GET.get("new") == "1",
        "alike": beside.alike,
        **hosting.of(board, viewer, shown),
        "facilitates": viewer.facilitator,
        "state": shown.get_state_display(),
        "is_open": open_now,
        "version": board.version,
        "notes": notes_for(board, viewer, shown),
        **promises_of(board, viewer, shown, beside.promises, now),
        "linked_data": linked_data.event(one := read_one(shown, board), one.items[0]),
    }
    titles = {shown.pk: (shown.title, shown.code)} | {each.id: (each.title, each.code) for each in context["alike"]}
    return filled(request, "sessions/session.html", board, viewer, titles, context, status=status)


def promises_of(board: Board, viewer: Viewer, shown: Session, made: list[int], now: datetime) -> dict:
    """What was promised from this session, and whether this viewer may promise more."""
    seen = Commitment.objects.visible_to(viewer.user).filter(pk__in=made).order_by("made_at") if made else []
    open_still = board.camp.ends is None or now <= board.camp.ends + OUTCOMES_UNTIL
    card = shown.state == State.OPEN and shown.kind == SessionKind.SESSION
    return {"promises": list(seen), "may_promise": card and open_still and may(viewer, "promise", board)}


def links_of(
    board: Board,
    viewer: Viewer,
    shown: Session,
    had: list[SessionLink],
    typed: list[tuple[str, str, str]] | None,
    now: datetime,
) -> dict:
    """The links as everybody reads them, and as rows to change for who may, with an empty one while there is room."""
    found = {"session_links": had, "link_kinds": LinkKind.choices, "link_rows": []}
    if may(viewer, "edit_words", board, shown) and shown.state == State.OPEN and open_for_links(board, now):
        wrote = [row for row in typed or [] if row[1] or row[2]]
        rows = wrote if typed is not None else [(link.kind, link.label, link.address) for link in had]
        rows = [*rows, ("slides", "", "")] if len(rows) < MOST_LINKS else rows
        found["link_rows"] = [
            {"number": number, "kind": kind, "label": label, "address": address, "there": bool(address)}
            for number, (kind, label, address) in enumerate(rows, 1)
        ]
    return found


def when_words(shown: Session, board: Board) -> str:
    if shown.slot is None:
        return ""
    slot = shown.slot
    return _("%(day)s, %(from)s to %(until)s %(zone)s") % {
        "day": reading.day_name(slot.starts_at, board),
        "from": reading.clock(slot.starts_at, board),
        "until": reading.clock(slot.ends_at, board),
        "zone": reading.zone_name(slot.starts_at, board),
    }


def place_form_for(
    board: Board, shown: Session, now: datetime, beside: around.Around | None = None, *, overrides: bool = False
) -> PlaceForm:
    """Times and rooms to choose. A time that is over says so, and stands there only for who may override that, or as
    the one where the session is.
    """
    times, rooms = (beside.times, beside.rooms) if beside else around.cells_to_choose(board)
    return PlaceForm(
        slots=[
            each.choice(now) for each in times if overrides or each.ends_at > now or each.number == str(shown.slot_id)
        ],
        rooms=rooms,
        initial={"slot": shown.slot_id or "", "room": shown.room_id or "", "seen": shown.place_version},
    )


def place_in_line(board: Board, viewer: Viewer, shown: Session) -> str:
    """Where it stands in the line of pitches, for who may put it there; empty if nowhere."""
    if shown.kind != SessionKind.SESSION or not may(viewer, "join_line", board, shown):
        return ""
    line = Pitch.objects.filter(board=board, state__in=(PitchState.NOW, PitchState.WAITING), session__state=State.OPEN)
    states = dict(line.values_list("session_id", "state"))
    if shown.pk not in states:
        return ""
    if states[shown.pk] == PitchState.NOW:
        return _("It is pitched now.")
    waiting = [pk for pk, state in states.items() if state == PitchState.WAITING]
    return _("Number %(n)s in the line of pitches.") % {"n": waiting.index(shown.pk) + 1}


def acts(board: Board, viewer: Viewer, shown: Session, in_line: str = "") -> list[dict]:
    """The buttons of this session for this viewer: each asks the same function as its view."""
    found: list[dict] = []

    def offer(name: str, label: str, act: str, **more) -> None:
        if may(viewer, act, board, shown):
            found.append({"href": drawing.session_address(board, shown.code, name), "label": label, **more})

    if shown.state == State.OPEN:
        if shown.kind == SessionKind.WISH:
            offer("run", _("I will run it"), "star", go=True)
        if shown.kind == SessionKind.SESSION and not in_line:
            offer("pitch", _("Join the line of pitches"), "join_line")
        offer("edit", _("Edit the words"), "edit_words", link=True)
        if shown.slot_id:
            offer("pin", _("Unpin") if shown.pinned else _("Pin"), "moderate", value="0" if shown.pinned else "1")
        offer("withdraw", _("Withdraw"), "withdraw", stop=True, reason=True, told=bool(shown.slot_id))
        if shown.kind == SessionKind.SESSION:
            offer("new_card", _("End its printed cards"), "moderate")
        offer("hide", _("Hide"), "moderate", stop=True, reason=True)
    elif shown.state == State.HELD:
        offer("publish", _("Publish"), "moderate", go=True)
        offer("refuse", _("Refuse"), "moderate", stop=True, reason=True)
    elif shown.state == State.HIDDEN:
        offer("unhide", _("Unhide"), "moderate")
    return found


def first_and_more(found: list[dict]) -> dict:
    """One clear first act: what waits for an answer, else the line of pitches, else what changes least."""
    asked = [act for act in found if act.get("go")] or [act for act in found if not act.get("stop")]
    first = asked[0] if asked else None
    return {"first_act": first, "more_acts": [act for act in found if act is not first]}


@require_http_methods(["GET", "HEAD", "POST"])
@at_board
def edit(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    shown = session_or_404(board, viewer, code)
    why = refusal(viewer, "edit_words", board, shown)
    if why:
        raise why
    initial = {
        "title": shown.title,
        "summary": shown.summary,
        "format": shown.format,
        "themes": shown.themes.all(),
        "needs": shown.needs,
        "language": shown.language,
        "off_record": not shown.on_record,
        "seen": shown.words_version,
    }
    form = WordsForm(request.POST or None, initial=initial)
    more = {"session": shown, "card": drawing.face(shown, board, viewer.audience)}
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            actions.edit_session(
                shown,
                by=viewer.known,
                seen=words["seen"],
                themes=list(words["themes"]),
                key=key_of(request),
                title=words["title"],
                summary=words["summary"],
                format=words["format"],
                needs=words["needs"],
                language=words["language"],
                on_record=not words["off_record"],
            )
        except Refused as refused:
            return again(request, board, form, refused, "sessions/edit.html", more)
        return HttpResponseRedirect(drawing.session_address(board, shown.code))
    context = {**camp_frame(board, "board"), "form": form, "key": uuid4(), **more}
    return render(request, "sessions/edit.html", context, status=422 if form.errors else 200)


withdraw = button(
    lambda request, board, viewer, shown: actions.withdraw(
        shown,
        by=viewer.known,
        reason=reason_of(request),
        confirmed=request.POST.get("confirmed") == "1",
        key=key_of(request),
    )
)
cancel = button(
    lambda request, board, viewer, shown: actions.cancel(
        shown,
        by=viewer.known,
        reason=reason_of(request),
        confirmed=request.POST.get("confirmed") == "1",
        key=key_of(request),
    )
)
hide = button(
    lambda request, board, viewer, shown: actions.hide(
        shown, by=viewer.known, reason=reason_of(request), key=key_of(request)
    ),
    strong="moderate",
)
new_card = button(lambda request, board, viewer, shown: actions.new_cards(shown, by=viewer.known, key=key_of(request)))
unhide = button(lambda request, board, viewer, shown: actions.unhide(shown, by=viewer.known, key=key_of(request)))
publish = button(lambda request, board, viewer, shown: actions.publish(shown, by=viewer.known, key=key_of(request)))
refuse = button(
    lambda request, board, viewer, shown: actions.refuse(
        shown, by=viewer.known, reason=reason_of(request), key=key_of(request)
    )
)
pin = button(
    lambda request, board, viewer, shown: actions.pin(
        shown, by=viewer.known, pinned=request.POST.get("value") == "1", key=key_of(request)
    )
)
run = button(lambda request, board, viewer, shown: actions.run_wish(shown, by=viewer.known, key=key_of(request)))
pitch = button(lambda request, board, viewer, shown: actions.join_line(shown, by=viewer.known, key=key_of(request)))


@require_POST
@at_board
def notes(request: HttpRequest, board: Board, viewer: Viewer, code: str) -> HttpResponse:
    shown = session_or_404(board, viewer, code)
    if viewer.known is None:
        return redirect_to_login(drawing.session_address(board, shown.code))
    return HttpResponseRedirect(actions.open_notes(shown, by=viewer.known).get_absolute_url())


def notes_for(board: Board, viewer: Viewer, shown: Session) -> dict:
    """The way to the notes for who may see the page, or to open them for who may write one; else nothing."""
    if shown.notes_id:
        page = WikiPage.objects.visible_to(viewer.user).light().select_related("wiki").filter(pk=shown.notes_id).first()
        return {"href": page.get_absolute_url()} if page else {}
    if not board.camp.hub_id or not shown.on_record or shown.state != State.OPEN or shown.kind == SessionKind.WISH:
        return {}
    if viewer.known is None or not may(viewer, "take_notes", board, shown):
        return {}
    wiki = Wiki.objects.get(pages=board.camp.hub_id)
    return {"action": drawing.session_address(board, shown.code, "notes")} if writes(viewer.known, wiki) else {}


def writes(user, wiki: Wiki) -> bool:
    return wiki_permissions.may(wiki_permissions.standing(user, wiki), "edit")
