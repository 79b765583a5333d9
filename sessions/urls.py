from functools import partial

from django.urls import path

from sessions.views import arranging, board, cards, closing, desk, exports, links, live, paper, placing, printing, wall

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
    path(BOARD + "print/", printing.printing, name="print"),
    path(BOARD + "take/", exports.take, name="take"),
    path(BOARD + "calendar.ics", exports.whole_calendar, name="calendar"),
    path(BOARD + "rooms/<int:number>/calendar.ics", exports.room_calendar, name="room_calendar"),
    path(BOARD + "themes/<slug:theme>/calendar.ics", exports.theme_calendar, name="theme_calendar"),
    path(BOARD + "hosts/<uuid:person>/calendar.ics", exports.host_calendar, name="host_calendar"),
    path(BOARD + "schedule.xml", exports.schedule_xml, name="schedule_xml"),
    path(BOARD + "schedule.json", exports.schedule_json, name="schedule_json"),
    path(BOARD + "schedule2.json", exports.schedule2_json, name="schedule2_json"),
    path(BOARD + "board.json", exports.board_as_json, name="json"),
    path(BOARD + "sessions.csv", exports.sessions_csv, name="sessions_csv"),
    path(BOARD + "sessions.xlsx", exports.sessions_xlsx, name="sessions_xlsx"),
    path(BOARD + "board.txt", exports.board_as_text, name="text"),
    path(BOARD + "changes.atom", exports.changes_atom, name="changes_feed"),
    path(SESSION, cards.session, name="session"),
    path(SESSION + "calendar.ics", exports.session_calendar, name="session_calendar"),
    path(SESSION + "edit/", cards.edit, name="edit"),
    path(SESSION + "links/", links.links, name="links"),
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
