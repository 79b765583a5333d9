"""Headers that every answer carries, and compression of pages."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control

# Scanning tickets needs the camera, "near me" the place, the wall screen stays awake; nothing here needs more.
ALLOWED = ("camera", "geolocation", "fullscreen", "screen-wake-lock", "publickey-credentials-get", "clipboard-write")
DENIED = ("accelerometer", "autoplay", "browsing-topics", "display-capture", "encrypted-media", "gyroscope", "hid")
DENIED += ("magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial", "sync-xhr", "usb")
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in ALLOWED), *(f"{name}=()" for name in DENIED)])

COMPRESSED = {"text/html", "application/json", "application/atom+xml", "text/calendar", "application/geo+json"}


class Headers:
    """What Django's own security middleware does not send."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"storage"'
        if not response.has_header("Cache-Control") and not response.has_header("ETag"):
            patch_cache_control(response, no_cache=True)
        return response


class AdminPolicy:
    """Wagtail's editor shows its preview in a frame of its own site; nothing else is loosened for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/") and not hasattr(response, "_csp_replace"):
            response._csp_replace = {"frame-src": ["'self'"], "frame-ancestors": ["'self'"]}
        return response


class Gzip(GZipMiddleware):
    """Compress whole pages only: an event stream must leave at once, and a picture is compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)
