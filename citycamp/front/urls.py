from django.urls import path

from citycamp.front import kit, looks

app_name = "front"

urlpatterns = [
    path("as-you-like/", looks.as_you_like, name="as_you_like"),
    path("kit/", kit.kit, name="kit"),
    path("manifest.webmanifest", looks.manifest, name="manifest"),
    path("robots.txt", looks.robots, name="robots"),
]
