"""The face of the network, for every template: asked only where a page shows it."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .face import face
from .models import DemoWorld


def network(request: HttpRequest) -> dict[str, object]:
    return {
        "network": SimpleLazyObject(lambda: face(request)),
        # An install that is no demo is never asked: no query.
        "demo_world": bool(settings.DEMO) and SimpleLazyObject(DemoWorld.objects.first),
    }
