"""What happens to the words when somebody presses Save: saved, waiting, chosen between, or kept as a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from citycamp import richtext
from wiki import actions, diff, permissions, rendering
from wiki.content import Content, cleaned, content_of, together
from wiki.errors import (
    Held,
    NothingChanged,
    PageGone,
    Refused,
    TitleTaken,
    TooFast,
    WikiError,
    WordsCollide,
)
from wiki.forms import PageForm, as_typed, new_tab, positions_of
from wiki.models import Revision, WikiPage
from wiki.plaintext import from_text
from wiki.views.rooms import Room, enter, open_page, trail

DRAFT_FIELDS = ("title", "html", "tags", "places", "summary")


def save(
    room: Room, form: PageForm, page: WikiPage | None, base: Revision | None, content: Content | None = None
) -> HttpResponse | None:
    """The answer to a good save; None where the form has to come back, with its fault in it.

    Whatever does not become a state of the page is a draft before anything is answered.
    """
    by, tab = room.request.user, form.cleaned_data["tab"] or new_tab()
    summary = form.cleaned_data["summary"]
    try:
        typed = content or form.content(base)
        if page is None:
            saved = actions.submit_page(room.wiki, content=typed, by=by, summary=summary)
        else:
            saved = actions.save_page(page, base=base, content=typed, by=by, summary=summary)
    except NothingChanged:
        actions.drop_draft(by, tab)
        messages.info(room.request, NothingChanged.sentence)
        return redirect(page_address(page)) if page else redirect("wiki:front", room.wiki.slug)
    except Held as held:
        actions.drop_draft(by, tab)
        messages.success(room.request, held.sentence)
        return redirect("wiki:proposal", room.wiki.slug, held.proposal.pk)
    except WordsCollide as clash:
        keep(room, form, page or clash.theirs.page, base, tab)
        return choose(room, form, clash, base, tab)
    except WikiError as fault:
        keep(room, form, page, base, tab)
        say(form, fault)
        return None
    actions.drop_draft(by, tab)
    told(room, saved)
    return redirect(page_address(saved.revision.page))


def page_address(page: WikiPage) -> str:
    fresh = WikiPage.objects.light().select_related("wiki").get(pk=page.pk)
    return fresh.get_absolute_url()


def keep(room: Room, form: PageForm, page: WikiPage | None, base: Revision | None, tab: str) -> None:
    fields = {name: form.data.get(name, "") for name in DRAFT_FIELDS}
    actions.keep_draft(room.wiki, fields, by=room.request.user, tab=tab, page=page, base=base)


def since(then: datetime) -> str:
    """How long ago, in words that fit before “ago”: two people who save at once never read “0 minutes”."""
    now = timezone.now()
    return timesince(then, now) if now - then >= timedelta(minutes=1) else _("a moment")


def told(room: Room, saved: actions.Saved) -> None:
    """Only where both went in, the page says so."""
    if saved.combined is None:
        messages.success(room.request, _("Saved. Your words are in the page."))
        return
    revision = saved.revision
    address = reverse("wiki:compare", args=[room.wiki.slug, revision.page.slug])
    words = _("Saved. %(name)s’s change of %(time)s ago is in as well.") % {
        "name": saved.combined.author_name,
        "time": since(saved.combined.created_at),
    }
    link = f"{address}?from={saved.combined.number}&to={revision.number}"
    messages.success(room.request, format_html('{} <a href="{}">{}</a>', words, link, _("See what changed")))


def say(form: PageForm, fault: WikiError) -> None:
    """Put a refusal where it belongs, in the words of the page."""
    if isinstance(fault, TooFast):
        time = date_format(timezone.localtime(fault.again_at), "H:i:s")
        form.add_error(None, _("That was quick. Save again at %(time)s; your text is kept.") % {"time": time})
    elif isinstance(fault, PageGone):
        revision = fault.revision
        name = revision.author_name if revision else ""
        reason = revision.summary if revision else ""
        words = _("%(name)s deleted this page: %(reason)s. Your text is kept as a draft.")
        form.add_error(None, words % {"name": name, "reason": reason})
    elif isinstance(fault, TitleTaken) and fault.page:
        words = format_html('{} <a href="{}">{}</a>', fault.sentence, page_address(fault.page), fault.page.title)
        form.add_error("title", words)
    elif isinstance(fault, Refused) and fault.field in form.fields:
        form.add_error(fault.field, str(fault))
    else:
        form.add_error(None, str(fault))


def status_of(form: PageForm) -> int:
    return 400 if form.errors else 200


# Two people, the same words


def choose(room: Room, form: PageForm, clash: WordsCollide, base: Revision | None, tab: str) -> HttpResponse:
    """The screen with both sides, place by place. It is a plain form; nothing is saved yet."""
    theirs, page = clash.theirs, clash.theirs.page
    name = theirs.author_name
    places: list[dict[str, Any]] = []
    clashes = clash.together.text.clashes
    around = rendering.surroundings_elsewhere(
        room.wiki, "".join(each.base + each.mine + each.theirs for each in clashes)
    )
    around.places = {**rendering.places_of(clash.mine), **rendering.places_of(content_of(theirs))}
    for each in clashes:
        mine, yours = (rendering.fragment(around, side) for side in side_by_side(each.mine, each.theirs))
        before = richtext.plain(each.base)
        places.append(
            {
                "label": f"“{Truncator(before).words(6)}”" if before else "",
                "mine": richtext.trusted(mine),
                "theirs": richtext.trusted(yours),
                "before": richtext.trusted(rendering.fragment(around, each.base)),
            }
        )
    if clash.together.title_clash:
        mine, yours = clash.together.title_clash
        places.append({"label": _("The title"), "mine": mine, "theirs": yours, "one": True})
    for mine_place, their_place in clash.together.place_clashes:
        label = _("The place %(name)s") % {"name": (mine_place or their_place or {}).get("name", "")}
        places.append({"label": label, "mine": place_words(mine_place), "theirs": place_words(their_place)})
    context = {
        "page": page,
        "places": places,
        "theirs": theirs,
        "name": name,
        "ago": since(theirs.created_at),
        "hidden": {
            **as_typed(clash.mine),
            "summary": form.cleaned_data["summary"],
            "base": base.number if base else "",
            "seen": theirs.number,
            "tab": tab,
        },
        "trail": trail(room, (page.title, page.get_absolute_url()), (_("Before saving"), "")),
        "back": reverse("wiki:edit", args=[room.wiki.slug, page.slug]) + f"?draft={tab}",
    }
    return room.show("wiki/conflict.html", context, status=409)


def side_by_side(mine: str, theirs: str) -> tuple[str, str]:
    """Both sides with the words marked that only one of them has."""
    lines = diff.compare(theirs, mine)
    pairs = [diff.marked(line, lambda _mark, words: f"<mark>{words}</mark>") for line in lines]
    return "".join(pair[1] for pair in pairs), "".join(pair[0] for pair in pairs)


def place_words(place: dict[str, Any] | None) -> str:
    if place is None:
        return _("(taken away)")
    where = positions_of(place["geometry"])
    return ", ".join(filter(None, [place["name"], place["address"], where]))


def settle(room: Room, form: PageForm, page: WikiPage, base: Revision | None) -> HttpResponse | None:
    """After the choice: the same text is put together again, and saved over the state that was chosen against."""
    number = room.request.POST.get("seen", "")
    seen = page.revisions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if seen is None or seen.hides_part("text"):
        raise Http404
    try:
        mine = cleaned(form.content(base))
    except Refused as fault:
        keep(room, form, page, base, form.cleaned_data["tab"] or new_tab())
        say(form, fault)
        return None
    both = together(content_of(base) if base else None, mine, content_of(seen))
    choices = [room.request.POST.get(f"choice-{number}", "both") for number in range(1, both.choices + 1)]
    choices = [choice if choice in ("mine", "theirs") else "both" for choice in choices]
    return save(room, form, page, seen, both.content(choices))


# Drafts and notes


@require_POST
@login_required
def draft(request: HttpRequest, wiki: str) -> HttpResponse:
    """Keep what an open editor holds, or throw it away. Answers when it was kept."""
    room = enter(request, wiki)
    tab = request.POST.get("tab", "")
    if not 8 <= len(tab) <= 40:
        raise Http404
    page = WikiPage.objects.visible_to(request.user).filter(wiki=room.wiki, slug=request.POST.get("page", "")).first()
    if "drop" in request.POST:
        actions.drop_draft(request.user, tab)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({})
        return redirect("wiki:edit", wiki, page.slug) if page else redirect("wiki:front", wiki)
    if not permissions.may(room.who, "edit"):
        return JsonResponse({"reason": _("You may read this here, and not change it.")}, status=403)
    number = request.POST.get("base", "")
    base = (
        page.revisions.filter(number=int(number)).first() if page and number.isdecimal() and len(number) < 10 else None
    )
    fields = {name: request.POST.get(name, "")[:400_000] for name in DRAFT_FIELDS}
    kept = actions.keep_draft(room.wiki, fields, by=request.user, tab=tab, page=page, base=base)
    return JsonResponse({"kept": date_format(timezone.localtime(kept.updated_at), "H:i:s")})


@login_required
def note(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    """Add a note at the foot: it needs no base, so everybody in a room can do it at once."""
    room, page = open_page(request, wiki, slug)
    words = request.POST.get("words", "")
    fault = ""
    if request.method == "POST":
        try:
            actions.append_section(page, html=from_text(words), by=request.user)
        except NothingChanged:
            fault = _("Write your note first.")
        except WikiError as refused:
            fault = str(refused)
        else:
            messages.success(request, _("Your note stands at the end of the page."))
            return redirect(page.get_absolute_url())
    if not permissions.may_change(room.who, page):
        raise Http404
    context = {"page": page, "words": words, "fault": fault}
    context["trail"] = trail(room, (page.title, page.get_absolute_url()), (_("Add a note"), ""))
    return room.show("wiki/note.html", context, status=400 if fault else 200)
