"""Six questions, a page each; what is typed is kept at once, also what is refused."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.actions import starting
from events.forms.starting import STEPS
from events.models import Camp, City, ConductText, StartDraft
from events.starting import Answers

ORDER = list(STEPS)


@login_required
def begin(request):
    """The first question; a city named in the address is chosen already."""
    slug = request.GET.get("city", "")
    city = City.objects.filter(slug=slug).first() if slug else None
    target = reverse("events:start_step", args=["where"])
    return redirect(f"{target}?city={city.pk}" if city else target)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, name):
    if name not in STEPS:
        raise Http404
    draft, _made = StartDraft.objects.get_or_create(user=request.user)
    if request.method != "POST":
        typed = draft.answers.get(name)
        initial = {"city": request.GET.get("city")} if name == "where" and request.GET.get("city", "").isdigit() else {}
        form = filled(name, typed) if typed and not initial else STEPS[name](initial=initial)
        return page(request, name, form, draft)
    typed = {key: value[:4000] for key, value in request.POST.items() if key != "csrfmiddlewaretoken"}
    draft.answers[name] = {key: value.replace("\x00", "") for key, value in typed.items()}
    draft.save()
    form = STEPS[name](request.POST)
    if not form.is_valid():
        return page(request, name, form, draft, status=422)
    if name == "where" and "anyway" not in request.POST:
        coming = coming_there(form.cleaned_data["city"])
        if coming:
            return page(request, name, form, draft, coming=coming)
    following = ORDER.index(name) + 1
    if following < len(ORDER):
        return redirect("events:start_step", ORDER[following])
    return finish(request, draft, form)


def filled(name, typed):
    """The form as it was left, without shouting about what is missing."""
    form = STEPS[name](initial=typed)
    return form


def coming_there(city):
    if city is None:
        return []
    return list(Camp.objects.listed().filter(city=city, state=Camp.PUBLISHED).coming(timezone.now()).with_facts()[:3])


def finish(request, draft, last):
    """All six again, as they were kept; then the camp, or the question that needs another look."""
    given: dict = {}
    for name in ORDER:
        form = last if name == ORDER[-1] else STEPS[name](draft.answers.get(name, {}))
        if not form.is_valid():
            return page(request, name, form, draft, status=422)
        given |= form.answer
    refused = None
    try:
        camp = starting.start_camp(Answers(**given), by=request.user)
    except starting.NoTeam:
        refused = ("organizers", _("Write the address of somebody else: a camp is organized by two."))
    except starting.TooManyStarts:
        refused = ("rules", _("Two camps of yours wait to be listed already. Start this one when one of them is."))
    except starting.MayNotStart:
        refused = ("rules", _("You may not start a camp for now. Your notices say why, and how to appeal."))
    except starting.NoZone:
        refused = ("where", _("Choose the time zone of the city."))
    except starting.NotADay as fault:
        refused = ("when", fault.args[0])
    if refused:
        name, words = refused
        form = STEPS[name](draft.answers.get(name, {}))
        form.is_valid()
        form.add_error(None, words)
        return page(request, name, form, draft, status=422)
    draft.delete()
    return redirect("events:started", camp.slug)


def page(request: HttpRequest, name: str, form, draft: StartDraft, *, coming=(), status: int = 200) -> HttpResponse:
    here = ORDER.index(name)
    steps = [
        {"name": key, "title": getattr(STEPS[key], "title", ""), "done": key in draft.answers, "current": key == name}
        for key in ORDER
    ]
    texts = ConductText.in_force(None, timezone.now()) if name == "rules" else []
    context = {
        "form": form,
        "name": name,
        "number": here + 1,
        "steps": steps,
        "back": ORDER[here - 1] if here else "",
        "last": here == len(ORDER) - 1,
        "coming": coming,
        "texts": texts,
    }
    return render(request, "events/start.html", context, status=status)


@login_required
def started(request, slug):
    """What there is now, and what to do this week. Only who started it sees this page."""
    camp = Camp.objects.with_facts().select_related("hub__wiki").filter(slug=slug, started_by=request.user).first()
    if camp is None:
        raise Http404
    return render(request, "events/started.html", {"camp": camp, "plan": camp.plan.filter(done_at=None)[:4]})
