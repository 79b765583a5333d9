from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "events.communities"
    label = "communities"
    verbose_name = "Communities of practice"
    default_auto_field = "django.db.models.BigAutoField"
