"""Who may, around camps."""

from citycamp.people.permissions import has_role, is_staff_member, is_stopped
from events.models import Camp, Commitment, Registration


def is_organizer(user, camp: Camp) -> bool:
    return has_role(user, "organizer", camp) or is_staff_member(user)


def is_attendee(user, camp: Camp) -> bool:
    """Somebody with a confirmed registration, who is not shut out."""
    if user is None or not user.is_authenticated:
        return False
    return Registration.objects.confirmed().filter(camp=camp, user=user).exists() and not is_stopped(user, "out", camp)


def may_manage(user, camp: Camp) -> bool:
    """Plan, team, settings, seats: the organizers, with a second factor where the act asks for one."""
    return is_organizer(user, camp)


def may_see_attendees(user, camp: Camp) -> bool:
    return is_attendee(user, camp) or has_role(user, ("organizer", "desk"), camp) or is_staff_member(user)


def may_promise(user, camp: Camp) -> bool:
    return (is_attendee(user, camp) or is_organizer(user, camp)) and not is_stopped(user, "write", camp)


def may_give_news(user, commitment: Commitment) -> bool:
    """The one who promised, or an organizer of that camp."""
    if user is None or not user.is_authenticated or is_stopped(user, "write", commitment.camp):
        return False
    return commitment.who_id == user.pk or is_organizer(user, commitment.camp)
