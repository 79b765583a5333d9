from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class MailingListsConfig(AppConfig):
    name = "mailinglists"
    label = "mailinglists"
    verbose_name = "Mailing lists"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from citycamp.people import notices, rights
        from citycamp.people.roles import also_awake_only_if
        from mailinglists.choices import Subscriptions
        from mailinglists.models import MailingList
        from mailinglists.sleeping import officials_decide_on_government_lists
        from mailinglists.triggers import set_triggers

        notices.others("list", Subscriptions())
        also_awake_only_if(officials_decide_on_government_lists)
        post_save.connect(rights.forget, sender=MailingList)  # Its audience decides which roles are awake.
        post_migrate.connect(set_triggers, sender=self, dispatch_uid="mailinglists.triggers")
