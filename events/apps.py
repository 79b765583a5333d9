from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = "Cities and camps"
    default_auto_field = "django.db.models.BigAutoField"
