"""The editor, and its plain sister that takes one part of a page at a time. wiki.md 5."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from citycamp import richtext
from wiki import blocks, permissions, plaintext, wikilinks
from wiki.content import Content, content_of
from wiki.forms import PageForm, as_typed, new_tab
from wiki.models import Draft, Revision, WikiPage
from wiki.parts import fields_of, filled, part_name
from wiki.views.rooms import Room, enter, open_page, trail
from wiki.views.saving import save, settle, status_of


def base_of(request: HttpRequest, page: WikiPage) -> Revision:
    """The state that the editor was opened with: named by the form, else the current one."""
    number = (request.POST or request.GET).get("base", "")
    if number.isdecimal() and len(number) < 10:
        found = page.revisions.filter(number=int(number)).first()
        if found is not None and not found.hides_part("text"):
            return found
    if page.current is None:
        raise Http404
    return page.current


def my_drafts(request: HttpRequest, room: Room, page: WikiPage | None, title: str = "") -> list[Draft]:
    drafts = Draft.objects.visible_to(request.user).filter(wiki=room.wiki, page=page).select_related("base")
    if page is None:
        drafts = drafts.filter(title=title) if title else drafts.none()
    return list(drafts.order_by("-updated_at")[:5])


@login_required
def edit(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    if not permissions.may_change(room.who, page):
        return not_now(room, page)
    base = base_of(request, page)
    if request.method == "POST":
        form = PageForm(request.POST)
        if request.POST.get("only") == "about":
            form = PageForm({**as_typed(content_of(base)), **request.POST.dict()})
        if form.is_valid():
            answer = settle(room, form, page, base) if "seen" in request.POST else save(room, form, page, base)
            if answer is not None:
                return answer
    else:
        form, base = opened(request, room, page, base)
    return show_editor(room, form, page, base)


def opened(request: HttpRequest, room: Room, page: WikiPage, base: Revision) -> tuple[PageForm, Revision]:
    """The page as it is, or one of my drafts of it."""
    drafts = Draft.objects.visible_to(request.user).filter(page=page, tab=request.GET.get("draft", "-"))
    draft = drafts.select_related("base").first()
    if draft is None:
        return PageForm(initial={**as_typed(content_of(base)), "base": base.number, "tab": new_tab()}), base
    base = draft.base or base
    return PageForm(initial={**draft.content, "base": base.number, "tab": draft.tab}), base


def show_editor(room: Room, form: PageForm, page: WikiPage, base: Revision) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "base": base,
        "parts": parts_of(page.current.html if page.current else ""),
        "one_by_one": "parts" in room.request.GET,
        "drafts": [draft for draft in my_drafts(room.request, room, page) if draft.tab != form["tab"].value()],
        "media": form.media.with_nonce(room.request.csp_nonce),  # type: ignore[attr-defined]
        "trail": trail(room, (page.title, page.get_absolute_url()), (_("Edit"), "")),
    }
    return room.show("wiki/edit.html", context, status_of(form))


def not_now(room: Room, page: WikiPage | None) -> HttpResponse:
    """Reading is allowed and writing is not: why, in a sentence. What was typed is still there."""
    typed = room.request.POST.get("html", "")
    context = {"page": page, "typed": richtext.plain(typed) if typed else "", "trail": trail(room)}
    context["protected"] = bool(page and permissions.may(room.who, "edit"))
    return room.show("wiki/not_now.html", context, status=403)


@login_required
def new(request: HttpRequest, wiki: str) -> HttpResponse:
    """A page that is not there yet; a title that is taken leads to its page."""
    room = enter(request, wiki)
    if not permissions.may(room.who, "edit"):
        return not_now(room, None)
    title = " ".join(request.GET.get("title", "").split())[: wikilinks.LONGEST_TITLE]
    there = WikiPage.objects.live().filter(wiki=room.wiki, slug=wikilinks.slug_of(title)).first() if title else None
    if there and request.method != "POST":
        return redirect(there)
    if request.method == "POST":
        form = PageForm(request.POST)
        if "plain" in request.POST:
            form = PageForm({**request.POST.dict(), "html": plaintext.from_text(request.POST.get("html", ""))})
        if form.is_valid() and (answer := save(room, form, None, None)) is not None:
            return answer
    else:
        draft = Draft.objects.visible_to(request.user).filter(tab=request.GET.get("draft", "-"), page=None).first()
        given = {**draft.content, "tab": draft.tab} if draft else {"title": title, "tab": new_tab()}
        form = PageForm(initial=given)
    context = {
        "form": form,
        "page": None,
        "drafts": [] if request.method == "POST" else my_drafts(request, room, None, title),
        "media": form.media.with_nonce(request.csp_nonce),  # type: ignore[attr-defined]
        "trail": trail(room, (_("New page"), "")),
    }
    return room.show("wiki/edit.html", context, status_of(form))


# One part at a time


def parts_of(html: str) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "html": richtext.trusted(part),
            "name": part_name(part),
            "editable": fields_of(part) is not None,
        }
        for number, part in enumerate(blocks.top_level(html), 1)
    ]


@login_required
def part(request: HttpRequest, wiki: str, slug: str, number: int) -> HttpResponse:
    """One part: change it, take it away, or add one after it (0: at the top). All other parts stay as they are."""
    room, page = open_page(request, wiki, slug)
    if not permissions.may_change(room.who, page):
        return not_now(room, page)
    base = base_of(request, page)
    parts = blocks.top_level(base.html)
    after = "after" in (request.POST or request.GET) or number == 0
    if not 0 <= number <= len(parts):
        raise Http404
    if request.method == "POST":
        if "delete" in request.POST and not after:
            changed = ""
        elif after:
            changed = plaintext.from_text(request.POST.get("text", ""))
        else:
            changed = filled(parts[number - 1], request.POST)
        whole = [*parts[:number], changed] if after else [*parts[: number - 1], changed]
        html = "".join(whole + parts[number:])
        answer, form = save_part(room, page, base, html)
        if answer is not None:
            return answer
    else:
        form = PageForm(initial={"base": base.number, "tab": new_tab()})
    fields = [] if after else fields_of(parts[number - 1])
    if fields is None:
        messages.info(request, _("This part can be changed in the editor only. Here it can be taken away."))
        fields = []
    for field in fields:
        field["value"] = request.POST.get(field["name"], field["value"])
    context = {
        "form": form,
        "page": page,
        "base": base,
        "number": number,
        "after": after,
        "fields": fields,
        "text": request.POST.get("text", ""),
        "shown": richtext.trusted(parts[number - 1]) if number else "",
        "trail": trail(room, (page.title, page.get_absolute_url()), (_("Edit one part"), "")),
    }
    return room.show("wiki/part.html", context, status_of(form))


def save_part(room: Room, page: WikiPage, base: Revision, html: str) -> tuple[HttpResponse | None, PageForm]:
    before = content_of(base)
    whole = Content(before.title, html, before.tags, before.places)
    given = {**as_typed(whole), "summary": room.request.POST.get("summary", ""), "base": base.number}
    form = PageForm({**given, "tab": room.request.POST.get("tab", "") or new_tab()})
    if not form.is_valid():
        return None, form
    return save(room, form, page, base, whole), form
