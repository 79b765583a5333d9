"""People, their addresses and factors."""

from itertools import count

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from citycamp.people.models import EmailDomain, Organization, Role, User
from citycamp.people.scopes import scope_key

numbers = count(1)


def person(name: str = "", address: str = "", *, factor: bool = False, **fields) -> User:
    """Somebody with one proven address; with `factor`, an authenticator app is enrolled."""
    number = next(numbers)
    user = User.objects.create_user(address or f"person{number}@example.org", name=name or f"Person {number}", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if factor:
        enrol(user)
    return user


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
    session.save()
