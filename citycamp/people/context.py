"""The face of the network, for every template: one query a request, asked only where a page shows it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Network


def network(request: HttpRequest) -> dict[str, object]:
    return {"network": SimpleLazyObject(lambda: Network.for_request(request))}
