"""The address map. Each app's own routes stand in its urls.py; Wagtail takes what is left."""

from allauth.account.views import login
from django.db import transaction
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from citycamp.media.views import attachment

urlpatterns = [
    path("", include("citycamp.front.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:pk>/<str:name>", attachment, name="wagtaildocs_serve"),
    path("", include("citycamp.media.urls")),
    path("", include("citycamp.people.urls")),  # Before allauth: some of its pages are ours.
    # One commit for a known and for a new address, so that the time of the answer tells neither.
    path("accounts/login/", transaction.atomic(login), name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("", include("sessions.urls")),
    path("", include("events.day.urls")),
    path("", include("events.communities.urls")),
    path("", include("events.urls")),
    path("wiki/", include("wiki.urls")),
    path("records/", include("mailinglists.records.urls")),
    path("lists/", include("mailinglists.urls")),
    path("", include(wagtail_urls)),
]
