from django.apps import AppConfig


class WikiConfig(AppConfig):
    name = "wiki"
    label = "wiki"
    verbose_name = "The wiki"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citycamp.search import kinds
        from wiki import finding
        from wiki.writing import SEARCH_KIND

        kinds.register(SEARCH_KIND, finding.entries)
