"""Renaming, deleting, bringing back, the queue, and the stages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citycamp.people.proof import fresh
from wiki import actions, permissions
from wiki.actions.stages import MOVES
from wiki.content import Content, content_of
from wiki.errors import Held, NothingChanged, TitleTaken, WikiError, WordsCollide
from wiki.models import Proposal, Wiki, WikiPage
from wiki.views.history import differences
from wiki.views.rooms import Room, enter, open_page, trail


@login_required
def rename(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    if not permissions.may_change(room.who, page):
        raise Http404
    title, fault, taken = request.POST.get("title", page.title), "", None
    if request.method == "POST":
        try:
            saved = actions.rename_page(page, title, by=request.user, summary=request.POST.get("summary", "")[:300])
        except Held as held:
            messages.success(request, held.sentence)
            return redirect("wiki:proposal", wiki, held.proposal.pk)
        except TitleTaken as refused:
            fault, taken = str(refused), refused.page
        except WikiError as refused:
            fault = str(refused)
        else:
            messages.success(request, _("The page has its new title. The old address leads here."))
            return redirect(saved.revision.page)
    context = {"page": page, "title": title, "fault": fault, "taken": taken}
    context["trail"] = trail(room, (page.title, page.get_absolute_url()), (_("New title"), ""))
    return room.show("wiki/rename.html", context, 400 if fault else 200)


@login_required
def delete(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    if not permissions.may(room.who, "decide"):
        raise Http404
    reason, fault = request.POST.get("reason", "")[:300], ""
    if request.method == "POST":
        try:
            actions.delete_page(page, reason, by=request.user)
        except WikiError as refused:
            fault = str(refused)
        else:
            messages.success(request, _("The page is gone. Its history is kept, and you can bring it back."))
            return redirect("wiki:page", wiki, slug)
    context = {"page": page, "reason": reason, "fault": fault, "inlinks": page.inlinks}
    context["trail"] = trail(room, (page.title, page.get_absolute_url()), (_("Delete"), ""))
    return room.show("wiki/delete.html", context, 400 if fault else 200)


@require_POST
@login_required
def restore(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room = enter(request, wiki)
    gone = (
        WikiPage.objects.filter(wiki=room.wiki, slug=slug, state=WikiPage.State.DELETED).order_by("-edited_at").first()
    )
    if gone is None or not permissions.may(room.who, "decide"):
        raise Http404
    try:
        revision = actions.restore_page(gone, by=request.user, title=request.POST.get("title", ""))
    except WikiError as refused:
        messages.error(request, str(refused))
        return redirect("wiki:page", wiki, slug)
    messages.success(request, _("The page is back, with its history."))
    return redirect(revision.page)


@require_POST
@login_required
def revert(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    _room, page = open_page(request, wiki, slug)
    number = request.POST.get("to", "")
    to = page.revisions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if to is None:
        raise Http404
    try:
        actions.revert_page(page, to, by=request.user)
    except Held as held:
        messages.success(request, held.sentence)
        return redirect("wiki:proposal", wiki, held.proposal.pk)
    except NothingChanged:
        messages.info(request, _("The page reads like that already."))
    except WikiError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Number %(number)d is the page again.") % {"number": to.number})
    return redirect("wiki:page", wiki, WikiPage.objects.get(pk=page.pk).slug)


@login_required
def queue(request: HttpRequest, wiki: str) -> HttpResponse:
    """What waits for a steward, oldest first; for others what they wait for themselves."""
    room = enter(request, wiki)
    waiting = Proposal.objects.visible_to(request.user).filter(wiki=room.wiki, state=Proposal.State.WAITING)
    context = {
        "waiting": waiting.select_related("author", "page").defer("html"),
        "trail": trail(room, (_("Queue"), "")),
    }
    return room.show("wiki/queue.html", context)


@login_required
def proposal(request: HttpRequest, wiki: str, proposal: int) -> HttpResponse:
    """One waiting edit beside what is there. Its author sees how it stands; a steward decides."""
    room = enter(request, wiki)
    found = (
        Proposal.objects.visible_to(request.user)
        .filter(wiki=room.wiki, pk=proposal)
        .select_related("page__current", "page__wiki", "author", "base", "wiki", "decided_by")
        .first()
    )
    if found is None:
        raise Http404
    decides = permissions.may(room.who, "decide") and found.author_id != request.user.pk
    if request.method == "POST":
        return decided(request, room, found)
    before = content_of(found.base) if found.base else Content(found.title)
    context: dict[str, Any] = {
        "proposal": found,
        "decides": decides and found.state == Proposal.State.WAITING,
        "own": found.author_id == request.user.pk and found.state == Proposal.State.WAITING,
        "trail": trail(room, (_("Queue"), reverse("wiki:queue", args=[wiki])), (found.title, "")),
        **differences(room.wiki, before, content_of(found)),
    }
    return room.show("wiki/proposal.html", context)


def decided(request: HttpRequest, room: Room, found: Proposal) -> HttpResponse:
    try:
        if "accept" in request.POST:
            saved = actions.accept_proposal(found, by=request.user)
            messages.success(request, _("It is in the page, under its author’s name."))
            return redirect(saved.revision.page)
        if "decline" in request.POST:
            actions.decline_proposal(found, request.POST.get("note", ""), by=request.user)
            messages.success(request, _("Declined. The author reads your sentence."))
        elif "withdraw" in request.POST:
            actions.withdraw_proposal(found, by=request.user)
            messages.success(request, _("Taken back."))
    except WordsCollide:
        words = _("The page has changed in the same words meanwhile. Decline it, and ask the author to look again.")
        messages.warning(request, words)
    except WikiError as refused:
        messages.error(request, str(refused))
    return redirect("wiki:proposal", room.wiki.slug, found.pk)


@login_required
def stage(request: HttpRequest, wiki: str) -> HttpResponse:
    """Where the wiki stands, and where it can go; moving it asks for proof again."""
    room = enter(request, wiki)
    if room.who.level < permissions.Level.STEWARD:
        raise Http404
    if request.method == "POST":
        return move(request, room)
    context = {
        "moves": [(value, Wiki.Stage(value).label) for value in next_stages(room.wiki)],
        "changes": room.wiki.stage_changes.select_related("by")[:20],
        "members": room.wiki.memberships.count(),
        "trail": trail(room, (_("Stage"), "")),
    }
    return room.show("wiki/stage.html", context)


def next_stages(wiki: Wiki) -> tuple[str, ...]:
    return (wiki.archived_from,) if wiki.stage == Wiki.Stage.ARCHIVED else MOVES[wiki.stage]


def move(request: HttpRequest, room: Room) -> HttpResponse:
    try:
        change = moved(request, room)
    except WikiError as refused:
        messages.error(request, str(refused))
    else:
        if isinstance(change, HttpResponse):
            return change
        messages.success(request, _("The wiki is now: %(stage)s.") % {"stage": change.get_after_display()})
    return redirect("wiki:stage", room.wiki.slug)


def moved(request: HttpRequest, room: Room) -> Any:
    @fresh
    def now(request: HttpRequest) -> Any:
        return actions.change_stage(
            room.wiki,
            request.POST.get("after", ""),
            by=request.user,
            reason=request.POST.get("reason", "")[:500],
            keep_contributors="keep" in request.POST,
        )

    return now(request)
