from django.urls import path

from . import views

app_name = "media"

urlpatterns = [path("media/<path:name>", views.picture_file, name="picture_file")]
