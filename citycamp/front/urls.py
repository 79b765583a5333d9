from django.urls import URLPattern, path, register_converter
from django.urls.converters import SlugConverter

from citycamp.front import finding, health, kit, looks, moderating, offline, reporting, teams

app_name = "front"


class CampSlug(SlugConverter):
    """The address of a camp: `start` is the way to a new one, and has a page "team" of its own."""

    regex = r"(?!start/)[-a-zA-Z0-9_]+"


register_converter(CampSlug, "camp")

# Where each kind of place keeps the page of those who look after it.
TEAMS = {
    "camp": "events/<camp:key>/team/",
    "city": "cities/<slug:key>/team/",
    "community": "communities/<slug:key>/team/",
    "wiki": "wiki/<slug:key>/-/team/",
    "list": "lists/<slug:key>/team/",
    "network": "staff/team/",
}


def team_routes(kind: str, route: str) -> list[URLPattern]:
    which = {"kind": kind}
    return [
        path(route, teams.team, which, name="team"),
        path(f"{route}<int:pk>/end/", teams.end, which, name="team_end"),
        path(f"{route}offers/<int:pk>/withdraw/", teams.withdraw, which, name="team_withdraw"),
    ]


urlpatterns = [
    path("as-you-like/", looks.as_you_like, name="as_you_like"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("kit/", kit.kit, name="kit"),
    path("search/", finding.search, name="search"),
    path("accent-<slug:digits>.css", looks.accent, name="accent"),
    path("manifest.webmanifest", looks.manifest, name="manifest"),
    path("events/worker.js", offline.worker, name="worker"),
    path("events/not-kept.html", offline.not_kept, name="not_kept"),
    path("robots.txt", looks.robots, name="robots"),
    path("report/<slug:kind>/<path:key>/", reporting.report, name="report"),
    path("reports/", moderating.queue, name="reports"),
    path("reports/<int:pk>/", moderating.decision, name="decision"),
    path("reports/appeals/<int:pk>/", moderating.appeal, name="appeal"),
    *(pattern for kind, route in TEAMS.items() for pattern in team_routes(kind, route)),
]
