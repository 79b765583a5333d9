from django.urls import path, re_path, register_converter

from mailinglists import feeds
from mailinglists.views import deciding, files, finding, joining, reading, writing


class IdHash:
    """Base32 of the SHA-1 of a Message-ID: 32 characters."""

    regex = "[A-Z2-7]{32}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdHash, "idhash")

app_name = "lists"

urlpatterns = [
    path("", reading.index, name="index"),
    path("new/", deciding.new, name="new"),
    path("search/", finding.search_all, name="search_all"),
    path("search/", finding.search_all, name="search_all"),
    path("<slug:slug>/", reading.home, name="home"),
    path("<slug:slug>/about/", reading.about, name="about"),
    path("<slug:slug>/join/", joining.join, name="join"),
    path("<slug:slug>/leave/", joining.leave, name="leave"),
    path("<slug:slug>/confirm/<str:token>/", joining.confirm, name="confirm"),
    path("<slug:slug>/unsubscribe/<str:token>/", joining.unsubscribe, name="unsubscribe"),
    path("<slug:slug>/post/", writing.compose, name="post"),
    re_path(r"^(?P<slug>[-\w]+)/(?P<year>\d{4})/(?P<number>\d{2})/$", reading.month, name="month"),
    path("<slug:slug>/thread/<idhash:id_hash>/", reading.thread, name="thread"),
    path("<slug:slug>/thread/<idhash:id_hash>/feed/", feeds.of_thread, name="thread_feed"),
    path("<slug:slug>/thread/<idhash:id_hash>/reply/", writing.reply, name="reply"),
    path("<slug:slug>/thread/<idhash:id_hash>/close/", deciding.close, name="close"),
    path("<slug:slug>/message/<idhash:id_hash>/", reading.message, name="message"),
    path("<slug:slug>/message/<idhash:id_hash>/raw/", files.raw, name="raw"),
    path("<slug:slug>/message/<idhash:id_hash>/headers/", files.all_headers, name="headers"),
    path(
        "<slug:slug>/message/<idhash:id_hash>/attachment/<int:number>/<path:name>", files.attachment, name="attachment"
    ),
    path("<slug:slug>/message/<idhash:id_hash>/hide/", deciding.hide, name="hide"),
    path("<slug:slug>/search/", finding.search, name="search"),
    path("<slug:slug>/search/", finding.search, name="search"),
    path("<slug:slug>/feed/", feeds.of_list, name="feed"),
    path("<slug:slug>/export/", files.export, name="export"),
    path("<slug:slug>/export/all.mbox.gz", files.export_all, name="export_all"),
    re_path(
        r"^(?P<slug>[-\w]+)/export/(?P<year>\d{4})-(?P<number>\d{2})\.mbox\.gz$",
        files.export_month,
        name="export_month",
    ),
    path("<slug:slug>/export/thread/<idhash:id_hash>.mbox.gz", files.export_thread, name="export_thread"),
    path("<slug:slug>/members/", deciding.members, name="members"),
    path("<slug:slug>/moderate/", deciding.queue, name="moderate"),
    path("<slug:slug>/moderate/<int:number>/", deciding.held, name="held"),
    path("<slug:slug>/manage/", deciding.manage, name="manage"),
]
