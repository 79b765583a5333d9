"""What every request of a signed-in person carries."""

from __future__ import annotations

from django.utils.functional import SimpleLazyObject

from .proof import is_strong


class Strong:
    """`request.user.strong`: whether this session proved a second factor within its limits."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        lazy = request.user

        def with_strength():
            user = lazy
            if user.is_authenticated:
                user.strong = is_strong(request.session)
            return user

        request.user = SimpleLazyObject(with_strength)
        return self.get_response(request)
