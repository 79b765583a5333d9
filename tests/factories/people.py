"""People, their addresses and factors."""

from itertools import count

import factory
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from citycamp.people.models import EmailDomain, Organization, Role, User
from citycamp.people.scopes import scope_key

numbers = count(1)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with one proven address; `factor=True` enrols an authenticator app."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.LazyFunction(lambda: f"Person {next(numbers)}")
    email = factory.LazyFunction(lambda: f"person{next(numbers)}@example.org")
    password = "!"

    @factory.post_generation
    def address(user, create, extracted, **kwargs):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    @factory.post_generation
    def factor(user, create, extracted, **kwargs):
        if extracted:
            enrol(user)


def person(name: str = "", address: str = "", **fields) -> User:
    """UserFactory, shorter: `person("Noor", factor=True)`."""
    named = {key: value for key, value in (("name", name), ("email", address)) if value}
    return UserFactory(**named, **fields)


def enrol(user: User) -> Authenticator:
    """An authenticator app, as allauth keeps it."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})


def role(user: User, name: str, scope=None) -> Role:
    """A role row as the app that makes the scope would write it."""
    return Role.objects.create(user=user, role=name, **scope_key(scope))


def official_domain(domain: str = "raleighnc.gov", **fields) -> EmailDomain:
    number = next(numbers)
    organization = Organization.objects.create(name=f"City {number}", region="NC", state="listed")
    return EmailDomain.objects.create(domain=domain, organization=organization, **{"active": True, **fields})


def sign_in(client, user: User, *, strong: bool = False, fresh: bool = True) -> None:
    """A session as allauth leaves it after a mailed code, and with `strong` after a factor too."""
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    at = timezone.now().timestamp() - (0 if fresh else 3600)
    methods = [{"method": "code", "at": at, "email": user.email}]
    if strong:
        methods.append({"method": "mfa", "type": "totp", "at": at})
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
