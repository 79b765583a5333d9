from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "citycamp.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(guard_the_notices, sender=self)


def guard_the_notices(sender, using, **kwargs):
    """A notice stands as it was given; only that it was read is added later."""
    from citycamp.audit.triggers import append_only

    from .models import Notice

    append_only(Notice, using=using, fixed=["about", "address", "scope_id", "step", "rule", "by", "at"])
