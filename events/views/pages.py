"""Pages with our own addresses: found in one query, then shown by Wagtail's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from citycamp.keeping import keep
from events.models import Camp, CampPage, CitiesPage, CityPage, Commitment, ConductText, EventsPage, OldSlug
from events.showing import deeds, told


def events(request):
    return get_object_or_404(EventsPage, live=True).serve(request)


def cities(request):
    return get_object_or_404(CitiesPage, live=True).serve(request)


def city(request, slug):
    return get_object_or_404(CityPage.objects.select_related("city__wiki"), city__slug=slug, live=True).serve(request)


def camp(request, slug):
    """A camp's page; an old address leads on to the new one."""
    page = CampPage.objects.select_related("camp").filter(camp__slug=slug, live=True).first()
    if page is None:
        return moved(request, slug)
    answer = page.serve(request)
    return keep(request, answer) if page.camp.state != Camp.DRAFT else answer


def moved(request, slug, rest=""):
    """301 for GET and 308 for other verbs, with path and query, from an address that a camp had before."""
    old = OldSlug.objects.select_related("camp", "city").filter(slug=slug).first()
    if old is None or (old.camp and not Camp.objects.visible_to(request.user).filter(pk=old.camp_id).exists()):
        raise Http404
    target = f"{old.camp.get_absolute_url()}{rest}" if old.camp else old.city.get_absolute_url()
    query = request.META.get("QUERY_STRING", "")
    if query:
        target += f"?{query}"
    if request.method in ("GET", "HEAD"):
        return redirect(target, permanent=True)
    response = HttpResponse(status=308)
    response["Location"] = target
    return response


def visible_camp(request, slug):
    """The camp with this address, if this person may see it; absent and hidden are the same 404."""
    return get_object_or_404(
        Camp.objects.visible_to(request.user).select_related("city", "venue", "announcements").prefetch_related("days"),
        slug=slug,
    )


def conduct(request, slug):
    camp = visible_camp(request, slug)
    texts = ConductText.in_force(camp, timezone.now())
    return render(request, "events/conduct.html", {"camp": camp, "texts": texts})


def all_deeds(request):
    return render(request, "events/all_deeds.html", {"deeds": deeds(told(Commitment.objects.all()), 200)})
