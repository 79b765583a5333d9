"""wiki.md 16. All but pages lives under `-`, which no slug can be."""

from django.urls import path

from wiki.views import care, editing, history, lists, places, reading, saving

app_name = "wiki"

urlpatterns = [
    path("", reading.index, name="index"),
    path("<slug:wiki>/", reading.front, name="front"),
    path("<slug:wiki>/-/new/", editing.new, name="new"),
    path("<slug:wiki>/-/draft/", saving.draft, name="draft"),
    path("<slug:wiki>/-/recent/", lists.recent, name="recent"),
    path("<slug:wiki>/-/recent.atom", lists.recent_atom, name="recent_atom"),
    path("<slug:wiki>/-/map/", places.wiki_map, name="map"),
    path("<slug:wiki>/-/map.geojson", places.wiki_geojson, name="map_geojson"),
    path("<slug:wiki>/-/search/", lists.search, name="search"),
    path("<slug:wiki>/-/titles.json", lists.titles, name="titles"),
    path("<slug:wiki>/-/tags/", lists.tags, name="tags"),
    path("<slug:wiki>/-/tags/<str:tag>/", lists.tag, name="tag"),
    path("<slug:wiki>/-/lists/<slug:which>/", lists.pages, name="list"),
    path("<slug:wiki>/-/random/", lists.random_page, name="random"),
    path("<slug:wiki>/-/queue/", care.queue, name="queue"),
    path("<slug:wiki>/-/queue/<int:proposal>/", care.proposal, name="proposal"),
    path("<slug:wiki>/-/stage/", care.stage, name="stage"),
    path("<slug:wiki>/-/files/<int:file>/", places.file, name="file"),
    path("<slug:wiki>/-/files/picture/<int:picture>/<int:width>/", places.picture, name="picture"),
    path("<slug:wiki>/<str:slug>/", reading.page, name="page"),
    path("<slug:wiki>/<str:slug>/edit/", editing.edit, name="edit"),
    path("<slug:wiki>/<str:slug>/edit/<int:number>/", editing.part, name="part"),
    path("<slug:wiki>/<str:slug>/note/", saving.note, name="note"),
    path("<slug:wiki>/<str:slug>/history/", history.history, name="history"),
    path("<slug:wiki>/<str:slug>/history/<int:number>/", history.state, name="state"),
    path("<slug:wiki>/<str:slug>/compare/", history.compare, name="compare"),
    path("<slug:wiki>/<str:slug>/links/", lists.links, name="links"),
    path("<slug:wiki>/<str:slug>/rename/", care.rename, name="rename"),
    path("<slug:wiki>/<str:slug>/delete/", care.delete, name="delete"),
    path("<slug:wiki>/<str:slug>/restore/", care.restore, name="restore"),
    path("<slug:wiki>/<str:slug>/revert/", care.revert, name="revert"),
    path("<slug:wiki>/<str:slug>/page.geojson", places.page_geojson, name="page_geojson"),
    path("<slug:wiki>/<str:slug>/changes.atom", history.atom, name="page_atom"),
]
