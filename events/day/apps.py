from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "events.day"
    label = "campday"
    verbose_name = "The day"
    default_auto_field = "django.db.models.BigAutoField"
