from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "citycamp.media"
    label = "media"
    verbose_name = "Pictures and files"
    default_auto_field = "django.db.models.BigAutoField"
