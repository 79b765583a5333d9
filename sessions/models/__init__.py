from sessions.models.arrangements import Arrangement
from sessions.models.cards import Away, Host, Session, SessionLink, Star, TakenStar, card_key, new_code
from sessions.models.grid import Board, Room, Slot
from sessions.models.imports import Import, Imported
from sessions.models.journal import Change, Outcome, Pitch

__all__ = [
    "Arrangement",
    "Away",
    "Board",
    "Change",
    "Host",
    "Import",
    "Imported",
    "Outcome",
    "Pitch",
    "Room",
    "Session",
    "SessionLink",
    "Slot",
    "Star",
    "TakenStar",
    "card_key",
    "new_code",
]
