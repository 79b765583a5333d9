"""Saying that something breaks a rule: one form for every kind of thing, no account needed. people.md 6."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycamp import throttle
from citycamp.front import addressed
from citycamp.front.forms import ReportForm
from citycamp.people.errors import Waits
from citycamp.people.models import User
from citycamp.people.moderation import actions
from events.models import Camp
from mailinglists.models import MailingList, Message
from sessions.models import Session
from wiki.models import Wiki, WikiPage

BY_ONE_PERSON = ((10, 3600),)
BY_ONE_NETWORK = ((60, 3600),)  # a camp is one network


@dataclass(frozen=True)
class Target:
    """What a report is about, as it stands now. `about` is its author where an account is known, else `address`."""

    thing: Model
    scope: Model | None
    title: str
    words: str
    href: str
    about: User | None = None
    address: str = ""

    @property
    def as_it_was(self) -> dict[str, str]:
        return {"title": self.title[:300], "words": self.words[:5000], "href": self.href}


def target_of(thing: Model) -> Target:
    """Where a thing belongs, whose it is, and what it says."""
    if isinstance(thing, Session):
        host = thing.hosts.filter(user__isnull=False).select_related("user").order_by("pk").first()
        href = reverse("sessions:session", args=[thing.board.camp.slug, thing.code])
        author = thing.proposer or (host.user if host else None)
        return Target(thing, thing.board.camp, thing.title, thing.summary, href, author)
    if isinstance(thing, Message):
        href = reverse("lists:message", args=[thing.list.slug, thing.id_hash])
        if thing.hidden:
            return Target(thing, thing.list, _("(hidden message)"), "", href, thing.user, thing.sender_address)
        return Target(thing, thing.list, str(thing), thing.body_text, href, thing.user, thing.sender_address)
    if isinstance(thing, WikiPage):
        newest = thing.revisions.select_related("author").order_by("-number").first()
        words = newest.summary if newest else ""
        author = newest.author if newest else None
        return Target(thing, thing.wiki, thing.title, words, thing.get_absolute_url(), author)
    if isinstance(thing, User):
        shown = {name: getattr(thing, name) for name in ("name", "about") if name in thing.shows}
        href = reverse("people:public", args=[thing.public_id])
        return Target(thing, None, shown.get("name") or _("A participant"), shown.get("about", ""), href, thing)
    if isinstance(thing, Camp):
        return Target(thing, thing, thing.name, thing.tagline, thing.get_absolute_url())
    if isinstance(thing, MailingList):
        return Target(thing, thing, thing.name, thing.purpose, thing.get_absolute_url())
    href = f"/wiki/{thing.slug}/" if isinstance(thing, Wiki) else thing.get_absolute_url()  # type: ignore[attr-defined]
    return Target(thing, thing, str(thing), "", href)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The form, for whoever sees the thing; who is reported never learns by whom."""
    target = target_of(addressed.seen(kind, key, request.user))
    known = request.user if request.user.is_authenticated else None
    # A page that knows what happened may write the first words, such as the undoing of a burst.
    given = {"words": request.GET.get("words", "")[:2000].replace("\x00", "")}
    form = ReportForm(request.POST or None, signed_in=known is not None, initial=given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if too_often(request):
                status = 429
                form.add_error(None, _("Many reports came from here just now. Try again in an hour."))
            else:
                send(target, form, known)
                return redirect(f"{request.path}?sent=1")
    context = {"target": target, "form": form, "sent": request.GET.get("sent") == "1", "whole": target.scope}
    return render(request, "front/report.html", context, status=status)


def too_often(request: HttpRequest) -> bool:
    if request.user.is_authenticated:
        return bool(throttle.wait("report", str(request.user.pk), BY_ONE_PERSON))
    return bool(throttle.wait("report", throttle.network_of(request), BY_ONE_NETWORK))


def send(target: Target, form: ReportForm, known: User | None) -> None:
    """Keep the report. A second one of the same person about the same thing is as good as the first."""
    try:
        actions.report(
            target.thing,
            target.scope,
            form.cleaned_data["words"],
            by=known,
            about=target.about,
            address=target.address,
            rule=form.cleaned_data["rule"],
            contact=form.cleaned_data.get("contact", ""),
            as_it_was=target.as_it_was,
        )
    except Waits:
        return
