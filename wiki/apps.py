from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    label = "wiki"
    verbose_name = "The wiki"
    default_auto_field = "django.db.models.BigAutoField"
