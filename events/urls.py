from django.urls import path

from events.views import pages

app_name = "events"

urlpatterns = [
    path("events/", pages.events, name="index"),
    path("events/done-doing/", pages.all_deeds, name="all_deeds"),
    path("events/<slug:slug>/", pages.camp, name="camp"),
    path("events/<slug:slug>/conduct/", pages.conduct, name="conduct"),
    path("cities/", pages.cities, name="cities"),
    path("cities/<slug:slug>/", pages.city, name="city"),
]
