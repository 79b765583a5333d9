"""What this room hears. Connected in apps.py."""


def signed_in(sender, request, user, **kwargs) -> None:
    """Somebody typed the mailed code back: what they had filled in to register goes on."""
    from events.views.registration import finish_pending

    finish_pending(request, user)


def account_closed(user, **kwargs) -> None:
    """Seats are given back, and what was said at registration goes; counts stay right."""
    from django.utils import timezone

    from events.actions import cancel_registration
    from events.findable import put_promise
    from events.models import Commitment, PrivateAnswer, Registration

    now = timezone.now()
    mine = Registration.objects.filter(user=user)
    for registration in mine.exclude(state=Registration.CANCELLED).select_related("camp"):
        if registration.camp.ends is None or registration.camp.ends > now:
            cancel_registration(registration, now=now, quietly=True)
    PrivateAnswer.objects.filter(registration__in=mine).delete()
    mine.update(name="", address="", organization="", pronouns="")
    Commitment.objects.filter(who=user).update(who_name="")
    for made in Commitment.objects.filter(who=user):
        put_promise(made)
