"""Every step about oneself, and the one answer to it. people.md 6."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from citycamp.people.errors import Refused
from citycamp.people.forms import AppealForm
from citycamp.people.models import Notice
from citycamp.people.moderation import actions
from citycamp.people.roles import ROLES


@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """What was decided, under which rule, until when, by which role; who reported is never among it."""
    return page(request)


def page(request: HttpRequest, fault: tuple[int, AppealForm] | None = None) -> HttpResponse:
    now = timezone.now()
    rows = request.user.notices.order_by("-at").select_related("appeal").prefetch_related("scope", "sanctions__scope")
    shown = [
        {
            "notice": notice,
            "role": ROLES[notice.as_role].label if notice.as_role in ROLES else "",
            "appeal": getattr(notice, "appeal", None),
            "may_appeal": now <= notice.appeal_until,
            "form": fault[1] if fault and fault[0] == notice.pk else AppealForm(auto_id=f"id_{notice.pk}_%s"),
        }
        for notice in rows
    ]
    unread = any(notice.read_at is None for notice in rows)
    context = {"notices": shown, "unread": unread}
    return render(request, "people/notices.html", context, status=422 if fault else 200)


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    """That all of it was read; only this is ever added to a notice."""
    request.user.notices.filter(read_at__isnull=True).update(read_at=timezone.now())
    return redirect("people:me")


@require_POST
@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Once, within 30 days; somebody who did not decide first looks at it."""
    notice = get_object_or_404(Notice, pk=pk, about=request.user)
    form = AppealForm(request.POST, auto_id=f"id_{notice.pk}_%s")
    if form.is_valid():
        try:
            actions.appeal(notice, form.cleaned_data["words"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your appeal is on its way to somebody who did not decide first."))
        return redirect("people:notices")
    return page(request, (notice.pk, form))
