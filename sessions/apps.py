from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "sessionboard"
    verbose_name = "The session board"
    default_auto_field = "django.db.models.BigAutoField"
