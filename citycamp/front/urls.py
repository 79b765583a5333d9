from django.urls import path

from citycamp.front import looks

app_name = "front"

urlpatterns = [
    path("as-you-like/", looks.as_you_like, name="as_you_like"),
    path("manifest.webmanifest", looks.manifest, name="manifest"),
    path("robots.txt", looks.robots, name="robots"),
]
