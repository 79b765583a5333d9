"""Write to a list, and answer, on the web: the same door as mail."""

import secrets

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from citycamp.people.moderation.sentences import why_stopped
from mailinglists import actions, permissions, quoting, rules, showing
from mailinglists.forms import PostForm, ReplyForm
from mailinglists.models import MailingList, Message
from mailinglists.views.doors import page, reader
from mailinglists.views.reading import named


@reader
def compose(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    return form_page(request, mailing_list, None)


@reader
def reply(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    parent = named(mailing_list, id_hash)
    if parent.hidden:
        raise Http404
    return form_page(request, mailing_list, parent)


def form_page(request: HttpRequest, mailing_list: MailingList, parent: Message | None) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    senders = permissions.posting_addresses(request.user, mailing_list)
    kind = ReplyForm if parent else PostForm
    initial = {"key": secrets.token_urlsafe(16)}
    if parent is not None and request.GET.get("quote"):
        initial["text"] = quoted(mailing_list, parent, full=permissions.sees_addresses(request.user, mailing_list))
    form = kind(request.POST or None, senders=senders, initial=initial)
    context = {
        "form": form,
        "parent": showing.shown(mailing_list, [parent], full=False, files=False)[0] if parent else None,
        "senders": senders,
        "waits": actions.would_hold(mailing_list, request.user, senders[0]) if senders else [],
    }
    stopped = why_stopped(request.user, "write", mailing_list)
    if request.method == "POST" and stopped:
        form.add_error(None, stopped)
        return page(request, "post", mailing_list, "home", context | {"senders": senders or ["-"]}, status=403)
    if request.method == "POST" and form.is_valid():
        sent = send(request, mailing_list, parent, form)
        if sent.posted:
            messages.success(request, _("Your message is in the archive, and on its way to the subscribers."))
            return redirect("lists:message", mailing_list.slug, sent.message.id_hash)
        if sent.state in ("held", "duplicate"):
            return page(request, "posted", mailing_list, "home", {"outcome": sent})
        for finding in sent.findings or [rules.Finding("unparseable", rules.HOLD)]:
            form.add_error(None, finding.sentence)
    status = 422 if form.errors else 200
    return page(request, "post", mailing_list, "home", context, status=status)


def send(request: HttpRequest, mailing_list: MailingList, parent: Message | None, form) -> actions.Outcome:
    data = form.cleaned_data
    subject = data.get("subject") or "Re: " + without_re(parent.subject if parent else "")
    return actions.write(
        mailing_list,
        by=request.user,
        address=data["address"],
        subject=subject,
        text=data["text"],
        # Bound to the person: nobody presses another's key.
        key=f"web/{request.user.pk}/{data['key']}",
        parent=parent,
    )


def without_re(subject: str) -> str:
    while subject[:3].lower() == "re:":
        subject = subject[3:].strip()
    return subject


def quoted(mailing_list: MailingList, parent: Message, *, full: bool) -> str:
    text = quoting.without_notices(parent.body_text, [mailing_list.notice]).strip()
    text = text if full else quoting.masked(text)
    said = _("On %(date)s, %(name)s wrote:") % {"date": f"{parent.date:%Y-%m-%d}", "name": showing.who(parent)}
    return quoting.quote(text[:20_000], said)
