"""What this room hears. Connected in apps.py."""


def signed_in(sender, request, user, **kwargs) -> None:
    """Somebody typed the mailed code back: what they had filled in to register goes on."""
    from events.views.registration import finish_pending

    finish_pending(request, user)
