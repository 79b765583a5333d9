"""Who may, around camps."""

from events.models import Camp, Registration


def is_attendee(user, camp: Camp) -> bool:
    """Somebody with a confirmed registration."""
    if user is None or not user.is_authenticated:
        return False
    return Registration.objects.confirmed().filter(camp=camp, user=user).exists()
