"""The records notice stands on every page of a list and in every mail about it: once in a copy, never nowhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from citycamp.mail import rendering
from citycamp.mail.models import OutboxMail
from mailinglists import tokens
from mailinglists.actions import set_notice, write
from mailinglists.models import HeldMessage
from mailinglists.urls import urlpatterns
from tests.factories import people
from tests.factories.mailinglists import government_list, member, official, public_list

pytestmark = pytest.mark.django_db
MARKER = "Zephyrnotice: what you write here may be released."
# Routes that are no page: verbs, files (which carry the notice as a header), and the list of all lists.
VERBS = {"hide", "close"}
FILES = {"raw", "export_all", "export_month", "export_thread", "attachment"}
EVERYWHERE = {"new"}
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "mailinglists" / "email"


@pytest.fixture
def world(client):
    mailing_list = public_list("open", first_posts_held=0)
    owner = people.person("Olga", factor=True)
    people.role(owner, "owner", mailing_list)
    set_notice(mailing_list, MARKER, by=owner)
    row = member(mailing_list, owner)
    files = [("a.txt", "text/plain", b"a")]
    typed = {"by": owner, "address": owner.email, "subject": "About", "text": "Findable words\n", "files": files}
    message = write(mailing_list, key="a", **typed).message
    mailing_list.posting = "moderated"
    mailing_list.save()
    newcomer = people.person()
    write(mailing_list, by=newcomer, address=newcomer.email, subject="Wait", text="Held\n", key="b")
    people.sign_in(client, owner, strong=True)
    return {
        "slug": "open",
        "id_hash": message.id_hash,
        "token": tokens.leaving(row.pk, "open"),
        "year": f"{message.date:%Y}",
        "month": f"{message.date:%m}",
        "held": HeldMessage.objects.get().pk,
    }


def address_of(route, world):
    wanted = list(route.pattern.regex.groupindex) or list(route.pattern.converters)
    known = {
        "slug": world["slug"],
        "id_hash": world["id_hash"],
        "token": world["token"],
        "year": world["year"],
        "number": {"held": world["held"], "attachment": 1}.get(route.name, world["month"]),
        "name": "a.txt",
    }
    return reverse(f"lists:{route.name}", kwargs={name: known[name] for name in wanted})


def test_every_page_of_a_list_says_the_notice(client, world):
    seen = set()
    for route in urlpatterns:
        if route.name in VERBS | EVERYWHERE:
            continue
        answer = client.get(address_of(route, world), {"q": "findable"} if "search" in route.name else {}, follow=True)
        assert answer.status_code in (200, 410), route.name
        if route.name in FILES:
            assert route.name == "attachment" or answer["X-Records-Notice"] == MARKER, route.name
        else:
            assert MARKER in answer.content.decode(), route.name
        seen.add(route.name)
    assert seen == {route.name for route in urlpatterns} - VERBS - EVERYWHERE


def test_each_entry_of_a_feed_says_it(client, world):
    said = client.get(reverse("lists:feed", args=["open"])).content.decode()
    entries = said.split("<entry>")[1:]
    assert len(entries) == 1
    assert all(entry.count("Zephyrnotice") == 1 for entry in entries)


def test_every_mail_template_says_it_once_as_text_and_as_html():
    names = sorted(path.stem for path in TEMPLATES.glob("*.txt"))
    assert names, "there are mail templates"
    for name in names:
        source = get_template(f"mailinglists/email/{name}.txt").template.source
        asked = set(re.findall(r"{{ (\w+) }}", source)) - {"notice"}
        row = OutboxMail(
            key=name,
            to="a@example.org",
            template=f"mailinglists/email/{name}",
            context={"notice": MARKER, **{word: f"[{word}]" for word in asked}},
        )
        made = rendering.message(row)
        assert made.body.count("Zephyrnotice") == 1, name
        (html,) = made.alternatives
        assert html[0].count("Zephyrnotice") == 1, name
        assert made.subject, name


def test_an_official_gets_it_on_the_government_list_too(client):
    mailing_list = government_list(notice=MARKER)
    people.sign_in(client, official())
    assert MARKER in client.get(mailing_list.get_absolute_url()).content.decode()
    client.logout()
    assert MARKER in client.get(mailing_list.get_absolute_url() + "about/").content.decode()
