"""What moderators and owners do: held mail, hidden messages, closed threads, members, settings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailinglists import actions, delivery, parsing, permissions, quoting, rules
from mailinglists.forms import NewListForm, NoticeForm, ReasonForm, SettingsForm
from mailinglists.models import Delivery, HeldMessage, InboundMessage, MailingList, Message, Subscription
from mailinglists.views.doors import allowed, page
from mailinglists.views.reading import named

A_PAGE = 50


def sentences(held: HeldMessage) -> list[str]:
    return [rules.sentence(one["code"], one["words"]) for one in held.findings]


@allowed(permissions.may_moderate)
def queue(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    waiting = HeldMessage.objects.filter(list=mailing_list, state=HeldMessage.State.WAITING)
    rows = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    for row in rows:
        row.sentences = sentences(row)
    return page(request, "queue", mailing_list, "moderate", {"page": rows})


@allowed(permissions.may_moderate)
def held(request: HttpRequest, mailing_list: MailingList, number: int) -> HttpResponse:
    row = get_object_or_404(
        HeldMessage.objects.select_related("inbound__raw", "decided_by"), list=mailing_list, pk=number
    )
    form = ReasonForm(request.POST if request.POST.get("act") == "reject" else None)
    status = 200
    if request.method == "POST":
        fault = decide(request, row, form)
        if not fault:
            return redirect("lists:moderate", mailing_list.slug)
        status = 409
        row.refresh_from_db()
        messages.error(request, fault)
    mail = parsing.parse(row.inbound.raw.content, latest=timezone.now())
    context = {
        "held": row,
        "sentences": sentences(row),
        "blocks": quoting.folded(mail.text),
        "headers": mail.headers[:60],
        "history": Message.objects.filter(list=mailing_list, sender_address=row.sender_address).count(),
        "form": form,
    }
    return page(request, "held", mailing_list, "moderate", context, status=status)


def decide(request: HttpRequest, row: HeldMessage, form: ReasonForm) -> str:
    """Do what was pressed; gives a sentence where that could not be."""
    act = request.POST.get("act")
    try:
        if act in ("release", "always"):
            actions.release(row, by=request.user, always=act == "always")
            messages.success(request, _("The message is in the archive, and on its way."))
        elif act == "reject":
            if not form.is_valid():
                return _("Say why: the sender reads it.")
            actions.reject(row, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The message was not posted, and the sender was told why."))
        elif act == "discard":
            actions.discard(row, by=request.user)
            messages.success(request, _("The message was put aside."))
        else:
            return _("Choose what to do with this message.")
    except actions.AlreadyDecided as quicker:
        told = {"name": quicker.held.decided_by, "state": quicker.held.get_state_display()}
        return _("%(name)s was quicker: this message is %(state)s.") % told
    except actions.CannotRelease as fault:
        return fault.finding.sentence
    return ""


@require_POST
@allowed(permissions.may_moderate)
def hide(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    message = named(mailing_list, id_hash)
    form = ReasonForm(request.POST)
    if message.hidden:
        actions.show_message(message, by=request.user)
    elif form.is_valid():
        actions.hide_message(message, form.cleaned_data["reason"], by=request.user)
    else:
        messages.error(request, _("A hidden message keeps its place, with a reason. Write one."))
    return redirect("lists:message", mailing_list.slug, id_hash)


@require_POST
@allowed(permissions.may_moderate)
def close(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    thread = named(mailing_list, id_hash).thread
    form = ReasonForm(request.POST)
    if thread.state == thread.State.CLOSED:
        actions.reopen_thread(thread, by=request.user)
    elif form.is_valid():
        actions.close_thread(thread, form.cleaned_data["reason"], by=request.user)
    else:
        messages.error(request, _("A closed conversation says why. Write a reason."))
    return redirect("lists:thread", mailing_list.slug, thread.root.id_hash)


@allowed(permissions.may_manage)
def members(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    rows = Subscription.objects.open().filter(list=mailing_list).order_by("address_key").select_related("user")
    return page(
        request,
        "members",
        mailing_list,
        "manage",
        {"page": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))},
    )


@allowed(permissions.may_manage)
def manage(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    about_notice = "notice" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(None if about_notice else posted, instance=mailing_list)
    notice = NoticeForm(posted if about_notice else None, initial={"notice": mailing_list.notice})
    if request.method == "POST":
        if about_notice and notice.is_valid():
            actions.set_notice(mailing_list, notice.cleaned_data["notice"], by=request.user)
            return redirect("lists:manage", mailing_list.slug)
        if not about_notice and form.is_valid():
            fields = {name: form.cleaned_data[name] for name in form.changed_data}
            actions.set_settings(mailing_list, by=request.user, **fields)
            return redirect("lists:manage", mailing_list.slug)
    mailing_list.refresh_from_db()
    copies = Delivery.objects.filter(message__list=mailing_list).values("state").annotate(n=Count("pk"))
    names = dict(Delivery.State.choices)
    context = {
        "form": form,
        "notice_form": notice,
        "states": [(names[row["state"]], row["n"]) for row in copies.order_by("state")],
        "uncertain": delivery.uncertain().filter(message__list=mailing_list).select_related("message")[:50],
        "troubled": InboundMessage.objects.filter(list=mailing_list, state=InboundMessage.State.UNPARSEABLE)[:50],
        "imports": mailing_list.imports.all()[:10],
    }
    status = 422 if form.errors or notice.errors else 200
    return page(request, "manage", mailing_list, "manage", context, status=status)


def new(request: HttpRequest) -> HttpResponse:
    if not permissions.may_create(request.user):
        raise Http404
    form = NewListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_list(by=request.user, **form.cleaned_data)
        except actions.SlugRefused as fault:
            form.add_error("slug", str(fault))
        else:
            return redirect("lists:about", made.slug)
    return render(request, "mailinglists/new.html", {"form": form}, status=422 if form.errors else 200)
