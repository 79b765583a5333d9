from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "citycamp.front"
    label = "front"
    verbose_name = "The roof"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citycamp.front import offline

        offline.listen()
