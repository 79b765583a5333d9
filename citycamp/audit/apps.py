from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "citycamp.audit"
    label = "audit"
    verbose_name = "Audit log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(guard_the_log, sender=self)


def guard_the_log(sender, using, **kwargs):
    """The log refuses change in the database, too."""
    from .models import Entry
    from .triggers import append_only

    append_only(Entry, using=using)
