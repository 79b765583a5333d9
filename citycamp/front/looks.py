"""What the frame of every page needs: day or night, language, the manifest, robots.txt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language, gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from citycamp.people import colours
from citycamp.people.face import face

YEAR = 365 * 24 * 3600


# Exempt, so that no page needs a token only for its footer; a stranger could at worst turn the lamp on.
@csrf_exempt
@require_POST
def as_you_like(request: HttpRequest) -> HttpResponse:
    """Remember day or night, or a language, and go back to the page one came from."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme, language = request.POST.get("theme"), request.POST.get("language", "")
    if theme in ("light", "dark"):
        remember(response, "theme", theme)
    elif theme == "":
        response.delete_cookie("theme", samesite="Lax")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SECURE_SITE, httponly=True, samesite="Lax")


@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web manifest, so that a phone can keep the site on its first screen."""
    network = face(request)
    return JsonResponse(
        {
            "name": network.name,
            "short_name": network.name,
            "description": network.tagline or gettext("Unconferences on local government"),
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#f6f1e6",
            "theme_color": "#15241d",
            "icons": [
                {"src": static("front/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("front/mark-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("front/mark-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        },
        content_type="application/manifest+json",
    )


@cache_control(public=True, max_age=YEAR, immutable=True)
def accent(request: HttpRequest, digits: str) -> HttpResponse:
    """The tokens of a network's own accent, by day and by night; the colour is in the address, so it never changes."""
    try:
        colour = colours.checked_accent(f"#{digits}")
    except colours.Unreadable:
        raise Http404 from None
    pair = f"light-dark({colour}, {colours.by_night(colour)})"
    deep = "color-mix(in oklab, var(--ember-fill) 75%, black)"
    wash = "color-mix(in oklab, var(--ember) 12%, var(--paper))"
    tokens = f"--ember: {pair}; --ember-fill: {pair}; --ember-deep: {deep}; --ember-wash: {wash};"
    return HttpResponse(f"@layer tokens {{ :root {{ {tokens} }} }}\n", content_type="text/css")


CLOSED_TO_ROBOTS = (
    "/report/",
    "/reports/",
    "/admin/",
    "/accounts/",
    "/me/",
    "/staff/",
    "/search/",
    "/calendar/",
    "/t/",
    "/c/",
    "/demo/",
)


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: what is worth reading is open; forms, keys and results are not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def nonce(request: HttpRequest) -> dict:
    """For every template: `csp_nonce`, as django-htmx reads it too."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
