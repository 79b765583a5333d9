"""Lists, subscribers, and the bytes of mails."""

from itertools import count

from citycamp.people.actions import prove_address
from citycamp.people.models import EmailDomain, User
from mailinglists.actions import create_list, subscribe
from mailinglists.models import MailingList, Subscription
from tests.factories import people

numbers = count(1)
GOV_DOMAIN = "dayton.example.gov"


def public_list(slug: str = "", **settings) -> MailingList:
    slug = slug or f"open-{next(numbers)}"
    return create_list(slug, f"List {slug}", by=None, **{"first_posts_held": 0, **settings})


def government_list(slug: str = "", **settings) -> MailingList:
    return public_list(slug or f"gov-{next(numbers)}", audience="government", **settings)


def official(name: str = "Ray Oduya", address: str = "", **fields) -> User:
    """Somebody whose work address makes them an official."""
    if not EmailDomain.objects.filter(domain=GOV_DOMAIN).exists():
        people.official_domain(GOV_DOMAIN)
    user = people.person(name, address or f"official{next(numbers)}@{GOV_DOMAIN}", **fields)
    assert prove_address(user, user.email).state == "verified"
    return user


def member(mailing_list: MailingList, user: User | None = None, **fields) -> Subscription:
    """An active subscription of somebody who has proven the address."""
    user = user or (official() if mailing_list.government else people.person())
    row = subscribe(mailing_list, user.email, user=user)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def mail(
    to: str,
    sender: str = "Noor Haddad <noor@example.org>",
    subject: str = "Minutes",
    text: str = "The minutes are up.\n",
    message_id: str = "",
    extra: str = "",
) -> bytes:
    """The bytes of a plain mail. `extra` holds whole header lines."""
    message_id = message_id or f"m{next(numbers)}@example.org"
    head = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n"
        f"Date: Thu, 10 Jun 2027 09:14:00 -0400\r\n"
    )
    if extra:
        head += extra.rstrip("\r\n") + "\r\n"
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()
