"""Atom feeds of a list and of a thread: the newest thirty, with the notice in the feed and in each entry."""

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from citycamp import links
from mailinglists import permissions, quoting, showing
from mailinglists.models import MailingList, Message
from mailinglists.views.doors import reader
from mailinglists.views.reading import named

NEWEST = 30


@reader
def of_list(request: HttpRequest, mailing_list: MailingList) -> HttpResponse:
    found = Message.objects.filter(list=mailing_list)
    return feed(request, mailing_list, found, mailing_list.name, mailing_list.get_absolute_url())


@reader
def of_thread(request: HttpRequest, mailing_list: MailingList, id_hash: str) -> HttpResponse:
    thread = named(mailing_list, id_hash).thread
    found = Message.objects.filter(thread=thread)
    return feed(
        request,
        mailing_list,
        found,
        mailing_list.name if thread.root.hidden else str(thread),
        f"/lists/{mailing_list.slug}/thread/{id_hash}/",
    )


def feed(request: HttpRequest, mailing_list: MailingList, found, title: str, path: str) -> HttpResponse:
    full = permissions.sees_addresses(request.user, mailing_list)
    made = Atom1Feed(
        title=title,
        link=links.absolute(path),
        description=mailing_list.purpose,
        feed_url=links.absolute(request.path),
        language=mailing_list.language,
        feed_copyright=mailing_list.notice,
    )
    for message in found.shown().select_related("user").order_by("-date", "-pk")[:NEWEST]:
        text = quoting.without_notices(message.body_text, [mailing_list.notice])[:20_000]
        text = text if full else quoting.masked(text)
        permalink = links.absolute(f"/lists/{mailing_list.slug}/message/{message.id_hash}/")
        made.add_item(
            title=str(message),
            link=permalink,
            unique_id=permalink,
            description=linebreaks(f"{text.strip()}\n\n{mailing_list.notice}", autoescape=True),
            author_name=showing.who(message),
            pubdate=message.date,
            updateddate=message.date,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
