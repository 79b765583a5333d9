from django.urls import path

from events.communities import views

app_name = "communities"

urlpatterns = [
    path("communities/", views.communities, name="index"),
    path("communities/<slug:slug>/", views.community, name="community"),
    path("communities/<slug:slug>/join/", views.join, name="join"),
    path("communities/<slug:slug>/calendar.ics", views.open_calendar, name="calendar"),
    path("communities/<slug:slug>/meetings/<int:pk>/", views.meeting, name="meeting"),
]
