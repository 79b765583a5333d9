from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "citycamp.search"
    label = "search"
    verbose_name = "Full-text index"
    default_auto_field = "django.db.models.BigAutoField"
