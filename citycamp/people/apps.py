from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "citycamp.people"
    label = "people"
    verbose_name = "People"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from allauth.account import signals as account
        from allauth.account.models import EmailAddress
        from allauth.mfa import signals as factors
        from allauth.mfa.models import Authenticator

        from citycamp.mail import rendering

        from . import face, listening, rights, signals
        from .models import EmailDomain, Role, Sanction, User, Verification
        from .notices import always

        post_migrate.connect(guard_the_notices, sender=self)
        rendering.signed_by(face.signature)
        account.email_confirmed.connect(listening.address_proven)
        account.authentication_step_completed.connect(listening.code_typed)
        account.email_removed.connect(listening.address_removed)
        account.email_changed.connect(listening.address_changed)
        factors.authenticator_added.connect(listening.factor_changed)
        factors.authenticator_removed.connect(listening.factor_changed)
        always("codes", _("Codes for signing in"), _("You ask for each of them."))
        always(
            "safety",
            _("Changes to your addresses, passkeys and factors"),
            _("If it was not you, this mail is how you learn of it."),
        )
        always(
            "decisions",
            _("Decisions about you, roles offered to you, a verification that ends"),
            _("You can answer them, and some have a time limit."),
        )
        for changed in (signals.roles_changed, signals.verification_ended, signals.sanctioned, signals.account_closed):
            changed.connect(rights.forget)
        for model in (Role, Verification, Sanction, EmailDomain, User, EmailAddress, Authenticator):
            post_save.connect(rights.forget, sender=model)
            post_delete.connect(rights.forget, sender=model)


def guard_the_notices(sender, using, **kwargs):
    """A notice stands as it was given; only that it was read is added later."""
    from citycamp.audit.triggers import append_only

    from .models import Notice

    append_only(Notice, using=using, fixed=["about", "address", "scope_id", "step", "rule", "by", "at"])
