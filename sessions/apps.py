from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "sessionboard"
    verbose_name = "The session board"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.signals import camp_started
        from sessions.actions.making import on_camp_started

        camp_started.connect(on_camp_started, dispatch_uid="sessions.board")
