"""Who changed what, and what a page was like. wiki.md 7."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from citycamp import links, richtext
from wiki import diff, permissions, rendering
from wiki.content import Content, content_of
from wiki.models import Revision, Wiki, WikiPage
from wiki.views.rooms import Room, kept_nowhere, open_page, trail

A_PAGE = 50


@require_safe
def history(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    rows = page.revisions.light().select_related("author", "hidden_by").order_by("-number")
    before = number_of(request, "before")
    if before:
        rows = rows.filter(number__lt=before)
    shown = list(rows[: A_PAGE + 1])
    context = {
        "page": page,
        "rows": shown[:A_PAGE],
        "next": shown[A_PAGE - 1].number if len(shown) > A_PAGE else None,
        "trail": trail(room, (page.title, page.get_absolute_url()), (_("History"), "")),
    }
    return room.show("wiki/history.html", context)


def number_of(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def readable(page: WikiPage, number: int) -> Revision:
    found = page.revisions.select_related("author", "hidden_by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
def state(request: HttpRequest, wiki: str, slug: str, number: int) -> HttpResponse:
    """One state under a banner. Of a hidden one: when, by whom, why, and no more."""
    room, page = open_page(request, wiki, slug)
    revision = readable(page, number)
    hidden = revision.hides_part("text") or revision.policy is None
    context = {
        "page": page,
        "revision": revision,
        "hidden": hidden,
        "text": "" if hidden else richtext.trusted(rendering.render_state(page, content_of(revision))),
        "may_revert": permissions.may_change(room.who, page) and revision.pk != page.current_id,
        "trail": trail(
            room,
            (page.title, page.get_absolute_url()),
            (_("History"), reverse("wiki:history", args=[wiki, page.slug])),
            (_("Number %(number)d") % {"number": number}, ""),
        ),
    }
    return room.show("wiki/state.html", context)


@require_safe
def compare(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    picked = sorted({int(each) for each in request.GET.getlist("pick") if each.isdecimal() and len(each) < 10})
    to = number_of(request, "to") or (picked[-1] if picked else 0) or (page.current.number if page.current else 1)
    start = number_of(request, "from") or (picked[0] if len(picked) > 1 else max(to - 1, 1))
    old, new = readable(page, min(start, to)), readable(page, max(start, to))
    hidden = next((each for each in (old, new) if each.hides_part("text")), None)
    context = {
        "page": page,
        "old": old,
        "new": new,
        "hidden": hidden,
        "may_revert": permissions.may_change(room.who, page) and old.pk != page.current_id,
        "earlier": old.number - 1,
        "later": new.number + 1 if page.current and new.number < page.current.number else 0,
        "trail": trail(
            room,
            (page.title, page.get_absolute_url()),
            (_("History"), reverse("wiki:history", args=[wiki, page.slug])),
            (_("What changed"), ""),
        ),
        **({} if hidden else differences(room.wiki, content_of(old), content_of(new))),
    }
    return room.show("wiki/compare.html", context)


def differences(wiki: Wiki, old: Content, new: Content) -> dict[str, Any]:
    """Rows for the page, with stretches that stayed folded to one neighbour, and the sentence above them."""
    lines = diff.compare(old.html, new.html)
    around = rendering.surroundings_elsewhere(wiki, old.html + new.html)
    before, after = (replace(around, places=rendering.places_of(each)) for each in (old, new))
    shown: list[dict[str, Any]] = []
    folded = 0
    changed = {place for place, line in enumerate(lines) if line.kind != "same"}
    near = {place + step for place in changed for step in (-1, 0, 1)}
    for place, line in enumerate(lines):
        if place not in near or (line.kind == "same" and not is_shown(line)):
            folded += line.kind == "same" and is_shown(line)
            continue
        if folded:
            shown.append({"folded": folded})
            folded = 0
        if not is_shown(line):
            continue
        left, right = diff.marked(line, wrapped)
        left, right = rendering.fragment(before, left), rendering.fragment(after, right)
        shown.append({"kind": line.kind, "old": whole(line.old, left), "new": whole(line.new, right)})
    if folded:
        shown.append({"folded": folded})
    return {"rows": shown, "said": sentences(lines, diff.notes(old, new))}


def is_shown(line: diff.Line) -> bool:
    """The tags around blocks are no lines of their own."""
    item = line.new or line.old
    return item is not None and item.kind in ("block", "text")


def whole(item: Any, html: str) -> Any:
    """One block as it can stand alone in a column."""
    around = {"li": "ul", "tr": "table", "caption": "table"}.get(item.tag if item else "", "")
    if item is not None and item.kind == "text":
        around = "p"
    return richtext.trusted(f"<{around}>{html}</{around}>" if around and html else html)


def wrapped(mark: str, words: str) -> str:
    said = _("removed:") if mark == "del" else _("added:")
    return f'<{mark}><span class="vh">{said} </span>{words}</{mark}>'


def sentences(lines: list[diff.Line], notes: list[diff.Note]) -> list[str]:
    kinds = [line.kind for line in lines if is_shown(line)]
    found = []
    counted = [
        ("changed", lambda n: ngettext("One part changed.", "%(n)d parts changed.", n)),
        ("added", lambda n: ngettext("One part added.", "%(n)d parts added.", n)),
        ("removed", lambda n: ngettext("One part removed.", "%(n)d parts removed.", n)),
    ]
    for kind, words in counted:
        if number := kinds.count(kind):
            found.append(words(number) % {"n": number})
    return found + [sentence(note) for note in notes]


def sentence(note: diff.Note) -> str:
    words = {
        "title": _("Title changed from “%(before)s” to “%(after)s”."),
        "picture_added": _("Picture added."),
        "picture_removed": _("Picture removed."),
        "link": _("The link “%(words)s” now leads to %(after)s."),
        "place_added": _("Place added: “%(place)s”."),
        "place_removed": _("Place removed: “%(place)s”."),
        "place_moved": _("Place “%(place)s” moved %(metres)d m."),
        "place_redrawn": _("Place “%(place)s” was drawn anew."),
        "place_changed": _("Place “%(place)s” has another name or address."),
        "tag_added": _("Tag added: %(tag)s."),
        "tag_removed": _("Tag removed: %(tag)s."),
    }
    return words[note.what] % note.words


# Feeds


@require_safe
def atom(request: HttpRequest, wiki: str, slug: str) -> HttpResponse:
    room, page = open_page(request, wiki, slug)
    rows = page.revisions.light().select_related("author", "page").order_by("-number")[:A_PAGE]
    title = _("%(page)s: changes") % {"page": page.title}
    return feed(room, title, page.get_absolute_url(), rows)


def feed(room: Room, title: str, address: str, rows: Any) -> HttpResponse:
    """Changes as Atom (RFC 4287): who, when, the summary, a link to what changed."""
    made = Atom1Feed(
        title=f"{title} · {room.wiki.name}",
        link=links.absolute(address),
        feed_url=links.absolute(room.request.path),
        description=title,
        language=room.wiki.language,
    )
    for row in rows:
        to = reverse("wiki:compare", args=[room.wiki.slug, row.page.slug]) + f"?to={row.number}"
        summary = "" if row.hides_part("summary") else row.summary
        made.add_item(
            title=row.title if not row.hides_part("text") else _("hidden"),
            link=links.absolute(to),
            description=format_html("<p>{}</p><p>{}</p>", row.get_kind_display(), summary),
            author_name=row.author_name,
            pubdate=row.created_at,
            updateddate=row.created_at,
            unique_id=f"urn:uuid:{row.page.uid}/{row.number}",
        )
    response = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return kept_nowhere(response, room.request)
