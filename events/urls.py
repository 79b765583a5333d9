from django.urls import path

from events.views import cloning, commitments, feeds, managing, pages, personal, registration, starting

app_name = "events"

urlpatterns = [
    path("events/", pages.events, name="index"),
    path("events/calendar.ics", feeds.all_camps, name="calendar"),
    path("events/events.json", feeds.events_json, name="json"),
    path("events/feed/", feeds.CampFeed(), name="feed"),
    path("events/done-doing/", pages.all_deeds, name="all_deeds"),
    path("events/start/", starting.begin, name="start"),
    path("events/start/<slug:name>/", starting.step, name="start_step"),
    path("events/<slug:slug>/", pages.camp, name="camp"),
    path("events/<slug:slug>/started/", starting.started, name="started"),
    path("events/<slug:slug>/camp.ics", feeds.one_camp, name="camp_calendar"),
    path("events/<slug:slug>/conduct/", pages.conduct, name="conduct"),
    path("events/<slug:slug>/register/", registration.register_here, name="register"),
    path("events/<slug:slug>/register/done/", registration.registered, name="registered"),
    path("events/<slug:slug>/people/", registration.people, name="people"),
    path("events/<slug:slug>/plan/", managing.plan, name="plan"),
    path("events/<slug:slug>/plan/add/", managing.plan_add, name="plan_add"),
    path("events/<slug:slug>/plan/<int:pk>/", managing.plan_tick, name="plan_tick"),
    path("events/<slug:slug>/settings/", managing.settings, name="settings"),
    path("events/<slug:slug>/settings/open/", managing.open_now, name="open_now"),
    path("events/<slug:slug>/settings/close/", managing.close_now, name="close_now"),
    path("events/<slug:slug>/settings/cancel/", managing.cancel, name="cancel"),
    path("events/<slug:slug>/settings/listed/", managing.listed, name="listed"),
    path("events/<slug:slug>/settings/publish/", cloning.publish, name="publish"),
    path("events/<slug:slug>/clone/", cloning.clone, name="clone"),
    path("events/<slug:slug>/done-doing/", commitments.done_doing, name="done_doing"),
    path("events/<slug:slug>/done-doing/promises.json", commitments.as_json, name="done_doing_json"),
    path("events/<slug:slug>/done-doing/promise/", commitments.state_one, name="promise"),
    path("events/<slug:slug>/done-doing/<int:pk>/news/", commitments.news, name="deed_news"),
    path("events/<slug:slug>/done-doing/<str:key>/", commitments.answer_promise, name="answer_promise"),
    path("me/calendar/", personal.page, name="my_calendar"),
    path("calendar/<slug:key>.ics", personal.feed, name="personal_calendar"),
    path("cities/", pages.cities, name="cities"),
    path("cities/<slug:slug>/", pages.city, name="city"),
    path("cities/<slug:slug>/calendar.ics", feeds.city_camps, name="city_calendar"),
    path("cities/<slug:slug>/feed/", feeds.CityFeed(), name="city_feed"),
]
