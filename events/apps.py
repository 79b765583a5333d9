from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = "Cities and camps"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from citycamp.people.signals import roles_changed
        from citycamp.search import kinds
        from events import findable, listening, rights

        roles_changed.connect(rights.roles_changed, dispatch_uid="events.rights")
        user_logged_in.connect(listening.signed_in, dispatch_uid="events.pending_registration")
        kinds.register(findable.CITY, findable.cities)
        kinds.register(findable.CAMP, findable.camps)
