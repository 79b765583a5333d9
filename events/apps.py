from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = "Cities and camps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from citycamp.people.notices import always
        from citycamp.people.signals import account_closed, roles_changed
        from citycamp.search import kinds
        from events import findable, listening, rights

        roles_changed.connect(rights.roles_changed, dispatch_uid="events.rights")
        account_closed.connect(listening.account_closed, dispatch_uid="events.account_closed")
        user_logged_in.connect(listening.signed_in, dispatch_uid="events.pending_registration")
        always(
            "camp",
            _("Your registration, and a camp that moves or is cancelled"),
            _("You have a seat there, and would stand before a closed door."),
        )
        kinds.register(findable.CITY, findable.cities)
        kinds.register(findable.CAMP, findable.camps)
        kinds.register(findable.PROMISE, findable.promises)
