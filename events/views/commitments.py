"""Done and doing: what a camp promised, and the pages where people answer for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from citycamp.people import addresses
from events import permissions
from events.actions import answer, give_news, promise
from events.actions.commitments import TooManyAsked, commitment_for
from events.forms.commitments import NewsForm, PromiseForm
from events.models import Commitment
from events.views.pages import visible_camp


def done_doing(request, slug):
    """Every promise of a camp, by what became of it; nothing is hidden."""
    camp = visible_camp(request, slug)
    now = timezone.now()
    groups: dict[str, list[Commitment]] = {key: [] for key in ("done", "doing", "promised", "quiet", "dropped")}
    for deed in camp.commitments.select_related("camp").prefetch_related("news"):
        deed.camp = camp
        groups["quiet" if deed.is_quiet(now) else deed.state].append(deed)
    titles = {
        "done": _("Done"),
        "doing": _("Doing"),
        "promised": _("Promised"),
        "quiet": _("Quiet"),
        "dropped": _("Dropped"),
    }
    context = {
        "camp": camp,
        "groups": [(key, titles[key], deeds) for key, deeds in groups.items() if deeds],
        "total": sum(len(deeds) for deeds in groups.values()),
        "may_promise": permissions.may_promise(request.user, camp),
    }
    return render(request, "events/done_doing.html", context)


def as_json(request, slug):
    camp = visible_camp(request, slug)
    now = timezone.now()
    rows = [
        {
            "guid": str(deed.guid),
            "what": deed.what,
            "who": deed.shown_name or None,
            "by_when": deed.by_when or None,
            "due": deed.due_to.isoformat() if deed.due_to else None,
            "state": "quiet" if deed.is_quiet(now) else deed.state,
        }
        for deed in camp.commitments.all()
    ]
    return JsonResponse({"camp": camp.name, "commitments": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state_one(request, slug):
    """A promise of one's own, or one for somebody else, who is asked."""
    camp = visible_camp(request, slug)
    if not permissions.may_promise(request.user, camp):
        raise PermissionDenied(_("Whoever comes to this camp can promise something here."))
    form = PromiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = promise(
                camp,
                clean["what"],
                by=request.user,
                who_name=clean["who_name"],
                address=clean["address"],
                organization=clean["organization"],
                by_when=clean["by_when"],
            )
        except TooManyAsked:
            form.add_error("address", _("You have asked 20 people today. Ask the next ones tomorrow."))
        else:
            if made.by_when and made.due_to is None:
                messages.warning(
                    request,
                    _("“%(words)s” needs a date, such as 15 March 2027 or by the end of June 2027.")
                    % {"words": made.by_when},
                )
            return redirect(made.get_absolute_url())
    return render(request, "events/promise.html", {"camp": camp, "form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def news(request, slug, pk):
    camp = visible_camp(request, slug)
    deed = get_object_or_404(Commitment, camp=camp, pk=pk)
    if not permissions.may_give_news(request.user, deed):
        raise PermissionDenied(_("Whoever promised this, or the camp's organizers, say how it stands."))
    form = NewsForm(request.POST or None, initial={"state": deed.state})
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        give_news(deed, clean["state"], clean["text"], by=request.user, evidence_url=clean["evidence_url"])
        return redirect(deed.get_absolute_url())
    context = {"camp": camp, "deed": deed, "form": form}
    return render(request, "events/deed_news.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_promise(request, slug, key):
    """What the mailed link opens: two buttons. A GET only shows them."""
    camp = visible_camp(request, slug)
    deed = commitment_for(camp, key)
    if deed is None:
        raise Http404
    if request.method == "POST" and deed.accepted is None:
        proven = request.user.is_authenticated and request.user.emailaddress_set.filter(
            email=addresses.key(deed.asked_address), verified=True
        )
        user = request.user if proven and proven.exists() else None
        answer(deed, accept=request.POST.get("answer") == "yes", user=user)
        return redirect(f"{camp.get_absolute_url()}done-doing/")
    return render(request, "events/promise_answer.html", {"camp": camp, "deed": deed, "key": key})
