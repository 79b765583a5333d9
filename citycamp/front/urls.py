from django.urls import path

from citycamp.front import finding, health, kit, looks

app_name = "front"

urlpatterns = [
    path("as-you-like/", looks.as_you_like, name="as_you_like"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("kit/", kit.kit, name="kit"),
    path("search/", finding.search, name="search"),
    path("accent-<slug:digits>.css", looks.accent, name="accent"),
    path("manifest.webmanifest", looks.manifest, name="manifest"),
    path("robots.txt", looks.robots, name="robots"),
]
