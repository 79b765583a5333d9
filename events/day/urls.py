from django.urls import path

from events.day import views

app_name = "campday"

urlpatterns = [
    path("t/<slug:key>/", views.ticket, name="ticket"),
    path("t/<slug:key>/cancel/", views.cancel, name="cancel"),
    path("t/<slug:key>/offer/", views.answer_offer, name="answer_offer"),
]
