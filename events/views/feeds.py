"""Calendars, the Atom feed and the list for machines: what a visitor may see, byte-equal until something changes."""

from django.contrib.syndication.views import Feed
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from citycamp import links
from events import calendar
from events.feeds import camp_entries
from events.models import Camp, City
from events.views.pages import visible_camp


def ics(name, entries, path):
    response = HttpResponse(
        calendar.feed(name, entries, source=links.absolute(path)), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "public, max-age=300"
    return response


def all_camps(request):
    camps = Camp.objects.listed().with_facts().order_by("pk")
    return ics(_("CityCamps"), [calendar.world_citycamp_day(), *camp_entries(camps)], request.path)


def city_camps(request, slug):
    city = get_object_or_404(City, slug=slug)
    camps = Camp.objects.listed().filter(city=city).with_facts().order_by("pk")
    return ics(_("CityCamps in %(city)s") % {"city": city.place}, camp_entries(camps), request.path)


def one_camp(request, slug):
    camp = visible_camp(request, slug)
    return ics(camp.name, camp_entries([camp]), request.path)


class CampFeed(Feed):
    """Listed camps, newest first."""

    feed_type = Atom1Feed
    link = "/events/"

    def title(self):
        return _("CityCamps")

    def items(self):
        return Camp.objects.listed().with_facts().order_by("-made_at", "-pk")[:50]

    def item_title(self, item):
        return item.name

    def item_description(self, item):
        return ". ".join(part for part in (item.tagline, item.city.place, *map(str, item.settled_days)) if part)

    def item_guid(self, item):
        return f"urn:uuid:{item.guid}"

    def item_pubdate(self, item):
        return item.made_at

    def item_updateddate(self, item):
        return item.changed_at


class CityFeed(CampFeed):
    def get_object(self, request, slug):
        return get_object_or_404(City, slug=slug)

    def title(self, obj):
        return _("CityCamps in %(city)s") % {"city": obj.place}

    def link(self, obj):
        return obj.get_absolute_url()

    def items(self, obj):
        return Camp.objects.listed().filter(city=obj).with_facts().order_by("-made_at", "-pk")[:50]


def events_json(request):
    camps = Camp.objects.listed().with_facts().order_by("pk")
    rows = [
        {
            "guid": str(camp.guid),
            "name": camp.name,
            "url": links.absolute(camp.get_absolute_url()),
            "state": camp.state,
            "city": camp.city.name,
            "region": camp.city.region,
            "country": camp.city.country,
            "zone": camp.zone,
            "days": [
                {
                    "date": day.date.isoformat(),
                    "starts": day.starts.isoformat() if day.has_hours else None,
                    "ends": day.ends.isoformat() if day.has_hours else None,
                }
                for day in camp.settled_days
            ],
            "venue": camp.venue.name if camp.venue else None,
        }
        for camp in camps
    ]
    return JsonResponse({"camps": rows})
