"""One page for all that the site tells a person, and the way to stop it from a mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from citycamp.people.models import Choice
from citycamp.people.notices import actions, sending, telling
from citycamp.people.notices.models import How
from citycamp.people.notices.sources import ALWAYS, KEEPERS, SOURCES, Own, Source

from .proof import next_address


@dataclass(frozen=True)
class Row:
    """One kind of news from one place, and how it goes."""

    source: Source
    scope: models.Model | None
    anchor: str
    chosen: str


def rows_of(user) -> list[Row]:
    """A row for each source, and for each place where this person gets its news."""
    chosen = {
        (choice.source, choice.scope_type_id, choice.scope_id): choice.how
        for choice in Choice.objects.filter(user=user)
    }
    rows = []
    for source in SOURCES.values():
        for scope in source.places(user) if source.scope else [None]:
            kind = ContentType.objects.get_for_model(scope).pk if scope is not None else None
            where = (source.name, kind, scope.pk if scope is not None else None)
            rows.append(Row(source, scope, telling.anchor(*where), chosen.get(where, source.default)))
    return rows


def own_rows(user) -> list[tuple[str, Own]]:
    """Rows whose choice an app keeps itself, with the app's name in front of their key."""
    return [(f"{name}:{row.key}", row) for name, keeper in KEEPERS.items() for row in keeper.rows(user)]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    rows, own = rows_of(request.user), own_rows(request.user)
    if request.method == "POST":
        save(request, rows, own)
        messages.success(request, _("Your choices are saved."))
        return redirect("people:notifications")
    context = {"rows": rows, "own": own, "hows": How.choices, "always": ALWAYS.values()}
    return render(request, "people/notifications.html", context)


@transaction.atomic
def save(request: HttpRequest, rows: list[Row], own: list[tuple[str, Own]]) -> None:
    """What differs from before; a choice that there is not changes nothing."""
    for row in rows:
        how = How.DAILY if request.POST.get("all") == "daily" else request.POST.get(row.anchor, row.chosen)
        if how in How.values and how != row.chosen:
            actions.choose(request.user, row.source.name, row.scope, how)
    for key, kept in own:
        choice = request.POST.get(key, kept.chosen)
        if choice != kept.chosen and choice in {value for value, _label in kept.choices}:
            KEEPERS[key.partition(":")[0]].choose(request.user, kept.key, choice)


@login_required
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The news on a page was read; it goes from the page."""
    items = request.POST.get("items", "").split(",")[:200]
    actions.mark_seen(request.user, [int(one) for one in items if one.isdecimal() and len(one) < 18])
    return redirect(next_address(request) or "people:me")


@csrf_exempt  # RFC 8058: a mail program posts here, without a session; the address itself is the key.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop what a mail told of. Looking at the address changes nothing: link scanners do."""
    found = sending.what_to_stop(token)
    if found is None:
        raise Http404
    user, what = found
    named = []
    if what != sending.DAILY:
        for name, kind, pk in what:
            source = SOURCES.get(name)
            of = ContentType.objects.filter(pk=kind).first() if kind else None
            scope = of.model_class()._base_manager.filter(pk=pk).first() if of and of.model_class() else None
            if source is not None and (scope is not None or not kind):
                named.append((source, scope))
    if request.method == "POST":
        with transaction.atomic():
            if what == sending.DAILY:
                actions.stop_daily(user)
            for source, scope in named:
                actions.choose(user, source.name, scope, How.NONE)
    context = {"named": named, "daily": what == sending.DAILY, "done": request.method == "POST"}
    return render(request, "people/stop_notices.html", context)
