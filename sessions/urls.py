from functools import partial

from django.urls import path

from sessions.views import arranging, board, cards, closing, desk, exports, live, paper, placing, wall

app_name = "sessions"
BOARD = "events/<slug:slug>/board/"
SESSION = BOARD + "sessions/<slug:code>/"

urlpatterns = [
    path(BOARD, board.board, name="board"),
    path(BOARD + "propose/", cards.propose, name="propose"),
    path(BOARD + "alike/", cards.alike, name="alike"),
    path(BOARD + "mine/", board.mine, name="mine"),
    path(BOARD + "live/", live.stream, name="live"),
    path(BOARD + "changes/since/<int:version>/", live.since, name="since"),
    path(BOARD + "changes/<int:version>/undo/", placing.undo, name="undo"),
    path(BOARD + "changes/", desk.changes, name="changes"),
    path(BOARD + "desk/", desk.desk, name="desk"),
    path(BOARD + "pitch/", desk.pitch, name="pitch_desk"),
    path(BOARD + "arrange/", arranging.arrange, name="arrange"),
    path(BOARD + "settings/", desk.settings, name="settings"),
    path(BOARD + "wall/", wall.wall, name="wall"),
    path(BOARD + "rooms/<int:number>/door/", wall.door, name="door"),
    path(BOARD + "print/", paper.sheets, name="print"),
    path(BOARD + "calendar.ics", exports.calendar, name="calendar"),
    path(BOARD + "board.json", exports.board_json, name="json"),
    path(SESSION, cards.session, name="session"),
    path(SESSION + "calendar.ics", exports.session_calendar, name="session_calendar"),
    path(SESSION + "edit/", cards.edit, name="edit"),
    path(SESSION + "links/", cards.links, name="links"),
    path(SESSION + "place/", placing.place, name="place"),
    path(SESSION + "star/", placing.star, name="star"),
    path(SESSION + "unstar/", partial(placing.star, starring=False), name="unstar"),
    path(SESSION + "host/", cards.host, name="host"),
    path(SESSION + "run/", cards.run, name="run"),
    path(SESSION + "withdraw/", cards.withdraw, name="withdraw"),
    path(SESSION + "cancel/", cards.cancel, name="cancel"),
    path(SESSION + "pin/", cards.pin, name="pin"),
    path(SESSION + "hide/", cards.hide, name="hide"),
    path(SESSION + "unhide/", cards.unhide, name="unhide"),
    path(SESSION + "publish/", cards.publish, name="publish"),
    path(SESSION + "refuse/", cards.refuse, name="refuse"),
    path(SESSION + "pitch/", cards.pitch, name="pitch"),
    path(SESSION + "notes/", cards.notes, name="notes"),
    path(SESSION + "outcome/", closing.outcome, name="outcome"),
    path("events/<slug:slug>/closing/", closing.circle, name="closing"),
    path("c/<slug:code>.<slug:key>/", paper.card, name="card"),
]
